import { mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogRecord } from '../../../src/otlp/model/log.js';
import { LambdaService } from '../../support/lambda/lambda-service.js';
import { tally } from '../../support/numbered.js';
import { TelemetryReceiver } from '../../support/telemetry-receiver.js';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
const FIXTURES = join(ROOT, 'test/fixtures/lambda');

/** A folder in which `require('tracebridge')` finds what was built. */
const modules = mkdtempSync(join(tmpdir(), 'tracebridge-lambda-'));
mkdirSync(join(modules, 'node_modules'));
symlinkSync(ROOT, join(modules, 'node_modules/tracebridge'));

function startService(receiver: TelemetryReceiver, handler: string, env: Record<string, string> = {}) {
  return LambdaService.start({
    command: [process.execPath, join(FIXTURES, 'runtime.mjs'), join(FIXTURES, handler)],
    limitMillis: 3_000,
    env: {
      NODE_PATH: join(modules, 'node_modules'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'shop',
      ...env,
    },
  });
}

const http = (number: number, extra: object = {}, headers: Record<string, string> = {}) => ({
  version: '2.0',
  routeKey: 'POST /orders/{id}',
  rawPath: `/orders/${number}`,
  headers,
  requestContext: { http: { method: 'POST', sourceIp: '203.0.113.7' } },
  body: JSON.stringify({ number, ...extra }),
});

const attributes = ({ attributes }: LogRecord) => attributes as Record<string, unknown>;

describe.each(['before', 'after'])('a wrapped handler, flush %s the answer', (flush) => {
  test.concurrent('everything of freezes, errors and time-outs arrives, each once', async () => {
    const receiver = await TelemetryReceiver.start();
    await using service = await startService(receiver, 'shop.cjs', { FLUSH: flush });
    const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
    const kinds: string[] = [];
    for (const number of numbers) {
      const extra = { fails: number % 10 === 3, hangs: number % 20 === 7 };
      const { kind } = await service.invoke(http(number, extra));
      kinds.push(kind);
      // Frozen or ended: nothing more comes. What was said is here.
      const said = receiver.logs.filter(({ body }) => body === 'order');
      expect(said.map((record) => attributes(record).number).at(-1)).toBe(number);
      // What is kept alive does not live through a long freeze.
      receiver.closeIdleConnections();
    }
    expect(kinds.filter((kind) => kind === 'error')).toHaveLength(4);
    expect(kinds.filter((kind) => kind === 'timeout')).toHaveLength(2);
    expect(service.starts).toBe(3);
    expect(service.freezes).toBe(38);

    const said = receiver.logs
      .filter(({ body }) => body === 'order')
      .map((record) => attributes(record).number);
    expect(tally(numbers, said as number[])).toEqual({ missing: [], unexpected: [], duplicates: 0 });
    const spans = receiver.spans.filter(({ name }) => name === 'POST /orders/{id}');
    expect(spans).toHaveLength(40);
    const failed = spans.map(({ attributes }) => attributes['error.type']).filter(Boolean);
    expect(failed.sort()).toEqual([
      'RangeError',
      'RangeError',
      'RangeError',
      'RangeError',
      'Timeout',
      'Timeout',
    ]);
    expect(receiver.logs.filter(({ body }) => body === 'Request timed out')).toHaveLength(2);
    expect(spans.filter(({ attributes }) => attributes['faas.coldstart'] === true)).toHaveLength(3);
    expect(service.stderr).toBe('');
    await receiver.close();
  });

  test("the ID is the event's, else the request's; the answer carries it", async () => {
    const receiver = await TelemetryReceiver.start();
    await using service = await startService(receiver, 'shop.cjs', { FLUSH: flush });
    const named = await service.invoke(http(1, {}, { 'X-Correlation-ID': 'order-77' }));
    const own = await service.invoke(http(2));
    expect(named.body).toMatchObject({ headers: { 'X-Correlation-ID': 'order-77' } });
    expect(own.body).toMatchObject({ headers: { 'X-Correlation-ID': own.requestId } });
    const [first, second] = receiver.logs.filter(({ body }) => body === 'order');
    expect(attributes(first as LogRecord)).toMatchObject({
      correlation_id: 'order-77',
      aws_request_id: named.requestId,
      cold_start: true,
      request_path: '/orders/1',
    });
    expect(attributes(second as LogRecord)).toMatchObject({
      correlation_id: own.requestId,
      cold_start: false,
    });
    expect(second?.traceId).toBe(own.requestId.replaceAll('-', ''));
    await receiver.close();
  });
});

test('a Collector that is away costs the function the limit of a flush, and not its answer', async () => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, 'shop.cjs', { FLUSH: 'before' });
  await receiver.close();
  const { kind, body } = await service.invoke(http(1));
  expect(kind).toBe('response');
  expect(body).toMatchObject({ statusCode: 200, body: '1' });
});

