import { Collector } from '../support/backends/collector.js';
import { newSpanId, newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';
import {
  DATADOG_ARGS,
  DATADOG_CONFIGS,
  DATADOG_KEY,
  datadogEnvironment,
} from '../support/backends/profiles.js';
import { range } from '../support/numbered.js';
import { DatadogIntake } from '../support/sinks/datadog-intake.js';

jest.setTimeout(60_000);

/** Datadog's IDs are the lower 64 bits, unsigned, in decimal. */
const lower64 = (hex: string): string => BigInt(`0x${hex.slice(-16)}`).toString();

describe('the Datadog profile', () => {
  let intake: DatadogIntake;
  let collector: Collector;
  let sender: OtlpSender;
  const traceId = newTraceId();
  const spanId = newSpanId();

  beforeAll(async () => {
    intake = await new DatadogIntake(DATADOG_KEY).open();
    collector = await Collector.start({
      configs: DATADOG_CONFIGS,
      args: DATADOG_ARGS,
      env: datadogEnvironment(intake.url),
    });
    sender = new OtlpSender(collector.httpUrl);
    await sender.span('GET /orders', {
      traceId,
      spanId,
      fields: { correlation_id: 'order-77', 'http.route': '/orders' },
    });
    await sender.log('order taken', { traceId, spanId, correlation_id: 'order-77', password: 'hunter22' });
    await sender.counter('orders', 3);
    await intake.when('a log, a span and a metric', () => {
      const counted = intake.series.some(({ metric }) => metric === 'orders');
      return intake.logs.length > 0 && intake.spans.length > 0 && counted;
    });
  });

  afterAll(async () => {
    await collector?.stop();
    await intake?.close();
  });

  test('a log carries what Datadog files it under', () => {
    const [log] = intake.logs;
    expect(log).toMatchObject({ service: 'shop', hostname: 'box-1', ddsource: 'nodejs', status: 'INFO' });
    expect(log?.ddtags.split(',')).toEqual(
      expect.arrayContaining(['service:shop', 'env:production', 'version:1.2.3']),
    );
    expect(log?.attributes).toMatchObject({ message: 'order taken', correlation_id: 'order-77' });
  });

  test('a log names its trace and span by the IDs that the span has there', () => {
    const [log] = intake.logs;
    const [span] = intake.spans;
    expect(span).toMatchObject({ traceID: lower64(traceId), spanID: lower64(spanId) });
    expect(span?.meta['otel.trace_id']).toBe(traceId);
    expect(log?.attributes).toMatchObject({
      'dd.trace_id': span?.traceID,
      'dd.span_id': span?.spanID,
      'otel.trace_id': traceId,
      'otel.span_id': spanId,
    });
  });

  test('a span carries service, environment, version and correlation ID', () => {
    const [span] = intake.spans;
    expect(span).toMatchObject({
      service: 'shop',
      env: 'production',
      version: '1.2.3',
      resource: 'GET /orders',
    });
    expect(span?.meta).toMatchObject({ correlation_id: 'order-77', 'http.route': '/orders' });
  });

  test('a metric carries the same tags, and no correlation ID', () => {
    const orders = intake.series.find(({ metric }) => metric === 'orders');
    expect(orders?.points).toEqual([expect.objectContaining({ value: 3 })]);
    expect(orders?.tags).toEqual(expect.arrayContaining(['service:shop', 'env:production', 'version:1.2.3']));
    expect(orders?.tags.join()).not.toContain('correlation');
  });

  test('hosts and tags are those that the Agent would give, and none that changes with a restart', async () => {
    const resource = {
      'service.name': 'shop',
      'service.instance.id': 'a8b1',
      'process.pid': '17',
      'os.version': '6.1',
      'host.name': 'box-2',
      'host.id': '3d1219c7',
      'k8s.pod.name': 'shop-0',
      'k8s.namespace.name': 'prod',
    };
    const on = (extra: Record<string, string>) =>
      new OtlpSender(collector.httpUrl, { ...resource, ...extra });
    const senders: [string, Record<string, string>][] = [
      ['box-2', {}],
      ['node-7', { 'k8s.node.name': 'node-7' }],
      ['i-0abc', { 'cloud.provider': 'aws', 'host.id': 'i-0abc' }],
    ];
    for (const [host, extra] of senders) {
      await on(extra).log(`on ${host}`);
      await on(extra).span(`on ${host}`);
      await on(extra).counter(`on.${host}`, 1);
    }
    await intake.when('all of them', () =>
      senders.every(
        ([host]) =>
          intake.logs.some(({ attributes }) => attributes.message === `on ${host}`) &&
          intake.spans.some(({ resource }) => resource === `on ${host}`) &&
          intake.series.some(({ metric }) => metric === `on.${host}`),
      ),
    );
    for (const [host] of senders) {
      const log = intake.logs.find(({ attributes }) => attributes.message === `on ${host}`);
      const span = intake.spans.find(({ resource }) => resource === `on ${host}`);
      const series = intake.series.find(({ metric }) => metric === `on.${host}`);
      expect({ log: log?.hostname, span: span?.hostname, metric: series?.host }).toEqual({
        log: host,
        span: host,
        metric: host,
      });
      expect(series?.tags.filter((tag) => !/^(env|region|cloud_provider):/.test(tag)).sort()).toEqual([
        'kube_namespace:prod',
        'pod_name:shop-0',
        'service:shop',
      ]);
    }
  });

  test('the statistics of APM are computed', async () => {
    await intake.when(
      'statistics of the service',
      () => intake.stats.some((body) => body.includes('shop')),
      45_000,
    );
  });

  test('floods are split to what Datadog takes in one request', async () => {
    const before = { logs: intake.logs.length, spans: intake.spans.length };
    const text = 'x'.repeat(4_000);
    const logs = range(1, 1_000).map((index) => ({ message: text, fields: { index } }));
    const spans = range(1, 1_000).map((index) => ({ name: 'large', fields: { index, text } }));
    await Promise.all([sender.logs(logs), sender.logs(logs)]);
    await Promise.all([sender.spans(spans), sender.spans(spans)]);

    await intake.when('2,000 logs of 4 kB', () => intake.logs.length === before.logs + 2_000);
    await intake.when('2,000 spans of 4 kB', () => intake.spans.length === before.spans + 2_000);

    expect(intake.refused).toEqual([]);
    const tooLarge = await fetch(`${intake.url}/api/v2/logs`, {
      method: 'POST',
      headers: { 'dd-api-key': DATADOG_KEY },
      body: 'x'.repeat(5_000_001),
    });
    expect(tooLarge.status).toBe(413);
    intake.refused.length = 0;
  });

  test('nothing was refused, and what must be masked did not leave', () => {
    expect(intake.refused).toEqual([]);
    expect(JSON.stringify(intake.logs)).not.toContain('hunter22');
  });
});

test('DD_HOSTNAME, as in the Agent, is the host of everything', async () => {
  await using intake = await new DatadogIntake(DATADOG_KEY).open();
  await using collector = await Collector.start({
    configs: DATADOG_CONFIGS,
    env: { ...datadogEnvironment(intake.url), DD_HOSTNAME: 'docker-host' },
  });
  const sender = new OtlpSender(collector.httpUrl, { 'service.name': 'shop', 'host.name': '4f2a9c' });
  await sender.log('here');
  await sender.span('here');
  await sender.counter('here', 1);
  await intake.when('all signals', () => {
    const counted = intake.series.some(({ metric }) => metric === 'here');
    return intake.logs.length > 0 && intake.spans.length > 0 && counted;
  });
  expect(intake.logs[0]?.hostname).toBe('docker-host');
  expect(intake.spans[0]?.hostname).toBe('docker-host');
  expect(intake.series.find(({ metric }) => metric === 'here')?.host).toBe('docker-host');
});

test('a key that Datadog does not know ends the Collector, saying so', async () => {
  await using intake = await new DatadogIntake(DATADOG_KEY).open();
  const env = { ...datadogEnvironment(intake.url), DD_API_KEY: 'f'.repeat(32) };
  await expect(Collector.start({ configs: DATADOG_CONFIGS, env })).rejects.toThrow(
    /API Key validation failed/i,
  );
});
