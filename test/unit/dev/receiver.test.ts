import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { type DevServer, PortInUseError, startDevServer } from '../../../src/dev/server.js';
import { logsBody, newTraceId, send, tracesBody } from '../../support/dev/otlp-json.js';
import { sdkSpans } from '../../support/otlp/sdk-telemetry.js';

let server: DevServer;

beforeEach(async () => {
  server = await startDevServer({ port: 0 });
});

afterEach(() => server.close());

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** A request with full control over method, path and headers, `Host` included. */
function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: server.port, method, path, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const PROTOBUF_TYPE = { 'content-type': 'application/x-protobuf' };

describe('OTLP receiver', () => {
  test('takes protobuf, answers protobuf', async () => {
    const spans = await sdkSpans();
    const body = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans)!);
    const answer = await call('POST', '/v1/traces', PROTOBUF_TYPE, body);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-protobuf');
    expect(answer.body).toHaveLength(0);
    expect(server.store.traces.get(spans[0]!.spanContext().traceId)!.spans.size).toBe(2);
  });

  test('takes gzip', async () => {
    const traceId = newTraceId();
    const body = gzipSync(JSON.stringify(tracesBody('api', [{ traceId }])));
    const answer = await call('POST', '/v1/traces', { ...JSON_TYPE, 'content-encoding': 'gzip' }, body);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body.toString())).toEqual({});
    expect(server.store.traces.get(traceId)).toBeDefined();
  });

  test('tells what it rejected as partial success', async () => {
    const response = await send(
      server.url,
      'traces',
      tracesBody('api', [{ traceId: '' }, { traceId: newTraceId() }]),
    );
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'Spans without a valid trace ID and span ID' },
    });
  });

  test.each([
    ['a body that is no JSON', 'POST', JSON_TYPE, Buffer.from('{'), 400],
    ['a truncated protobuf body', 'POST', PROTOBUF_TYPE, Buffer.from([0x0a, 0x05]), 400],
    ['a body that is not gzip', 'POST', { ...JSON_TYPE, 'content-encoding': 'gzip' }, Buffer.from('x'), 400],
    ['an unknown encoding', 'POST', { ...JSON_TYPE, 'content-encoding': 'br' }, Buffer.from('x'), 415],
    ['an unknown content type', 'POST', { 'content-type': 'text/plain' }, Buffer.from('x'), 415],
    ['GET', 'GET', {}, undefined, 405],
  ])('%s is answered without harm', async (_name, method, headers, body, status) => {
    const answer = await call(method, '/v1/logs', headers as Record<string, string>, body);
    expect(answer.status).toBe(status);
    expect((await send(server.url, 'logs', logsBody('api', [{}]))).status).toBe(200);
  });

  test('an error carries a google.rpc.Status in the encoding of the request', async () => {
    const answer = await call('POST', '/v1/logs', JSON_TYPE, Buffer.from('{"resourceLogs":1}'));
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body.toString())).toEqual({
      code: 3,
      message: 'Expected ExportLogsServiceRequest.resourceLogs to be an array',
    });
  });

  test('a message to /mcp over 20 MiB is refused, and one that is no JSON', async () => {
    const tooLarge = { ...JSON_TYPE, 'content-length': String(20 * 1024 * 1024 + 1) };
    const announced = await call('POST', '/mcp', tooLarge);
    expect([announced.status, JSON.parse(`${announced.body}`).error.code]).toEqual([413, -32_000]);
    const broken = await call('POST', '/mcp', JSON_TYPE, Buffer.from('{'));
    expect([broken.status, JSON.parse(`${broken.body}`).error.code]).toEqual([400, -32_700]);
  });

  test('a body over 20 MiB is refused: announced, or unpacked from a gzip bomb', async () => {
    const announced = await call('POST', '/v1/logs', {
      ...JSON_TYPE,
      'content-length': String(21 * 1024 * 1024),
    });
    expect(announced.status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const unpacked = await call('POST', '/v1/logs', { ...JSON_TYPE, 'content-encoding': 'gzip' }, bomb);
    expect(unpacked.status).toBe(413);
  });

  test('a sender that goes away in the middle does no harm', async () => {
    await new Promise<void>((resolve) => {
      const headers = { ...JSON_TYPE, 'content-length': '1000' };
      const request = httpRequest({
        host: '127.0.0.1',
        port: server.port,
        method: 'POST',
        path: '/v1/logs',
        headers,
      });
      request.on('error', () => resolve());
      request.write('{', () => request.destroy(new Error('gone')));
    });
    expect((await send(server.url, 'logs', logsBody('api', [{}]))).status).toBe(200);
  });

  test.each(['localhost', 'LOCALHOST:80', '127.0.0.1:4318', '[::1]:4318'])(
    'Host %s is taken',
    async (host) => {
      expect((await call('GET', '/api/status', { host })).status).toBe(200);
    },
  );

  test.each(['Host:', 'Host: ', 'Host: localhost\r\nHost: evil.example'])('%j is refused', async (hosts) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.end(`GET /api/status HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 403 /);
  });

  test.each([':4318', 'evil.example', 'localhost.evil.example:4318', '127.0.0.1.evil.example', '0.0.0.0'])(
    'Host %p is refused: DNS rebinding',
    async (host) => {
      expect((await call('GET', '/api/status', { host })).status).toBe(403);
      expect((await call('POST', '/v1/logs', { ...JSON_TYPE, host }, Buffer.from('{}'))).status).toBe(403);
    },
  );

  test('other sites can neither post nor read', async () => {
    const headers = { ...JSON_TYPE, origin: 'https://evil.example' };
    expect((await call('POST', '/v1/logs', headers, Buffer.from('{}'))).status).toBe(403);
    expect((await call('DELETE', '/api/telemetry', headers)).status).toBe(403);
    const own = await call('GET', '/api/status', { origin: `http://localhost:${server.port}` });
    expect(own.status).toBe(200);
    expect(own.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('every answer forbids what telemetry could abuse, and sets no cookie', async () => {
    for (const path of ['/', '/api/status', '/nowhere']) {
      const { headers } = await call('GET', path);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  test.each(['//', '/%00', '/../server.ts', '/..%2fserver.ts', '/api/traces/%zz', '/api/logs/NaN', '/page/'])(
    'path %s is answered with 404',
    async (path) => {
      expect((await call('GET', path)).status).toBe(404);
    },
  );

  test('what is not read or deleted here is 405', async () => {
    expect((await call('PUT', '/api/status')).status).toBe(405);
    expect((await call('DELETE', '/')).status).toBe(405);
  });
});

describe('startDevServer', () => {
  test('says which port is taken and what to do', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => {
      blocker.listen(0, '127.0.0.1', resolve);
    });
    const { port } = blocker.address() as { port: number };
    const error = await startDevServer({ port }).catch((reason: unknown) => reason);
    blocker.close();
    expect(error).toBeInstanceOf(PortInUseError);
    expect((error as Error).message).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect((error as Error).message).toContain('--port');
  });
});
