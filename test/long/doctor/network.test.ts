import { startDevServer } from '../../../src/dev/server.js';
import { diagnose } from '../../support/doctor/run-doctor.js';
import {
  closedPort,
  customServer,
  http2Server,
  httpServer,
  rudeServer,
  silentServer,
} from '../../support/doctor/servers.js';

jest.setTimeout(60_000);

const endpoint = (url: string, more: Record<string, string> = {}) => ({
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more },
});

describe('tracebridge doctor finds on the way to the collector', () => {
  test('collector-down: nothing listens', async () => {
    const port = await closedPort();
    const { status, report, finding } = await diagnose(endpoint(`http://localhost:${port}`));
    expect(finding('collector-down')).toMatchObject({
      severity: 'error',
      what: `Nothing listens at http://localhost:${port} (ECONNREFUSED)`,
    });
    expect(status).toBe(1);
    expect(report.ok).toBe(false);
    const skipped = report.checks.filter((check) => check.status === 'skipped').map(({ id }) => id);
    expect(skipped).toEqual(expect.arrayContaining(['clock', 'delivery', 'stock-export', 'read-back']));
  });

  test('host-unknown: a name that does not exist', async () => {
    const { status, finding } = await diagnose(endpoint('http://collector.invalid:4318'));
    expect(finding('host-unknown').what).toContain('The name collector.invalid ');
    expect(status).toBe(1);
  });

  test('time-out: connections are taken, nothing is answered', async () => {
    await using server = await silentServer();
    const { finding } = await diagnose({ ...endpoint(server.url), args: ['--timeout', '0.5'] });
    expect(finding('time-out').what).toContain('TIMEOUT');
  });

  test('connection-failed: connections are reset', async () => {
    await using server = await rudeServer();
    const { finding } = await diagnose(endpoint(server.url));
    expect(finding('connection-failed').what).toMatch(/ECONNRESET|socket hang up/);
  });

  test('grpc-port: HTTP/2 listens where OTLP over HTTP was meant', async () => {
    await using server = await http2Server();
    const { status, finding } = await diagnose(endpoint(server.url));
    expect(finding('grpc-port').what).toContain(`http://localhost:${server.port} speaks gRPC`);
    expect(finding('grpc-port').fix).toContain('usually 4318');
    expect(status).toBe(1);
  });

  test('http-port: the protocol is grpc, but HTTP answers', async () => {
    await using server = await httpServer(200);
    const { status, finding } = await diagnose(endpoint(server.url, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }));
    expect(finding('http-port').fix).toBe('OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf');
    expect(status).toBe(1);
  });

  test('gRPC at a gRPC port is sent, arrives, and no finding', async () => {
    const dev = await startDevServer({ port: 0, grpcPort: 0 });
    try {
      const url = `http://127.0.0.1:${dev.grpcPort}`;
      const { status, report } = await diagnose(endpoint(url, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }));
      expect({ status, errors: report.summary.errors }).toEqual({ status: 0, errors: 0 });
      expect(dev.store.received).toMatchObject({ spans: 1, logs: 1 });
    } finally {
      await dev.close();
    }
  });

  test.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'wrong-path'],
    [415, 'media-type-refused'],
    [429, 'overloaded'],
    [503, 'overloaded'],
    [500, 'unexpected-status'],
    [400, 'unexpected-status'],
  ] as const)('HTTP %i is %s', async (answer, id) => {
    await using server = await httpServer(answer, { 'content-type': 'text/plain' }, 'no');
    const { status, finding, ids } = await diagnose(endpoint(server.url));
    expect(finding(id)).toMatchObject({ severity: 'error', what: expect.stringContaining(`HTTP ${answer}`) });
    expect(ids).toEqual([id]);
    expect(status).toBe(1);
  });

  test('unauthorized: says whether credentials are set, and never what they are', async () => {
    await using server = await httpServer(401);
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cr3t-value,x-tenant=t3nant' };
    const { finding, report } = await diagnose(endpoint(server.url, headers));
    expect(finding('unauthorized').what).toContain('does not take those that are set');
    expect(report.environment.OTEL_EXPORTER_OTLP_HEADERS).toBe('[set]');
    expect(JSON.stringify(report)).not.toMatch(/s3cr3t|t3nant/);
  });

  test('redirect: names the target without its secrets', async () => {
    await using server = await httpServer(308, { location: 'https://u:pw@otel.example.com/x?key=abc' });
    const { finding, report } = await diagnose(endpoint(server.url));
    expect(finding('redirect').what).toContain('to https://otel.example.com/x?[set]');
    expect(finding('redirect').fix).toContain('https://otel.example.com');
    expect(JSON.stringify(report)).not.toMatch(/u:pw|key=abc/);
  });

  test('not-otlp: a page answers', async () => {
    await using server = await httpServer(200, { 'content-type': 'text/html' }, '<html>');
    expect((await diagnose(endpoint(server.url))).finding('not-otlp').what).toContain('text/html');
  });

  test('traces-only: what Jaeger answers on its own OTLP port', async () => {
    await using server = await customServer((request, response) => {
      request.resume().on('end', () => response.writeHead(request.url === '/v1/traces' ? 200 : 404).end());
    });
    const { finding, ids } = await diagnose(endpoint(server.url));
    expect(finding('traces-only').fix).toContain('OTEL_METRICS_EXPORTER=none OTEL_LOGS_EXPORTER=none');
    expect(ids).not.toContain('wrong-path');
  });

  test.each([
    ['behind', 120_000],
    ['ahead of', -120_000],
  ])('clock-skew: this machine is %s the collector', async (direction, millis) => {
    await using server = await customServer((request, response) => {
      response.sendDate = false;
      const date = new Date(Date.now() + millis).toUTCString();
      request.resume().on('end', () => response.writeHead(200, { date }).end());
    });
    const { finding } = await diagnose(endpoint(server.url));
    expect(finding('clock-skew').what).toMatch(new RegExp(`1[12]\\d s ${direction} the collector`));
  });

  test('not-delivered: an empty request is taken, telemetry is not', async () => {
    await using server = await customServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk) => {
        bytes += chunk.length;
      });
      request.on('end', () => response.writeHead(bytes > 2 ? 400 : 200).end());
    });
    const { findings, finding } = await diagnose(endpoint(server.url));
    const lost = findings.filter(({ id }) => id === 'not-delivered').map(({ what }) => what);
    expect(lost).toEqual([
      expect.stringMatching(/^traces: 1 accepted, 0 delivered, 1 rejected, 0 waiting/),
      expect.stringMatching(/^metrics: \d+ accepted, 0 delivered/),
      expect.stringMatching(/^logs: 1 accepted, 0 delivered, 1 rejected, 0 waiting/),
    ]);
    expect(finding('stock-export-failed').severity).toBe('warning');
  });

  test('no-read-back: nowhere to read from is no error; an address that was given and is wrong is one', async () => {
    await using server = await httpServer(200);
    const without = await diagnose(endpoint(server.url));
    expect(without.ids.filter((id) => id !== 'no-read-back' && id !== 'trace-not-found')).toEqual([]);
    const port = await closedPort();
    const wrong = await diagnose({
      ...endpoint(server.url),
      args: ['--jaeger', `http://localhost:${port}`],
    });
    expect(wrong.finding('no-read-back')).toMatchObject({ severity: 'error' });
    expect(wrong.status).toBe(1);
  });

  test('trace-not-found: Jaeger does not know what the collector took', async () => {
    await using server = await httpServer(200);
    await using jaeger = await customServer((request, response) => {
      const known = request.url === '/api/services';
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end('{"data":[]}');
    });
    const { finding } = await diagnose({
      ...endpoint(server.url),
      args: ['--jaeger', jaeger.url, '--timeout', '1'],
    });
    expect(finding('trace-not-found').what).toMatch(/took [0-9a-f]{32}, [0-9a-f]{32}, but Jaeger at/);
  });
});
