import { get } from 'node:http';
import { type DevServer, startDevServer } from '../../../src/dev/server.js';
import {
  logsBody,
  NOON,
  newTraceId,
  send,
  tracesBody,
  workerMetricsBody,
} from '../../support/dev/otlp-json.js';

let server: DevServer;

beforeEach(async () => {
  server = await startDevServer({ port: 0, limits: { maxRecords: 100 } });
});

afterEach(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: JSON of the page's interface
async function read(path: string): Promise<any> {
  return (await fetch(`${server.url}/api/${path}`)).json();
}

describe('page API', () => {
  const traceId = '7c9e6679742540de944be07fc1f90ae7';
  const spanId = 'aaaaaaaaaaaaaaaa';

  async function sendOrder() {
    const attributes = {
      correlation_id: 'order-1',
      'http.response.status_code': 201,
      huge: { nested: [1, 'x', true] },
    };
    await send(
      server.url,
      'traces',
      tracesBody('api', [{ traceId, spanId, name: 'POST /orders', kind: 2, attributes }]),
    );
    await send(
      server.url,
      'logs',
      logsBody('api', [
        { traceId, spanId, time: NOON + 1, message: 'Request started' },
        {
          traceId,
          spanId,
          time: NOON + 2,
          severity: 17,
          level: 'ERROR',
          message: 'Boom',
          attributes: { code: 'E42' },
        },
      ]),
    );
  }

  test('lists traces, newest first, and finds them by ID', async () => {
    await sendOrder();
    const other = newTraceId();
    await send(server.url, 'traces', tracesBody('web', [{ traceId: other }]));
    const { items: traces } = await read('traces');
    expect(traces.map((trace: { traceId: string }) => trace.traceId)).toEqual([other, traceId]);
    expect(traces[1]).toEqual({
      traceId,
      correlationIds: ['order-1'],
      service: 'api',
      name: 'POST /orders',
      services: ['api'],
      httpStatus: 201,
      startTimeUnixMillis: NOON,
      durationMillis: 10,
      spans: 1,
      logs: 2,
      errors: 0,
      complete: true,
    });
    expect((await read('traces?q=order-1')).items).toHaveLength(1);
    expect((await read('traces?q=unknown')).items).toEqual([]);
  });

  test('gives a trace as lines, and a span, a log record and the whole with everything', async () => {
    await sendOrder();
    const { rows } = await read(`traces/${traceId}`);
    expect(rows).toMatchObject([
      {
        type: 'span',
        depth: 0,
        id: spanId,
        name: 'POST /orders',
        kind: 'server',
        offsetMillis: 0,
        durationMillis: 10,
      },
      { type: 'log', depth: 1, message: 'Request started', offsetMillis: 1 },
      { type: 'log', depth: 1, message: 'Boom', level: 'ERROR', offsetMillis: 2 },
    ]);
    const span = await read(`traces/${traceId}/spans/${spanId}`);
    expect(span.attributes.huge).toEqual({ nested: [1, 'x', true] });
    expect(span.startTimeUnixNano).toBe(`${NOON}000000`);
    expect((await read(`logs/${rows[2].sequence}`)).attributes).toEqual({ code: 'E42' });
    const whole = await read(`traces/${traceId}?whole`);
    expect(whole.spans).toHaveLength(1);
    expect(whole.logs).toHaveLength(2);
  });

  test('gives a window of the logs that a query finds, in the order of their times', async () => {
    await sendOrder();
    await send(server.url, 'logs', logsBody('api', [{ time: NOON, message: 'came late' }]));
    const messages = async (query: string) =>
      (await read(`logs?${query}`)).items.map(({ message }: { message: string }) => message);
    expect(await messages('')).toEqual(['came late', 'Request started', 'Boom']);
    expect(await messages('q=level:error')).toEqual(['Boom']);
    expect(await messages('q=e42')).toEqual(['Boom']);
    expect(await messages('q=nothing')).toEqual([]);
    expect(await messages('offset=-1')).toEqual(['Boom']);
    expect(await read('logs?upTo=2&limit=1')).toMatchObject({ offset: 0, total: 2, newer: 1, newest: 3 });
  });

  test('tells counts, evictions, workers and losses', async () => {
    await send(server.url, 'logs', logsBody('api', Array(150).fill({ traceId: undefined })));
    await send(
      server.url,
      'metrics',
      workerMetricsBody('mailer', 'mail', { succeeded: 1, failed: 0, active: 0, durationSum: 1 }),
    );
    const status = await read('status');
    expect(status.received).toEqual({ spans: 0, logs: 150, points: 4 });
    expect(status.kept.records + status.evicted.logs).toBe(150);
    expect(status.workers).toMatchObject([{ worker: 'mail', succeeded: 1 }]);
    expect(status.losses).toEqual([]);
    expect(status.workers[0].samples).toHaveLength(1);
  });

  test('forgets everything on DELETE', async () => {
    await sendOrder();
    await fetch(`${server.url}/api/telemetry`, { method: 'DELETE' });
    expect((await read('traces')).items).toEqual([]);
    expect((await fetch(`${server.url}/api/traces/${traceId}`)).status).toBe(404);
  });

  test.each([
    ...['metrics/%E0%A4%A', 'metrics/%', 'traces/%ff', 'logs/%', 'tools/%zz', '%'].map((path) => [path, 404]),
    [`logs?q=since:${'9'.repeat(400)}h`, 200],
    ['traces?q=duration:>1e999ms%&offset=-Infinity&limit=NaN', 200],
  ] as [string, number][])('answers /api/%s with %d', async (path, status) => {
    expect((await fetch(`${server.url}/api/${path}`)).status).toBe(status);
  });

  test('tells changes and evictions as server-sent events', async () => {
    const events = new Promise<string>((resolve) => {
      const request = get(`${server.url}/api/events`, async (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
          if (/event: change\ndata: .*\n\n/.test(text)) {
            request.destroy();
            resolve(text);
          }
        });
        await sendOrder();
      });
      request.on('error', () => {});
    });
    const [, data] = /event: change\ndata: (.*)\n\n/.exec(await events)!;
    expect(JSON.parse(data!)).toMatchObject({
      changed: [traceId],
      partial: false,
      status: { kept: { traces: 1 } },
    });
  });

  test('takes at most 16 pages', async () => {
    const controller = new AbortController();
    const open = () => fetch(`${server.url}/api/events`, { signal: controller.signal });
    const statuses = (await Promise.all(Array.from({ length: 17 }, open))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(16);
    expect(statuses.filter((status) => status === 503)).toHaveLength(1);
    controller.abort();
  });
});
