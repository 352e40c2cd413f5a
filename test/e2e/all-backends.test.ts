import { randomUUID } from 'node:crypto';
import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import {
  ALL_CONFIGS,
  AWS,
  awsEnvironment,
  DATADOG_KEY,
  datadogEnvironment,
} from '../support/backends/profiles.js';
import { RelayApp } from '../support/relay-app.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';
import { DatadogIntake } from '../support/sinks/datadog-intake.js';

jest.setTimeout(60_000);

const startCollector = (jaeger: Jaeger, intake: DatadogIntake, aws: AwsOtlp) =>
  Collector.start({
    configs: ALL_CONFIGS,
    env: {
      JAEGER_ENDPOINT: jaeger.grpcEndpoint,
      ...datadogEnvironment(intake.url),
      ...awsEnvironment(aws.url),
    },
  });

test('one trace ID finds the same trace in Jaeger, Datadog and X-Ray, and one backend being away holds up none', async () => {
  await using jaeger = await Jaeger.start();
  await using intake = await new DatadogIntake(DATADOG_KEY).open();
  await using aws = await new AwsOtlp(AWS).open();
  await using collector = await startCollector(jaeger, intake, aws);
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

test('a request is followed by its correlation ID to Jaeger, Datadog, X-Ray and CloudWatch', async () => {
  await using jaeger = await Jaeger.start();
  await using intake = await new DatadogIntake(DATADOG_KEY).open();
  await using aws = await new AwsOtlp(AWS).open();
  await using collector = await startCollector(jaeger, intake, aws);
  await using app = await RelayApp.start({
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'service.version=1.2.3',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl,
  });
  const id = randomUUID();
  const traceId = id.replaceAll('-', '');
  await fetch(`${app.url}/orders`, { headers: { 'X-Correlation-ID': id } });
  await app.end();

  const [inJaeger] = await jaeger.client.whenTrace(traceId);
  await intake.when('span and log', () => intake.spans.length > 0 && intake.logs.length > 0);
  await aws.when('span and log', () => aws.spans.length > 0 && aws.logs.length > 0);
  const [span] = intake.spans;
  const [log] = intake.logs;
  expect(inJaeger).toMatchObject({ service: 'shop', tags: { correlation_id: id }, warnings: [] });
  expect(span).toMatchObject({ service: 'shop', env: 'production', version: '1.2.3' });
  expect(span?.meta).toMatchObject({ correlation_id: id, 'otel.trace_id': traceId });
  expect(log?.ddtags.split(',')).toEqual(
    expect.arrayContaining(['service:shop', 'env:production', 'version:1.2.3']),
  );
  expect(log?.attributes).toMatchObject({
    message: 'relayed',
    correlation_id: id,
    'dd.trace_id': span?.traceID,
    'dd.span_id': span?.spanID,
    'otel.trace_id': traceId,
  });
  for (const record of [aws.spans[0], aws.logs[0]]) {
    expect(record).toMatchObject({ traceId, spanId: inJaeger?.spanID });
    expect(plainAttributes(record?.attributes)).toMatchObject({ correlation_id: id });
    expect(record?.resource).toMatchObject({ 'service.name': 'shop' });
  }
});
