import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import express, { type NextFunction, type Request, type Response } from 'express';
import { correlation } from '../../../src/express.js';
import { call } from '../../support/http/client.js';
import { InProcess } from '../../support/http/in-process.js';

const inProcess = new InProcess();
beforeAll(() => inProcess.start());
afterAll(() => inProcess.stop());

type Define = (app: express.Express) => void;

async function request(
  define: Define,
  path: string,
  headers: Record<string, string> = {},
  options?: Parameters<typeof correlation>[0],
) {
  const app = express();
  app.set('env', 'test');
  app.use(correlation(options));
  define(app);
  const port = await inProcess.listen(createServer(app));
  const id = headers['X-Correlation-ID'] ?? randomUUID();
  const answer = await call(port, path, { headers: { 'X-Correlation-ID': id, ...headers } }).catch(
    () => undefined,
  );
  return { id, answer };
}

const fail = () => {
  throw new TypeError('broken');
};

describe('routes of Express', () => {
  const routeOf = async (define: Define, path: string) => {
    const span = await inProcess.spanOf((await request(define, path)).id);
    return [span.name, span.attributes['http.route']];
  };
  const ok = (_request: Request, response: Response) => void response.send('ok');

  it.each<[string, string, Define, string]>([
    ['a route', '/a/1', (app) => app.get('/a/:id', ok), '/a/:id'],
    ['a list of paths', '/b', (app) => app.get(['/a', '/b'], ok), '/a,/b'],
    ['a pattern', '/abc', (app) => app.get(/^\/a.c$/, ok), '/^\\/a.c$/'],
    ['the root', '/', (app) => app.get('/', ok), '/'],
    ['the root of a router', '/r', (app) => app.use('/r', express.Router().get('/', ok)), '/r'],
    ['a router', '/r/x', (app) => app.use('/r', express.Router().get('/x', ok)), '/r/x'],
    ['an app in the app', '/s/x', (app) => app.use('/s', express().get('/x', ok)), '/s/x'],
    [
      'a mount path with parameters',
      '/teams/7/users/4%202',
      (app) => app.use('/teams/:team/users/:user', express.Router({ mergeParams: true }).get('/', ok)),
      '/teams/:team/users/:user',
    ],
    [
      'routers in routers with parameters',
      '/a/1/b/2/c',
      (app) => app.use('/a/:x', express.Router().use('/b/:y', express.Router().get('/c', ok))),
      '/a/:x/b/:y/c',
    ],
    [
      'the route that answered, after another passed',
      '/x',
      (app) => app.get('/:any', (_request, _response, next) => next('route')).get('/x', ok),
      '/x',
    ],
    [
      'a route that failed in a router',
      '/r/1',
      (app) => app.use('/r', express.Router().get('/:id', fail)),
      '/r/:id',
    ],
  ])('%s', async (_name, path, define, expected) => {
    expect(await routeOf(define, path)).toEqual([`GET ${expected}`, expected]);
  });

  it('have none when only a middleware answered', async () => {
    expect(await routeOf((app) => app.use('/files', ok), '/files/a')).toEqual(['GET', undefined]);
  });
});

describe('errors in Express', () => {
  const outcome = async (define: Define, path = '/') => {
    const { id, answer } = await request(define, path);
    const lines = (await inProcess.linesOf(id)).filter(({ logger }) => logger === 'tracebridge.http');
    expect(lines).toHaveLength(2);
    return { status: answer?.status, line: lines[1] };
  };
  const answerWith =
    (status: number) => (_error: unknown, _request: Request, response: Response, _next: NextFunction) =>
      void response.status(status).send('handled');

  it("leaves an error to the app's handler, and logs it", async () => {
    const { status, line } = await outcome((app) => app.get('/', fail).use(answerWith(503)));
    expect(status).toBe(503);
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'Request failed',
      status_code: 503,
      error_type: 'TypeError',
      exception: { type: 'TypeError', message: 'broken' },
    });
  });

  it('logs an error that a router handles itself', async () => {
    const { line } = await outcome(
      (app) => app.use('/r', express.Router().get('/', fail).use(answerWith(500))),
      '/r',
    );
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'TypeError' });
  });

  it('takes an error that was answered below 500 for an outcome', async () => {
    const { line } = await outcome((app) => app.get('/', fail).use(answerWith(409)));
    expect(line).toMatchObject({ level: 'INFO', message: 'Request completed', status_code: 409 });
  });

  it('logs what a middleware passes on', async () => {
    const { line } = await outcome((app) =>
      app.use((_request, _response, next) => next(new RangeError('late'))),
    );
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'RangeError' });
  });

  it('logs a text that was thrown', async () => {
    const { line } = await outcome((app) =>
      app.get('/', () => {
        throw 'just a text';
      }),
    );
    expect(line).toMatchObject({ error_type: 'string', exception: { message: 'just a text' } });
  });

  it('logs an error after the head was sent, whatever status the head has', async () => {
    const { line } = await outcome((app) =>
      app.get('/', (_request, response) => {
        response.write('half');
        throw new TypeError('too late');
      }),
    );
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'TypeError' });
    expect(line).not.toHaveProperty('status_code');
  });

  it('logs the failure of a stream, not an abort', async () => {
    const broken = Readable.from(
      (async function* () {
        yield 'half';
        throw new RangeError('source is gone');
      })(),
    );
    const { line } = await outcome((app) =>
      app.get('/', (_request, response) => void pipeline(broken, response, () => undefined)),
    );
    expect(line).toMatchObject({ message: 'Request failed', error_type: 'RangeError' });
  });

  it('calls a 500 without an error completed', async () => {
    const { line } = await outcome((app) =>
      app.get('/', (_request, response) => void response.status(500).end()),
    );
    expect(line).toMatchObject({ level: 'INFO', message: 'Request completed', status_code: 500 });
  });
});

describe('client_ip in Express', () => {
  const clientIp = async (define: Define, options?: Parameters<typeof correlation>[0]) => {
    const { id } = await request(define, '/', { 'X-Forwarded-For': '192.0.2.1, 192.0.2.2' }, options);
    return (await inProcess.linesOf(id))[0]?.client_ip;
  };

  it('is that of the connection', async () => {
    expect(await clientIp(() => undefined)).toBe('127.0.0.1');
  });

  it("follows Express' own setting", async () => {
    expect(await clientIp((app) => app.set('trust proxy', 1))).toBe('192.0.2.2');
  });

  it('follows the option before it', async () => {
    expect(await clientIp(() => undefined, { trustProxy: true })).toBe('192.0.2.1');
  });
});
