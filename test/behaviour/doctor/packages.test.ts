import { join } from 'node:path';
import { AppFolder } from '../../support/doctor/app-folder.js';
import { diagnose, NO_EXPORT } from '../../support/doctor/run-doctor.js';
import { httpServer } from '../../support/doctor/servers.js';

jest.setTimeout(60_000);

describe('tracebridge doctor finds in the installed packages', () => {
  test('nothing in a healthy tree, with links and nested folders', async () => {
    using app = new AppFolder().install().fake('other');
    const { ids, status } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(ids).toEqual(['exporter-none']);
    expect(status).toBe(0);
  });

  test.each(['winston', '@opentelemetry/api'])('peer-missing: %s', async (name) => {
    using app = new AppFolder().install([name]);
    const { finding, status } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding('peer-missing').what).toContain(name);
    expect(finding('peer-missing').fix).toMatch(new RegExp(`^npm install '${name}@`));
    expect(status).toBe(1);
  });

  test('check-failed: a package of ours is missing; the other checks are made', async () => {
    await using server = await httpServer(200);
    using app = new AppFolder().install(['@opentelemetry/exporter-trace-otlp-http']);
    const { finding, report, status } = await diagnose({
      cwd: app.path,
      main: app.main,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url },
    });
    expect(finding('check-failed').what).toContain(
      "Cannot find module '@opentelemetry/exporter-trace-otlp-http'",
    );
    expect(report.checks.find(({ id }) => id === 'delivery')).toMatchObject({ status: 'ok' });
    expect(report.checks.at(-1)?.id).toBe('read-back');
    expect(status).toBe(0);
  });

  test('not-delivered: without the API a program with the preload can not start', async () => {
    await using server = await httpServer(200);
    using app = new AppFolder().install(['@opentelemetry/api']);
    const { finding, ids } = await diagnose({
      cwd: app.path,
      main: app.main,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url },
    });
    expect(finding('not-delivered').what).toContain('A program with the preload ended before it could send');
    expect(ids[0]).toBe('peer-missing');
  });

  test.each([
    ['winston', '2.4.7'],
    ['winston', '4.0.0'],
    ['winston', '3.1.0'],
    ['@opentelemetry/api', '1.9.1'],
    ['@opentelemetry/api', '1.11.0'],
  ])('peer-version: %s %s', async (name, version) => {
    using app = new AppFolder().copy(name, { version }).install();
    const { finding, status } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding('peer-version').what).toContain(`${name} ${version} is outside of`);
    expect(status).toBe(1);
  });

  test.each([
    ['@opentelemetry/api', 'api-copies', 'warning'],
    ['winston', 'winston-copies', 'info'],
  ] as const)('two copies of %s: %s', async (name, id, severity) => {
    using app = new AppFolder().install().fake('other').copy(name, { into: 'node_modules/other' });
    const { finding, status } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding(id)).toMatchObject({
      severity,
      what: expect.stringContaining(`(${join('node_modules/other/node_modules', name)})`),
    });
    expect(status).toBe(0);
  });

  test.each([
    ['1.9.0', 'warning', 0],
    ['1.11.0', 'error', 1],
    ['2.0.0', 'error', 1],
  ])('api-copies: a copy of version %s is %s', async (version, severity, expected) => {
    using app = new AppFolder().install().fake('other');
    app.copy('@opentelemetry/api', { into: 'node_modules/other', version });
    const { finding, status } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding('api-copies').severity).toBe(severity);
    expect(status).toBe(expected);
  });

  test('two copies of tracebridge', async () => {
    using app = new AppFolder().install().fake('other');
    app.write(
      'node_modules/other/node_modules/tracebridge/package.json',
      '{"name":"tracebridge","version":"0.0.9"}',
    );
    const { finding } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding('tracebridge-copies').what).toContain('0.0.9');
  });

  test("copies in pnpm's store are found", async () => {
    using app = new AppFolder().install();
    app.copy('@opentelemetry/api', { into: 'node_modules/.pnpm/@opentelemetry+api@1.9.0', version: '1.9.0' });
    const { finding } = await diagnose({ cwd: app.path, main: app.main, env: NO_EXPORT });
    expect(finding('api-copies').what).toContain('1.9.0 (node_modules/.pnpm/');
  });

  test('node-too-old: by the version that runs', async () => {
    using app = new AppFolder().write(
      'older.cjs',
      "Object.defineProperty(process, 'version', { value: 'v22.14.0' });",
    );
    const { finding, status } = await diagnose({
      nodeArgs: ['--require', join(app.path, 'older.cjs')],
      env: NO_EXPORT,
    });
    expect(finding('node-too-old').what).toBe('Node.js 22.14.0 is too old: tracebridge needs 22.15 or newer');
    expect(status).toBe(1);
  });
});
