import { Agent } from 'node:http';
import {
  correlationIdToTraceId,
  traceIdToCorrelationId,
} from '../../../../src/correlation/correlation-id.js';
import { call, sendRaw } from '../../../support/http/client.js';
import { newId, type Running } from '../shared-suite.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

export function describeCorrelationIds(running: Running): void {
  const get = (path: string, headers: Record<string, string | string[]> = {}) =>
    call(running.app.port, path, { headers });
  const responseId = (answer: { headers: Record<string, string | string[] | undefined> }) =>
    answer.headers['x-correlation-id'];

  it('takes the ID of the header, and gives it back', async () => {
    const id = newId();
    const answer = await get('/users/7', { 'X-Correlation-ID': id });
    expect(responseId(answer)).toBe(id);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id });
    const line = await running.app.waitForLine(
      (one) => one.message === 'handled' && one.correlation_id === id,
    );
    expect(line).toMatchObject({ request_path: '/users/7', request_method: 'GET' });
    expect(line.trace_id).toBe(correlationIdToTraceId(id));
  });

  it.each([
    ['128 characters', 'a'.repeat(128)],
    ['all the signs that are allowed', 'Az09._:@/+=-'],
  ])('takes %s', async (_name, id) => {
    expect(responseId(await get('/users/7', { 'X-Correlation-ID': id }))).toBe(id);
  });

  it.each([
    ['129 characters', 'a'.repeat(129)],
    ['an empty one', ''],
    ['one with a space', 'two words'],
    ['one with a quote', '{"forged":1}'],
    ['one with bytes beyond ASCII', 'caf\u00e9'],
    ['a repeated one', ['first', 'second']],
  ])('replaces %s by a new UUID', async (_name, id) => {
    const answer = await get('/users/7', { 'X-Correlation-ID': id });
    expect(responseId(answer)).toMatch(UUID);
    expect(JSON.parse(answer.body)).toEqual({ correlationId: responseId(answer) });
  });

  it('lets no line break into the response', async () => {
    const response = await sendRaw(
      running.app.port,
      'GET /users/7 HTTP/1.1\r\nHost: a\r\nX-Correlation-ID: a\rSet-Cookie: b=c\r\nConnection: close\r\n\r\n',
    );
    expect(response).not.toContain('Set-Cookie');
  });

  it('makes a UUID whose digits are the trace ID', async () => {
    const answer = await get('/users/7');
    const id = responseId(answer) as string;
    expect(id).toMatch(UUID);
    const line = await running.app.waitForLine((one) => one.correlation_id === id);
    expect(line.trace_id).toBe(id.replaceAll('-', ''));
  });

  it('continues a trace, under the ID of the header', async () => {
    const id = newId();
    const answer = await get('/users/7', { traceparent: TRACEPARENT, 'X-Correlation-ID': id });
    expect(responseId(answer)).toBe(id);
    const line = await running.app.waitForLine((one) => one.correlation_id === id);
    expect(line.trace_id).toBe(TRACE_ID);
  });

  it('continues a trace, and takes its ID for the correlation ID', async () => {
    const answer = await get('/users/7', { traceparent: TRACEPARENT });
    expect(responseId(answer)).toBe(traceIdToCorrelationId(TRACE_ID));
  });

  it.each([
    ['flags that are no hex digits', `00-${TRACE_ID}-b7ad6b7169203331-zz`],
    ['a trace ID of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['version ff', `ff-${TRACE_ID}-b7ad6b7169203331-01`],
  ])('starts a trace of its own for a traceparent with %s', async (_name, traceparent) => {
    const id = newId();
    await get('/users/7', { traceparent, 'X-Correlation-ID': id });
    const line = await running.app.waitForLine((one) => one.correlation_id === id);
    expect(line.trace_id).toBe(correlationIdToTraceId(id));
  });

  it('keeps 60 concurrent requests apart', async () => {
    const ids = Array.from({ length: 60 }, newId);
    const answers = await Promise.all(ids.map((id) => get('/later', { 'X-Correlation-ID': id })));
    expect(answers.map(responseId)).toEqual(ids);
    expect(answers.map(({ body }) => JSON.parse(body).correlationId)).toEqual(ids);
  });

  it('gives each request of a connection its own ID', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ids = Array.from({ length: 5 }, newId);
    const seen: unknown[] = [];
    for (const id of ids) {
      const answer = await call(running.app.port, '/later', { headers: { 'X-Correlation-ID': id }, agent });
      seen.push(responseId(answer), JSON.parse(answer.body).correlationId);
    }
    agent.destroy();
    expect(seen).toEqual(ids.flatMap((id) => [id, id]));
  });

  it('keeps the context through the reading of a body', async () => {
    const id = newId();
    const answer = await call(running.app.port, '/body', {
      method: 'POST',
      headers: { 'X-Correlation-ID': id, 'Content-Type': 'application/json' },
      body: '{"a":1}',
    });
    expect(JSON.parse(answer.body)).toEqual({ correlationId: id, body: { a: 1 } });
  });

  it('sends the ID on, with fetch and with node:http', async () => {
    const id = newId();
    const { fetched, requested } = JSON.parse((await get('/outgoing', { 'X-Correlation-ID': id })).body);
    expect(fetched['x-correlation-id']).toBe(id);
    expect(fetched.traceparent).toContain(correlationIdToTraceId(id));
    if (!running.instrumentsHttp) return;
    expect(requested['x-correlation-id']).toBe(id);
    expect(requested.traceparent).toContain(correlationIdToTraceId(id));
  });
}
