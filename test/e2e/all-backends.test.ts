import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import {
  ALL_CONFIGS,
  AWS,
  awsEnvironment,
  DATADOG_KEY,
  datadogEnvironment,
} from '../support/backends/profiles.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';
import { DatadogIntake } from '../support/sinks/datadog-intake.js';

jest.setTimeout(60_000);

test('one trace ID finds the same trace in Jaeger, Datadog and X-Ray, and one backend being away holds up none', async () => {
  await using jaeger = await Jaeger.start();
  await using intake = await new DatadogIntake(DATADOG_KEY).open();
  await using aws = await new AwsOtlp(AWS).open();
  await using collector = await Collector.start({
    configs: ALL_CONFIGS,
    env: {
      JAEGER_ENDPOINT: jaeger.grpcEndpoint,
      ...datadogEnvironment(intake.url),
      ...awsEnvironment(aws.url),
    },
  });
  await aws.close();
  const traceId = newTraceId();
  const sender = new OtlpSender(collector.httpUrl);
  await sender.span('GET /orders', { traceId });
  await sender.log('order taken', { traceId });

  const [span] = await jaeger.client.whenTrace(traceId);
  await intake.when('the span and the log', () => intake.spans.length > 0 && intake.logs.length > 0);
  expect(span?.warnings).toEqual([]);
  expect(intake.spans[0]?.meta['otel.trace_id']).toBe(traceId);
  expect(aws.spans).toEqual([]);

  await aws.open();
  await aws.when('the span and the log, once back', () => aws.spans.length > 0 && aws.logs.length > 0);
  expect(aws.spans[0]?.traceId).toBe(traceId);
  expect(aws.logs[0]?.traceId).toBe(traceId);
});
