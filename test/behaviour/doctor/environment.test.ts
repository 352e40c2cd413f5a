import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppFolder } from '../../support/doctor/app-folder.js';
import { diagnose, NO_EXPORT } from '../../support/doctor/run-doctor.js';
import { closedPort, customServer, httpServer } from '../../support/doctor/servers.js';

jest.setTimeout(60_000);

describe('tracebridge doctor finds in the environment', () => {
  test('unknown-variable and bad-value: each of them', async () => {
    const unknown = {
      TRACEBRIDGE_EXPROT: 'rename it to TRACEBRIDGE_EXPORT',
      TRACEBRIDGE_SPOOLDIR: 'rename it to TRACEBRIDGE_SPOOL_DIR',
      TRACEBRIDGE_REQUESTS_LOG: 'rename it to TRACEBRIDGE_REQUEST_LOGS',
      TRACEBRIDGE_SOMETHING_ELSE: 'unset TRACEBRIDGE_SOMETHING_ELSE',
    };
    const bad = {
      TRACEBRIDGE_TRUST: ['sometimes', 'continue, link, ignore'],
      TRACEBRIDGE_MAX_MEMORY_BYTES: ['1048576.5', 'a whole number of bytes from 1048576'],
      TRACEBRIDGE_LOG_LEVEL: ['loud', 'debug, info'],
      OTEL_TRACES_SAMPLER: ['half', 'always_on'],
      OTEL_PROPAGATORS: ['pigeon', 'tracecontext'],
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: ['many', 'a whole number from 0'],
      OTEL_EXPORTER_OTLP_PROTOCOL: ['http', 'http/protobuf'],
      OTEL_EXPORTER_OTLP_TIMEOUT: ['10s', 'a whole number of milliseconds from 0'],
      OTEL_METRIC_EXPORT_INTERVAL: ['3000000000', 'a whole number of milliseconds from 1 to 2147483647'],
    };
    const env = {
      ...NO_EXPORT,
      ...Object.fromEntries(Object.keys(unknown).map((name) => [name, 's3cret'])),
      ...Object.fromEntries(Object.entries(bad).map(([name, [value]]) => [name, value as string])),
    };
    const { findings, report, status } = await diagnose({ env });
    for (const [name, fix] of Object.entries(unknown)) {
      const found = findings.find(({ id, what }) => id === 'unknown-variable' && what.includes(`${name} `));
      expect(found).toMatchObject({ severity: 'warning', fix });
    }
    for (const [name, [, expected]] of Object.entries(bad)) {
      const found = findings.find(({ id, what }) => id === 'bad-value' && what.startsWith(name));
      expect(found?.fix).toContain(expected);
    }
    expect(JSON.stringify(report)).not.toContain('s3cret');
    expect(status).toBe(1);
  });

  test('bad-value: an endpoint that is no URL is told without its text', async () => {
    const { finding, report } = await diagnose({
      env: { ...NO_EXPORT, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector with p4ssword' },
    });
    expect(finding('bad-value').what).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(JSON.stringify(report)).not.toContain('p4ssword');
  });

  test('sdk-disabled, and nothing is sent', async () => {
    await using server = await httpServer(200);
    const { finding, report, status } = await diagnose({
      env: { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: server.url },
    });
    expect(finding('sdk-disabled').fix).toBe('unset OTEL_SDK_DISABLED');
    expect(report.checks.find(({ id }) => id === 'delivery')).toMatchObject({ status: 'skipped' });
    expect(status).toBe(1);
  });

  test('exporter-none: which signals', async () => {
    await using server = await httpServer(200);
    const { finding, status } = await diagnose({
      env: { OTEL_LOGS_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: server.url },
    });
    expect(finding('exporter-none')).toMatchObject({
      severity: 'warning',
      what: expect.stringMatching(/^logs is switched off/),
      fix: 'unset OTEL_LOGS_EXPORTER',
    });
    expect(status).toBe(0);
  });

  test('endpoint-signal-path: v1/traces in the common endpoint', async () => {
    const port = await closedPort();
    const { finding } = await diagnose({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${port}/v1/traces` },
    });
    expect(finding('endpoint-signal-path').what).toContain('/v1/traces/v1/traces');
    expect(finding('endpoint-signal-path').fix).toContain('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  });

  test("endpoint-no-path: a signal's own endpoint without a path", async () => {
    await using server = await customServer((request, response) => {
      request.resume().on('end', () => response.writeHead(request.url === '/' ? 404 : 200).end());
    });
    const { finding, ids } = await diagnose({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: server.url },
    });
    expect(finding('endpoint-no-path').fix).toBe(`OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=${server.url}/v1/logs`);
    // No receiver of traces alone, but one that takes logs elsewhere.
    expect(finding('wrong-path').what).toContain('logs');
    expect(ids).not.toContain('traces-only');
  });

  test.each([
    [{ HTTPS_PROXY: 'http://u:pr0xy@proxy:3128' }, true],
    [{ http_proxy: 'http://proxy:3128', NO_PROXY: 'other.example, .invalid' }, false],
    [{}, false],
  ])('proxy-ignored: %j', async (proxies, found) => {
    const { ids, report } = await diagnose({
      env: { ...proxies, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.invalid:4318' },
    });
    expect(ids.includes('proxy-ignored')).toBe(found);
    expect(JSON.stringify(report)).not.toContain('pr0xy');
  });

  test('spool-not-writable: the folder would be inside a file', async () => {
    using app = new AppFolder().write('file', '');
    const { finding, status } = await diagnose({
      env: { ...NO_EXPORT, TRACEBRIDGE_SPOOL_DIR: join(app.path, 'file/spool') },
    });
    expect(finding('spool-not-writable').what).toContain('(ENOTDIR)');
    expect(status).toBe(1);
  });

  test.each(['there', 'not/yet/there'])('a spool folder that is %s is in order', async (folder) => {
    using app = new AppFolder();
    mkdirSync(join(app.path, 'there'));
    const { ids } = await diagnose({
      env: { ...NO_EXPORT, TRACEBRIDGE_SPOOL_DIR: join(app.path, folder) },
    });
    expect(ids).not.toContain('spool-not-writable');
  });
});