test.each([
  ['with a callback', 'callback.cjs'],
  ['as a middleware of middy', 'middleware.cjs'],
])('%s', async (_, handler) => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, handler);
  const right = await service.invoke(http(1, {}, { 'x-correlation-id': 'order-1' }));
  const wrong = await service.invoke(http(2, { fails: true }, { 'x-correlation-id': 'order-2' }));
  expect(right).toMatchObject({ kind: 'response', body: { statusCode: 200 } });
  expect(wrong).toMatchObject({ kind: 'error', body: { errorType: 'RangeError', errorMessage: 'order 2' } });
  const said = receiver.logs.filter(({ body }) => body === 'order');
  expect(said.map((record) => attributes(record).correlation_id)).toEqual(['order-1', 'order-2']);
  expect(receiver.spans.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
    ['POST /orders/{id}', undefined],
    ['POST /orders/{id}', 'RangeError'],
  ]);
  await receiver.close();
});

test.each([
  ['throws', { kind: 'error', body: { errorType: 'RangeError', errorMessage: 'order 1' } }, 'RangeError'],
  ['thenable', { kind: 'response', body: { statusCode: 200 } }, undefined],
  ['twice', { kind: 'response', body: { statusCode: 200 } }, undefined],
])('a handler with a callback: %s', async (way, answer, type) => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, 'callback.cjs');
  expect(await service.invoke(http(1, { way }))).toMatchObject(answer);
  expect(receiver.spans.map(({ attributes }) => attributes['error.type'])).toEqual([type]);
  await receiver.close();
});

test('an answer that a middleware of middy makes of an error has the ID, and below 500 nothing has failed', async () => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, 'middleware.cjs');
  const { body } = await service.invoke(http(1, { way: 'not found' }, { 'x-correlation-id': 'order-1' }));
  expect(body).toEqual({ statusCode: 404, headers: { 'X-Correlation-ID': 'order-1' } });
  expect(receiver.spans.map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({ 'http.response.status_code': 404 }),
  ]);
  expect(receiver.logs.map(({ severityText }) => severityText)).not.toContain('error');
  expect(receiver.spans[0]?.attributes).not.toHaveProperty('error.type');
  await receiver.close();
});

test('of a FIFO queue nothing runs after the first failure, and all from that one on come again', async () => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, 'queue.cjs');
  const { body } = await service.invoke({
    Records: [1, 2, 3].map((number) => ({
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders.fifo',
      messageId: `m-${number}`,
      body: JSON.stringify({ number, fails: number === 2 }),
    })),
  });
  expect(body).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }, { itemIdentifier: 'm-3' }] });
  expect(receiver.logs.filter(({ body }) => body === 'order')).toHaveLength(2);
  await receiver.close();
});

test('each message of a batch runs as a job under its own ID; those that fail are named', async () => {
  const receiver = await TelemetryReceiver.start();
  await using service = await startService(receiver, 'queue.cjs');
  const traceId = 'a'.repeat(32);
  const message = (id: string, messageAttributes: object, body: object) => ({
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:orders',
    messageId: id,
    messageAttributes,
    body: JSON.stringify(body),
  });
  const { body } = await service.invoke({
    Records: [
      message('m-1', { correlation_id: { stringValue: 'order-1' } }, { number: 1 }),
      message('m-2', { traceparent: { stringValue: `00-${traceId}-${'b'.repeat(16)}-01` } }, { number: 2 }),
      message('m-3', {}, { number: 3, fails: true }),
    ],
  });
  expect(body).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-3' }] });
  const said = receiver.logs.filter(({ body }) => body === 'order');
  expect(said.map((record) => attributes(record).correlation_id)).toEqual([
    'order-1',
    'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
    'm-3',
  ]);
  const jobs = receiver.spans.filter(({ attributes }) => attributes['messaging.message.id'] !== undefined);
  expect(jobs.map(({ attributes }) => attributes['messaging.destination.name'])).toEqual(
    Array(3).fill('orders'),
  );
  expect(jobs[1]?.links.map(({ traceId }) => traceId)).toEqual([traceId]);
  await receiver.close();
});
