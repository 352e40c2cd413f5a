import { once } from 'node:events';
import { type ClientHttp2Session, constants } from 'node:http2';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { AppProcess } from '../../support/http/app-process.js';
import { callHttp2, connectHttp2 } from '../../support/http/http2-client.js';
import { type SpanReceiver, startSpanReceiver } from '../../support/http/span-receiver.js';
import { newId } from './shared-suite.js';

// The HTTP instrumentation does not trace HTTP/2: here the middleware makes the span.
describe.each([
  ['node:http2', 'node', undefined],
  ['Fastify', 'fastify', '/users/:id'],
  ['Koa', 'koa', '/users/:id'],
  ['Hono', 'hono', '/users/:id'],
])('%s over HTTP/2', (_name, fixture, route) => {
  let app: AppProcess;
  let receiver: SpanReceiver;
  let session: ClientHttp2Session;

  beforeAll(async () => {
    receiver = await startSpanReceiver();
    app = await AppProcess.start(`test/fixtures/http/${fixture}.cjs`, ['--require', './dist/register.js'], {
      FIXTURE_HTTP2: 'true',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '20',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    });
    session = await connectHttp2(app.port);
  });

  afterAll(async () => {
    session?.destroy();
    await app?.stop();
    await receiver?.close();
  });

  const ended = (id: string) =>
    app.waitForLine(
      (line) => line.correlation_id === id && /^Request (completed|failed)$/.test(line.message),
    );

  it('carries the ID in and out, and makes the span', async () => {
    const id = newId();
    const answer = await callHttp2(session, '/users/7?page=2', { 'x-correlation-id': id, 'x-user': '42' });
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id });
    expect(await ended(id)).toMatchObject({ message: 'Request completed', status_code: 200, user_id: '42' });
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span).toMatchObject({
      kind: 'server',
      name: route === undefined ? 'GET' : `GET ${route}`,
      traceId: correlationIdToTraceId(id),
      parentSpanId: '',
    });
    expect(span.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': '/users/7',
      'url.query': 'page=2',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': app.port,
      'client.address': '127.0.0.1',
      'network.protocol.version': '2',
      'user.id': '42',
    });
  });

  it('keeps concurrent streams of one connection apart', async () => {
    const ids = Array.from({ length: 20 }, newId);
    const answers = await Promise.all(
      ids.map((id) => callHttp2(session, '/later', { 'x-correlation-id': id })),
    );
    expect(answers.map(({ headers }) => headers['x-correlation-id'])).toEqual(ids);
    expect(answers.map(({ body }) => JSON.parse(body).correlationId)).toEqual(ids);
  });

  it('logs a failed request and marks its span', async () => {
    const id = newId();
    const answer = await callHttp2(session, '/async-error', { 'x-correlation-id': id });
    expect(answer.status).toBe(500);
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(await ended(id)).toMatchObject({ message: 'Request failed', error_type: 'RangeError' });
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span.status.code).toBe('error');
    expect(span.attributes['http.response.status_code']).toBe(500);
  });

  it('logs a stream that the client cancels', async () => {
    const id = newId();
    const stream = session.request({ ':path': '/hang', 'x-correlation-id': id });
    const closed = once(stream, 'close');
    await app.waitForLine((line) => line.correlation_id === id && line.message === 'hanging');
    stream.close(constants.NGHTTP2_CANCEL);
    await closed;
    expect(await ended(id)).toMatchObject({ message: 'Request failed', error_type: 'RequestAborted' });
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span.attributes['http.response.status_code']).toBeUndefined();
  });
});
