import { AppProcess } from '../../support/http/app-process.js';
import { call } from '../../support/http/client.js';
import { type SpanReceiver, startSpanReceiver } from '../../support/http/span-receiver.js';
import { newId } from './shared-suite.js';

describe.each([
  ['Express', 'express'],
  ['Fastify', 'fastify'],
  ['Koa', 'koa'],
  ['Hono', 'hono'],
])("%s under an SDK of the app's own", (_name, fixture) => {
  let app: AppProcess;
  let receiver: SpanReceiver;

  beforeAll(async () => {
    receiver = await startSpanReceiver();
    app = await AppProcess.start(
      `test/fixtures/http/${fixture}.cjs`,
      ['--require', './test/fixtures/http/other-sdk.cjs'],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: '20' },
    );
  });

  afterAll(async () => {
    await app?.stop();
    await receiver?.close();
  });

  it('adds the ID and the route to the span that is there', async () => {
    const id = newId();
    const answer = await call(app.port, '/later', { headers: { 'X-Correlation-ID': id } });
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id });
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span.name).toBe('GET /later');
    const line = await app.waitForLine((one) => one.correlation_id === id && one.message === 'later');
    expect(line).toMatchObject({ trace_id: span.traceId, span_id: span.spanId });
    expect(
      receiver.spans.filter((one) => one.traceId === span.traceId && one.kind === 'server'),
    ).toHaveLength(1);
  });

  it("takes the trace's ID for the correlation ID where none came", async () => {
    const answer = await call(app.port, '/later');
    const id = String(answer.headers['x-correlation-id']);
    const span = await receiver.waitFor((one) => one.attributes.correlation_id === id);
    expect(span.traceId).toBe(id.replaceAll('-', ''));
  });
});
