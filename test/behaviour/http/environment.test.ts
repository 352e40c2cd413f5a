import { AppProcess } from '../../support/http/app-process.js';
import { call } from '../../support/http/client.js';
import { type SpanReceiver, startSpanReceiver } from '../../support/http/span-receiver.js';
import { newId } from './shared-suite.js';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

let receiver: SpanReceiver;
let app: AppProcess | undefined;

beforeAll(async () => {
  receiver = await startSpanReceiver();
});

afterEach(() => app?.stop());
afterAll(() => receiver.close());

async function start(fixture: string, env: NodeJS.ProcessEnv): Promise<AppProcess> {
  app = await AppProcess.start(fixture, ['--require', './dist/register.js'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '20',
    ...env,
  });
  return app;
}

const get = (one: AppProcess, path: string, id: string, headers: Record<string, string> = {}) =>
  call(one.port, path, { headers: { 'X-Correlation-ID': id, ...headers } });

const serverSpan = (id: string) =>
  receiver.waitFor((span) => span.attributes.correlation_id === id && span.kind === 'server');

describe('TRACEBRIDGE_IGNORE_PATHS', () => {
  it('leaves out span and request logs, and keeps the ID', async () => {
    const express = await start('test/fixtures/http/express.cjs', { TRACEBRIDGE_IGNORE_PATHS: '/users/*' });
    const ignored = newId();
    expect((await get(express, '/users/7', ignored)).headers['x-correlation-id']).toBe(ignored);
    const other = newId();
    await get(express, '/later', other);
    await serverSpan(other);
    expect(receiver.spans.filter((span) => span.attributes.correlation_id === ignored)).toEqual([]);
    expect(express.linesOf(ignored).map(({ message }) => message)).toEqual(['handled']);
  });
});

describe('TRACEBRIDGE_REQUEST_LOGS', () => {
  it('logs requests without a middleware, with the header on the answer', async () => {
    const bare = await start('test/fixtures/http/bare.cjs', { TRACEBRIDGE_REQUEST_LOGS: 'true' });
    const id = newId();
    const answer = await get(bare, '/orders?page=1', id, { 'X-User': '42' });
    expect(answer.headers['x-correlation-id']).toBe(id);
    await bare.waitForLine((line) => line.correlation_id === id && line.message === 'Request completed');
    expect(bare.linesOf(id).map(({ message, user_id }) => [message, user_id])).toEqual([
      ['Request started', undefined],
      ['handled', '42'],
      ['Request completed', '42'],
    ]);
    expect(bare.linesOf(id)[0]).toMatchObject({
      request_path: '/orders',
      request_method: 'GET',
      query_params: { page: '1' },
      client_ip: '127.0.0.1',
    });
  });
});

describe('TRACEBRIDGE_TRUST', () => {
  it('link: a trace of its own, linked to the one that came', async () => {
    const express = await start('test/fixtures/http/express.cjs', { TRACEBRIDGE_TRUST: 'link' });
    const id = newId();
    const answer = await get(express, '/users/7', id, { traceparent: TRACEPARENT });
    expect(answer.headers['x-correlation-id']).toBe(id);
    const span = await serverSpan(id);
    expect(span.traceId).not.toBe(TRACE_ID);
    expect(span.links).toEqual([expect.objectContaining({ traceId: TRACE_ID })]);
  });

  it('ignore: neither the trace nor the ID that came', async () => {
    const express = await start('test/fixtures/http/express.cjs', { TRACEBRIDGE_TRUST: 'ignore' });
    const id = newId();
    const own = (await get(express, '/users/7', id, { traceparent: TRACEPARENT })).headers[
      'x-correlation-id'
    ];
    expect(own).not.toBe(id);
    const span = await serverSpan(String(own));
    expect(span.traceId).toBe(String(own).replaceAll('-', ''));
  });
});

describe('a header of another name, under the preload', () => {
  it('names the correlation ID of logs, answer and span', async () => {
    const express = await start('test/fixtures/http/express.cjs', { FIXTURE_HEADER: 'X-Request-ID' });
    const id = newId();
    const answer = await call(express.port, '/users/7', { headers: { 'X-Request-ID': id } });
    expect(answer.headers['x-request-id']).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id });
    await express.waitForLine((line) => line.correlation_id === id && line.message === 'Request completed');
    expect((await serverSpan(id)).name).toBe('GET /users/:id');
  });
});

describe('a request that a handler injects', () => {
  it('has its own ID, and leaves the route of the outer one alone', async () => {
    const fastify = await start('test/fixtures/http/fastify.cjs', {});
    const id = newId();
    const inner = newId();
    await get(fastify, '/inject', id, { 'X-Inner': inner });
    expect((await serverSpan(id)).name).toBe('GET /inject');
    expect((await serverSpan(inner)).name).toBe('GET /users/:id');
    await fastify.waitForLine(
      (line) => line.correlation_id === inner && line.message === 'Request completed',
    );
  });
});
