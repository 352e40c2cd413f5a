import { join } from 'node:path';
import { REGISTER, runApp } from '../../support/apps/run-app.js';
import { docFiles } from '../../support/testing/doc-files.js';
import { TestProject } from '../../support/testing/project.js';

const INSTRUMENTATION = '@opentelemetry/instrumentation-pino';

const APP = (setUp: string) => `
  const { timed, withCorrelationId } = require('tracebridge');
  ${setUp}
  withCorrelationId('order-5', () => timed('work', { level: 'debug' }, () => logger.info({ n: 1 }, 'by pino'))());
`;

async function run(dependencies: object, setUp: string) {
  await using project = await TestProject.create(['@opentelemetry/api', 'pino', INSTRUMENTATION], {
    'package.json': JSON.stringify({ dependencies }),
    ...docFiles('instrumentations.md'),
    'app.cjs': APP(setUp),
  });
  return await runApp({
    args: ['--require', REGISTER, join(project.directory, 'app.cjs')],
    cwd: project.directory,
  });
}

const line = (stdout: string) =>
  JSON.parse(stdout.split('\n').find((text) => text.includes('by pino')) as string);

test("with pino's instrumentation in the dependencies: injected and exported by the preload alone", async () => {
  const result = await run({ [INSTRUMENTATION]: '*' }, `const logger = require('pino')();`);
  const { traceId, spanId } = result.spans[0] ?? {};
  expect(result.stderr).toBe('');
  expect(line(result.stdout)).toMatchObject({
    trace_id: traceId,
    span_id: spanId,
    correlation_id: 'order-5',
    n: 1,
  });
  const exported = result.logs.filter(({ body }) => body === 'by pino');
  expect(exported).toMatchObject([{ traceId, spanId, severityText: expect.stringMatching(/info/i) }]);
  expect(JSON.stringify(exported[0])).toContain('order-5');
});

test('with the mixin of docs/instrumentations.md: injected', async () => {
  const result = await run({}, `const logger = require('./logger.js');`);
  const { traceId, spanId } = result.spans[0] ?? {};
  expect(line(result.stdout)).toMatchObject({
    trace_id: traceId,
    span_id: spanId,
    correlation_id: 'order-5',
    n: 1,
  });
});
