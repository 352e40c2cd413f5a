import { Collector } from '../support/backends/collector.js';
import { Jaeger } from '../support/backends/jaeger.js';
import { plain, plainAttributes } from '../support/backends/otlp-json.js';
import { newTraceId, OtlpSender } from '../support/backends/otlp-sender.js';

jest.setTimeout(60_000);

describe('otel-collector.yaml as it is, with Jaeger', () => {
  let jaeger: Jaeger;
  let collector: Collector;
  let sender: OtlpSender;

  beforeAll(async () => {
    jaeger = await Jaeger.start();
    collector = await Collector.start({
      env: {
        JAEGER_ENDPOINT: jaeger.grpcEndpoint,
        LOGS_EXPORTERS: '[file, debug]',
        OTELCOL_DEBUG_VERBOSITY: 'normal',
        METRICS_EXPORTERS: '[file]',
      },
    });
    sender = new OtlpSender(collector.httpUrl);
  });

  afterAll(async () => {
    await collector?.stop();
    await jaeger?.stop();
  });

  test('a span can be read back from Jaeger by its trace ID', async () => {
    const traceId = newTraceId();
    const { spanId } = await sender.span('GET /orders', { traceId, fields: { correlation_id: traceId } });

    const [span] = await jaeger.client.whenTrace(traceId);

    expect(span).toMatchObject({
      spanID: spanId,
      operationName: 'GET /orders',
      service: 'shop',
      warnings: [],
    });
    expect(span?.tags).toMatchObject({ correlation_id: traceId });
    expect(await jaeger.client.services()).toContain('shop');
  });

  test('logs and metrics reach the exporters that the environment names, with the trace ID of the log', async () => {
    const traceId = newTraceId();
    await sender.log('paid', { traceId });
    await sender.counter('orders', 3);

    const { logs, metrics } = await collector.file.when(
      'the log and the metric',
      (written) => written.logs.some((log) => log.traceId === traceId) && written.metrics.length > 0,
    );

    expect(logs.find((log) => log.traceId === traceId)).toMatchObject({
      severityText: 'INFO',
      body: { stringValue: 'paid' },
    });
    expect(metrics).toEqual([expect.objectContaining({ name: 'orders' })]);
    expect(collector.log).toContain('paid');
  });

  test('the health check answers', async () => {
    const response = await fetch(collector.healthUrl);
    expect(await response.json()).toMatchObject({ status: 'Server available' });
  });

  test('the environment is named where the service does not name it', async () => {
    await sender.log('where am I');

    const { logs } = await collector.file.when('the log', (written) =>
      written.logs.some((log) => plain(log.body) === 'where am I'),
    );

    const log = logs.find((candidate) => plain(candidate.body) === 'where am I');
    expect(log?.resource).toMatchObject({
      'deployment.environment.name': 'development',
      'service.name': 'shop',
    });
  });

  test('where the service names its environment, that counts', async () => {
    const environment = { key: 'deployment.environment.name', value: { stringValue: 'staging' } };
    const logRecords = [{ body: { stringValue: 'from staging' } }];
    await sender.post('logs', {
      resourceLogs: [{ resource: { attributes: [environment] }, scopeLogs: [{ logRecords }] }],
    });

    const { logs } = await collector.file.when('the log', (written) =>
      written.logs.some((log) => plain(log.body) === 'from staging'),
    );

    const log = logs.find((candidate) => plain(candidate.body) === 'from staging');
    expect(log?.resource).toMatchObject({ 'deployment.environment.name': 'staging' });
  });

  test.each([
    ['password', 'hunter22'],
    ['user.api_key', 'abcdefgh'],
    ['http.request.header.authorization', 'Basic dXNlcjpwYXNz'],
    ['X-API-Key', 'abcdefgh'],
    ['clientSecret', 'abcdefgh'],
    ['DB_PASSWORD', 'abcdefgh'],
    ['session_token', 'abcdefgh'],
    ['note', 'sent with Bearer abcdefghijklmnop'],
    ['jwt', `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl`],
    ['aws', `key AKIA${'Q'.repeat(16)}`],
    ['card', '4111 1111 1111 1111'],
    ['db.url', 'postgres://app:s3cret@db/shop'],
  ])('masks what a sender let through in %s', async (key, value) => {
    const traceId = newTraceId();
    await sender.log(`masked ${key}`, {
      traceId,
      [key]: value,
      kept: 'visible',
      tokens: 'broken',
      token_count: 12,
    });

    const { logs } = await collector.file.when('the log', (written) =>
      written.logs.some((log) => log.traceId === traceId),
    );

    const log = logs.find((candidate) => candidate.traceId === traceId);
    const attributes = plainAttributes(log?.attributes);
    expect(JSON.stringify(log)).not.toContain(value);
    expect(attributes[key]).toMatch(/\*{4}/);
    expect(attributes).toMatchObject({
      kept: 'visible',
      tokens: 'broken',
      token_count: 12,
      'redaction.masked.count': 1,
    });
  });

  test('masks what a sender let through in spans and metrics', async () => {
    const traceId = newTraceId();
    await sender.span('sign in', { traceId, fields: { password: 'hunter22', kept: 'visible' } });
    await sender.counter('sign_ins', 1, { password: 'hunter22', kept: 'visible' });

    const [span] = await jaeger.client.whenTrace(traceId);
    const { metrics } = await collector.file.when('the metric', (written) =>
      written.metrics.some(({ name }) => name === 'sign_ins'),
    );

    expect(span?.tags).toMatchObject({ password: '****', kept: 'visible', 'redaction.masked.count': 1 });
    const [point] = metrics.find(({ name }) => name === 'sign_ins')?.sum?.dataPoints ?? [];
    expect(plainAttributes(point?.attributes)).toMatchObject({ password: '****', kept: 'visible' });
  });

  test('masks a secret in the message', async () => {
    const traceId = newTraceId();
    await sender.log('header was Bearer abcdefghijklmnop today', { traceId });

    const { logs } = await collector.file.when('the log', (written) =>
      written.logs.some((log) => log.traceId === traceId),
    );

    const log = logs.find((candidate) => candidate.traceId === traceId);
    expect(plain(log?.body)).toMatch(/^header was \*{4} today$/);
  });
});
