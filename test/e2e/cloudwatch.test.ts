import { Collector } from '../support/backends/collector.js';
import { plain, plainAttributes } from '../support/backends/otlp-json.js';
import { newSpanId, newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import { AWS, awsEnvironment, CLOUDWATCH_CONFIGS } from '../support/backends/profiles.js';
import { range } from '../support/numbered.js';
import { AwsOtlp } from '../support/sinks/aws-otlp.js';

jest.setTimeout(60_000);

describe('the CloudWatch profile', () => {
  let aws: AwsOtlp;
  let collector: Collector;
  let sender: OtlpSender;

  beforeAll(async () => {
    aws = await new AwsOtlp(AWS).open();
    collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env: awsEnvironment(aws.url) });
    sender = new OtlpSender(collector.httpUrl);
  });

  afterAll(async () => {
    await collector?.stop();
    await aws?.close();
  });

  test('each signal arrives signed for its own service, region and day', async () => {
    const traceId = newTraceId();
    const spanId = newSpanId();
    await sender.span('GET /orders', { traceId, spanId, fields: { correlation_id: traceId } });
    await sender.log('order taken', { traceId, spanId });
    await sender.counter('orders', 3);

    await aws.when(
      'all three signals',
      () => aws.logs.length > 0 && aws.spans.length > 0 && aws.metrics.length > 0,
    );

    expect(aws.refused).toEqual([]);
    expect(aws.signed.map(({ service }) => service).sort()).toEqual(['logs', 'monitoring', 'xray']);
    expect(aws.spans).toEqual([expect.objectContaining({ traceId, spanId, name: 'GET /orders' })]);
    expect(plainAttributes(aws.spans[0]?.attributes)).toMatchObject({ correlation_id: traceId });
    expect(aws.logs).toEqual([expect.objectContaining({ traceId, spanId, severityText: 'INFO' })]);
    expect(plain(aws.logs[0]?.body)).toBe('order taken');
    expect(aws.logs[0]?.resource).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'development',
    });
    expect(aws.metrics).toEqual([expect.objectContaining({ name: 'orders' })]);
  });

  test('the headers that choose log group and stream are part of the signature', () => {
    const logs = aws.signed.find(({ service }) => service === 'logs');
    expect(logs?.signedHeaders).toEqual(
      expect.arrayContaining(['x-aws-log-group', 'x-aws-log-stream', 'host']),
    );
  });

  test('floods are split to what AWS takes in one request', async () => {
    const before = { logs: aws.logs.length, spans: aws.spans.length };
    const text = 'x'.repeat(2_000);
    const logs = range(1, 1_000).map((index) => ({ message: text, fields: { index } }));
    const large = range(1, 1_000).map((index) => ({ name: 'large', fields: { index, text } }));
    const small = range(1, 6_000).map(() => ({ name: 's' }));
    await Promise.all([sender.logs(logs), sender.logs(logs), sender.logs(logs)]);
    await Promise.all([sender.spans(large), sender.spans(large), sender.spans(large)]);
    await Promise.all([sender.spans(small), sender.spans(small)]);

    await aws.when('3,000 logs of 2 kB', () => aws.logs.length === before.logs + 3_000);
    await aws.when(
      '3,000 spans of 2 kB and 12,000 small ones',
      () => aws.spans.length === before.spans + 15_000,
    );

    expect(aws.refused).toEqual([]);
  });
});

test('credentials that AWS does not know are refused there, and the Collector says so', async () => {
  await using aws = await new AwsOtlp(AWS).open();
  const env = { ...awsEnvironment(aws.url), AWS_SECRET_ACCESS_KEY: 'not-the-secret' };
  await using collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env });
  await new OtlpSender(collector.httpUrl).log('unheard');
  await aws.when('a refusal', () => aws.refused.length > 0);

  await collector.stop();

  expect(aws.refused[0]).toBe('the signature does not match');
  expect(aws.logs).toEqual([]);
  expect(collector.log).toMatch(/HTTP Status Code 400/);
});

test.each([
  ['CLOUDWATCH_LOG_GROUP', 'no such log group'],
  ['CLOUDWATCH_LOG_STREAM', 'no such log stream'],
])('another %s is refused there, and the Collector says so', async (variable, reason) => {
  await using aws = await new AwsOtlp(AWS).open();
  const env = { ...awsEnvironment(aws.url), [variable]: 'another' };
  await using collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env });
  await new OtlpSender(collector.httpUrl).log('unheard');
  await aws.when('a refusal', () => aws.refused.length > 0);

  await collector.stop();

  expect(aws.refused[0]).toBe(reason);
  expect(collector.log).toMatch(/HTTP Status Code 400/);
});

test('without a region the Collector says which variable is missing', async () => {
  await using aws = await new AwsOtlp(AWS).open();
  const env = { ...awsEnvironment(aws.url), AWS_REGION: undefined };
  await using collector = await Collector.start({ configs: CLOUDWATCH_CONFIGS, env });
  expect(collector.log).toMatch(/unset environment variable.*"AWS_REGION"/);
});
