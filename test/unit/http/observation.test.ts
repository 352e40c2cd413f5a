import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { correlationIdToTraceId } from '../../../src/correlation/correlation-id.js';
import { getCorrelationId } from '../../../src/correlation/scope.js';
import { correlation } from '../../../src/http.js';
import { getLogger } from '../../../src/logs/logger/get-logger.js';
import { call } from '../../support/http/client.js';
import { InProcess } from '../../support/http/in-process.js';

type Options = Exclude<Parameters<typeof correlation>[0], RequestListener>;

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

const ok: RequestListener = (_request, response) => void response.end(getCorrelationId());

async function request(options: Options, handler = ok, headers: Record<string, string> = {}, path = '/') {
  const port = await inProcess.listen(createServer(correlation(options)(handler)));
  const id = randomUUID();
  const answer = await call(port, path, { headers: { 'X-Correlation-ID': id, ...headers } });
  return { id, answer };
}

describe('getUserId', () => {
  const userOf = async (getUserId: Options extends undefined ? never : NonNullable<Options>['getUserId']) => {
    const { id } = await request({ getUserId });
    return (await inProcess.linesOf(id)).at(-1)?.user_id;
  };

  it('is asked with the request', async () => {
    expect(await userOf((one) => one.headers.host && 'u-1')).toBe('u-1');
  });

  it('may throw', async () => {
    expect(
      await userOf(() => {
        throw new Error('no session');
      }),
    ).toBeUndefined();
  });

  it('may log, without end', async () => {
    const log = getLogger('users');
    expect(
      await userOf(() => {
        log.info('looking for the user');
        return 'u-2';
      }),
    ).toBe('u-2');
  });
});

describe('header', () => {
  it('of another name comes in and goes out', async () => {
    const { answer } = await request({ header: 'X-Request-ID' }, ok, { 'X-Request-ID': 'req-7' });
    expect([answer.headers['x-request-id'], answer.body]).toEqual(['req-7', 'req-7']);
    expect(answer.headers['x-correlation-id']).toBeUndefined();
  });

  it('is added to a head that is a list of pairs', async () => {
    const { id, answer } = await request({}, (_request, response) => {
      response.writeHead(201, 'Made', [['X-Pair', '1']] as never).end();
    });
    expect(answer.status).toBe(201);
    expect([answer.headers['x-pair'], answer.headers['x-correlation-id']]).toEqual(['1', id]);
  });

  it('of a head that the handler writes wins, in any case', async () => {
    const { answer } = await request({}, (_request, response) => {
      response.writeHead(200, { 'x-CORRELATION-id': 'own' }).end();
    });
    expect(answer.headers['x-correlation-id']).toBe('own');
  });
});

describe('trust', () => {
  const headers = { traceparent: `00-${TRACE_ID}-${SPAN_ID}-01` };

  it('continues a trace by default', async () => {
    const { id } = await request({}, ok, headers);
    const span = await inProcess.spanOf(id);
    expect([span.spanContext().traceId, span.parentSpanContext?.spanId]).toEqual([TRACE_ID, SPAN_ID]);
  });

  it('links to it', async () => {
    const { id } = await request({ trust: 'link' }, ok, headers);
    const span = await inProcess.spanOf(id);
    expect(span.spanContext().traceId).not.toBe(TRACE_ID);
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.links.map(({ context }) => [context.traceId, context.spanId])).toEqual([[TRACE_ID, SPAN_ID]]);
  });

  it('ignores it, and the correlation ID with it', async () => {
    const { id, answer } = await request({ trust: 'ignore' }, ok, headers);
    const own = answer.headers['x-correlation-id'] as string;
    expect(own).not.toBe(id);
    const span = await inProcess.spanOf(own);
    expect(span.spanContext().traceId).toBe(correlationIdToTraceId(own));
    expect(span.links).toEqual([]);
  });
});

describe('a header of another name, without trust', () => {
  it('names nothing', async () => {
    const { answer } = await request({ header: 'X-Request-ID', trust: 'ignore' }, ok, {
      'X-Request-ID': 'req-8',
    });
    expect(answer.headers['x-request-id']).not.toBe('req-8');
    expect(answer.body).toBe(answer.headers['x-request-id']);
  });
});

describe('what is left out', () => {
  it('makes no span for an ignored path, nor for what it calls', async () => {
    const { id, answer } = await request({ ignorePaths: '/health' }, ok, {}, '/health');
    expect(answer.headers['x-correlation-id']).toBe(id);
    expect(answer.body).toBe(id);
    expect(inProcess.spans().filter((span) => span.attributes.correlation_id === id)).toEqual([]);
    expect(inProcess.lines().filter((line) => line.correlation_id === id)).toEqual([]);
  });

  it('logs no parameters without captureQuery', async () => {
    const { id } = await request({ captureQuery: false }, ok, {}, '/?a=1');
    expect((await inProcess.linesOf(id))[0]).not.toHaveProperty('query_params');
  });

  it('logs no requests without requestLogs, and still makes the span', async () => {
    const { id } = await request({ requestLogs: false });
    await inProcess.spanOf(id);
    expect(inProcess.lines().filter((line) => line.correlation_id === id)).toEqual([]);
  });
});

describe('several middlewares of one request', () => {
  it('log it once, and the inner one adds the user', async () => {
    const inner = correlation({ getUserId: () => 'u-9' })(ok);
    const { id } = await request({}, inner);
    const lines = await inProcess.linesOf(id);
    expect(lines.map(({ message, user_id }) => [message, user_id])).toEqual([
      ['Request started', undefined],
      ['Request completed', 'u-9'],
    ]);
    expect(inProcess.spans().filter((span) => span.attributes.correlation_id === id)).toHaveLength(1);
  });
});

describe('a handler of node:http', () => {
  it('throws on to whoever called it, after the log', async () => {
    const wrapped = correlation(() => {
      throw new TypeError('sync');
    });
    const thrown: unknown[] = [];
    const port = await inProcess.listen(
      createServer((incoming, response) => {
        try {
          wrapped(incoming, response);
        } catch (error) {
          thrown.push(error);
          response.writeHead(500).end();
        }
      }),
    );
    const id = randomUUID();
    const answer = await call(port, '/', { headers: { 'X-Correlation-ID': id } });
    expect(answer.status).toBe(500);
    expect(thrown).toEqual([new TypeError('sync')]);
    expect((await inProcess.linesOf(id)).map(({ message }) => message)).toEqual([
      'Request started',
      'Request failed',
    ]);
  });

  it('keeps `this` and the number of its calls', async () => {
    const calls: unknown[] = [];
    const server = createServer(
      correlation(function (this: unknown, _request, response) {
        calls.push(this);
        response.end();
      } as RequestListener),
    );
    await call(await inProcess.listen(server), '/');
    expect(calls).toEqual([server]);
  });
});
