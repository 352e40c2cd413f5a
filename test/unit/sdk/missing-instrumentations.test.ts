import { missingInstrumentations } from '../../../src/sdk/app-instrumentations/missing.js';

test.each([
  [['pg', 'express', 'constructor'], ['pg: @opentelemetry/instrumentation-pg']],
  [['pg', '@opentelemetry/instrumentation-pg'], []],
  [['pg', '@opentelemetry/auto-instrumentations-node'], []],
  [
    ['@aws-sdk/client-sqs', '@aws-sdk/client-s3', '@aws-sdk/types'],
    ['@aws-sdk/client-sqs: @opentelemetry/instrumentation-aws-sdk'],
  ],
  [['@prisma/client'], ['@prisma/client: @prisma/instrumentation']],
])('of %j', (packages, expected) => {
  expect(
    missingInstrumentations(packages).map(({ used, instrumentation }) => `${used}: ${instrumentation}`),
  ).toEqual(expected);
});
