import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { getCorrelationId } from '../../../src/correlation/scope.js';
import { correlation } from '../../../src/http.js';
import { call } from '../../support/http/client.js';
import { InProcess } from '../../support/http/in-process.js';

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

async function request(handler: RequestListener, body?: string) {
  const port = await inProcess.listen(createServer(correlation(handler)));
  const id = randomUUID();
  const options = { headers: { 'X-Correlation-ID': id }, method: body === undefined ? 'GET' : 'POST' };
  await call(port, '/', { ...options, ...(body !== undefined && { body }) });
  return { id, lines: await inProcess.linesOf(id) };
}

test.each([undefined, 'a body'])('listeners run in the context of their request, body: %s', async (body) => {
  const seen: Record<string, string | undefined> = {};
  const see = (event: string) => () => {
    seen[event] = getCorrelationId();
  };
  const { id } = await request((one, response) => {
    one.on('data', see('data')).on('end', see('end')).on('close', see('request close'));
    one.on('end', () => response.end());
    response.on('finish', see('finish')).on('close', see('response close'));
  }, body);
  const events = [
    'end',
    'request close',
    'finish',
    'response close',
    ...(body === undefined ? [] : ['data']),
  ];
  expect(seen).toEqual(Object.fromEntries(events.map((event) => [event, id])));
});

test('the only listener of the end of a request that was answered before', async () => {
  let seen: string | undefined;
  const { id } = await request((one, response) => {
    response.end();
    one.on('end', () => {
      seen = getCorrelationId();
    });
    one.resume();
  });
  expect(seen).toBe(id);
});

test('the request ends for the bridge before it does for the listeners of the app', async () => {
  const { id } = await request((_one, response) => {
    response.on('close', () => expect(inProcess.lines().at(-1)?.message).toBe('Request completed'));
    response.end();
  });
  expect((await inProcess.spanOf(id)).attributes['http.response.status_code']).toBe(200);
});

test('an app that takes all listeners away', async () => {
  const { lines } = await request((_one, response) => {
    response.removeAllListeners('close');
    response.end();
  });
  expect(lines.at(-1)).toMatchObject({ message: 'Request completed', status_code: 200 });
});

test("an app's own emit is called, before and after", async () => {
  const calls: string[] = [];
  const patch = (emitter: EventEmitter, name: string) => {
    const { emit } = emitter;
    emitter.emit = (event: string, ...args: unknown[]) => {
      calls.push(`${name} ${event}`);
      return emit.call(emitter, event, ...args);
    };
  };
  const server = createServer((one, response) => {
    patch(response, 'before');
    correlation((_one, observed) => {
      patch(observed, 'after');
      observed.end();
    })(one, response);
  });
  const port = await inProcess.listen(server);
  const id = randomUUID();
  await call(port, '/', { headers: { 'X-Correlation-ID': id } });
  expect((await inProcess.linesOf(id)).at(-1)?.message).toBe('Request completed');
  for (const name of ['before', 'after'])
    expect(calls).toEqual(expect.arrayContaining([`${name} finish`, `${name} close`]));
});
