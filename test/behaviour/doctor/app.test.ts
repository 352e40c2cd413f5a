import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { type DevServer, startDevServer } from '../../../src/dev/server.js';
import { poll } from '../../support/backends/wait.js';
import { AppFolder } from '../../support/doctor/app-folder.js';
import { type Diagnosis, diagnose } from '../../support/doctor/run-doctor.js';

// Each runs the doctor, a program that sends, and the app, one after the other.
jest.setTimeout(60_000);

let receiver: DevServer;
beforeAll(async () => {
  receiver = await startDevServer({ port: 0 });
});
afterAll(() => receiver.close());

const LOGS = "require('winston').createLogger({ transports: [] }).info('hello');";

interface AppCase {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Of an app that does not end by itself. */
  readonly seconds?: number;
}

function look(
  app: AppFolder,
  { command = ['node', 'app.js'], args = [], env = {}, seconds = 30 }: AppCase = {},
) {
  return diagnose({
    cwd: app.path,
    main: app.main,
    args: ['--seconds', String(seconds), ...args, '--', ...command],
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });
}

/** What was found about the app, not about the tree it lies in. */
const aboutApp = ({ report }: Diagnosis) =>
  report.checks
    .filter(({ id }) => id.startsWith('app'))
    .flatMap(({ findings }) => findings.map((finding) => finding.id));

const seen = ({ report }: Diagnosis, id: string) => report.checks.find((check) => check.id === id)?.seen;

describe('tracebridge doctor -- <command> finds nothing in', () => {
  test('a CommonJS app that ends by itself', async () => {
    using app = new AppFolder().install().write('app.js', LOGS);
    const found = await look(app);
    expect(found.ids).toEqual([]);
    expect(found.status).toBe(0);
    expect(seen(found, 'app')).toBe('CommonJS, ended with status 0, preload added by the doctor');
    expect(seen(found, 'app-records')).toMatch(/logs 1\/1$/);
  });

  test('an app that runs on, which is ended with SIGTERM', async () => {
    using app = new AppFolder().install().write(
      'app.js',
      `${LOGS}
      process.on('SIGTERM', () => { require('node:fs').writeFileSync('ended', ''); process.exit(); });
      setInterval(() => {}, 1000);`,
    );
    const found = await look(app, { seconds: 1 });
    expect(found.ids).toEqual([]);
    expect(seen(found, 'app')).toContain('still running when looked at');
    expect(() => app.read('ended')).not.toThrow();
  });

  test('an ES module that imports http and winston', async () => {
    using app = new AppFolder()
      .install()
      .write(
        'app.mjs',
        "import { request } from 'node:http'; import winston from 'winston'; winston.createLogger({ transports: [] }).info(typeof request);",
      );
    const found = await look(app, { command: ['node', 'app.mjs'] });
    expect(found.ids).toEqual([]);
    expect(seen(found, 'app')).toContain('ES module');
    expect(seen(found, 'app-records')).toMatch(/logs 1\/1$/);
  });

  test('an app that npm starts, with the preload in NODE_OPTIONS', async () => {
    using app = new AppFolder()
      .install()
      .write('app.js', LOGS)
      .write('package.json', JSON.stringify({ scripts: { start: 'node app.js' } }));
    const found = await look(app, {
      command: ['npm', 'start'],
      env: { NODE_OPTIONS: '--require tracebridge/register' },
    });
    expect(found.ids).toEqual([]);
    expect(seen(found, 'app')).not.toContain('preload added');
    expect(seen(found, 'app-records')).toMatch(/logs 1\/1$/);
  });
});

test('SIGINT ends the doctor and the app', async () => {
  using app = new AppFolder().install().write(
    'app.js',
    `process.on('exit', () => require('node:fs').writeFileSync('ended', ''));
      process.on('SIGTERM', () => process.exit());
      setInterval(() => {}, 1000);
      require('node:fs').writeFileSync('running', '');`,
  );
  const child = spawn(process.execPath, [app.main, 'doctor', '--seconds', '60', '--', 'node', 'app.js'], {
    cwd: app.path,
    env: { PATH: process.env.PATH, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await poll(async () => (existsSync(join(app.path, 'running')) ? true : undefined), { what: 'the app' });
  child.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(() => app.read('ended')).not.toThrow();
});

describe('tracebridge doctor -- <command> finds', () => {
  test('app-failed: what it said, without secrets', async () => {
    using app = new AppFolder()
      .install()
      .write('app.js', "console.error('connect postgres://app:hunter22@db/shop'); process.exit(3);");
    const found = await look(app);
    expect(found.finding('app-failed').what).toContain('ended with status 3');
    const said = JSON.stringify(found.finding('app-failed'));
    expect(said).toContain('connect postgres');
    expect(said).not.toContain('hunter22');
    const others = found.report.checks.filter(
      ({ id, findings }) => id.startsWith('app-') && findings.length === 0,
    );
    expect(others.filter(({ status }) => status === 'ok')).toEqual([]);
    expect(found.status).toBe(1);
  });

  test('app-failed: a program that is not there', async () => {
    using app = new AppFolder().install();
    const found = await look(app, { command: ['no-such-program'] });
    expect(found.finding('app-failed').what).toMatch(/^The command could not be started: .*ENOENT/);
  });

  test('app-silent: no Node.js process', async () => {
    using app = new AppFolder().install();
    const found = await look(app, { command: ['sh', '-c', 'exit 0'] });
    expect(aboutApp(found)).toEqual(['app-silent']);
  });

  test('preload-missing: --as-is', async () => {
    using app = new AppFolder().install().write('app.js', LOGS);
    const found = await look(app, { args: ['--as-is'] });
    expect(aboutApp(found)).toEqual(['preload-missing']);
    expect(found.status).toBe(1);
  });

  test('loaded-before-preload: tracebridge is required by the app, after others', async () => {
    using app = new AppFolder()
      .install()
      .write(
        'app.js',
        `const { request } = require('node:http'); require('winston'); require('tracebridge/register'); ${LOGS}`,
      );
    const found = await look(app);
    expect(found.finding('loaded-before-preload').what).toBe('Loaded before tracebridge: http, winston');
    expect(aboutApp(found)).toEqual(['loaded-before-preload']);
  });

  test('bundled: winston inside the app, whose lines are lost', async () => {
    using app = new AppFolder().install();
    buildSync({
      stdin: { contents: LOGS, resolveDir: app.path },
      bundle: true,
      platform: 'node',
      outfile: join(app.path, 'app.js'),
    });
    const found = await look(app);
    expect(found.finding('bundled')).toMatchObject({
      severity: 'error',
      what: 'winston is bundled into app.js',
    });
    expect(aboutApp(found)).toEqual(['bundled', 'nothing-recorded']);
  });

  test('not-patched and winston-not-captured: switched off', async () => {
    using app = new AppFolder().install().write('app.js', LOGS);
    const found = await look(app, { env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,winston' } });
    expect(found.finding('not-patched')).toMatchObject({
      what: 'Requests of http and https are not observed',
      fix: expect.stringContaining('take http out of'),
    });
    expect(found.finding('winston-not-captured').fix).toContain('take winston out of');
    expect(found.ids).toContain('nothing-recorded');
  });

  test('winston-not-captured: a version that is not supported', async () => {
    using app = new AppFolder().copy('winston', { version: '4.0.0' }).install().write('app.js', LOGS);
    const found = await look(app);
    expect(found.finding('winston-not-captured').what).toContain('winston/lib/winston/logger.js');
  });

  test('esm-without-hook, but not with one', async () => {
    using app = new AppFolder().install().fake('@opentelemetry/instrumentation-pg');
    const imports =
      "import '@opentelemetry/instrumentation-pg'; import winston from 'winston'; winston.info('x');";
    app.write('app.mjs', imports);
    app.write(
      'hooked.mjs',
      `import { register } from 'node:module'; register('@opentelemetry/instrumentation/hook.mjs', import.meta.url); ${imports}`,
    );
    const without = await look(app, { command: ['node', 'app.mjs'] });
    expect(without.finding('esm-without-hook').what).toContain('@opentelemetry/instrumentation-pg');
    const withHook = await look(app, { command: ['node', 'hooked.mjs'] });
    expect(withHook.ids).not.toContain('esm-without-hook');
  });

  test('doubled-logs, other-sdk, foreign-provider and foreign-context-manager, for all that doubles', async () => {
    const loggers = ['@opentelemetry/winston-transport', '@opentelemetry/instrumentation-winston'];
    const sdks = ['dd-trace', '@opentelemetry/auto-instrumentations-node', '@sentry/node'];
    using app = new AppFolder().install();
    for (const name of [...loggers, ...sdks]) app.fake(name);
    app
      .link('@opentelemetry/context-async-hooks')
      .write('app.js', `${[...loggers, ...sdks].map((name) => `require('${name}');`).join('')} ${LOGS}`)
      .write(
        'other.js',
        `const { context, trace } = require('@opentelemetry/api');
        const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
        const { TracerProvider } = require('@opentelemetry/sdk-trace');
        context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
        trace.setGlobalTracerProvider(new TracerProvider());`,
      );
    const found = await look(app, {
      command: ['node', '--require', './other.js', '--require', 'tracebridge/register', 'app.js'],
    });
    const all = (id: string) => JSON.stringify(found.findings.filter((finding) => finding.id === id));
    for (const name of loggers) expect(all('doubled-logs')).toContain(name);
    for (const name of sdks) expect(all('other-sdk')).toContain(name);
    expect(found.status).toBe(1);
    expect(found.finding('foreign-provider').what).toContain('TracerProvider');
    expect(found.finding('foreign-context-manager').what).toContain('AsyncLocalStorageContextManager');
  });

  test.each([
    [undefined, 'warning'],
    ['1.11.0', 'error'],
  ])(
    'api-copies-loaded: a package brings its own copy, version %s, and loads it',
    async (version, severity) => {
      using app = new AppFolder()
        .install()
        .fake('other', "require('@opentelemetry/api');")
        .copy('@opentelemetry/api', { into: 'node_modules/other', version })
        .write('app.js', `require('other'); ${LOGS}`);
      const found = await look(app);
      expect(found.finding('api-copies-loaded')).toMatchObject({
        severity,
        what: expect.stringMatching(/^2 copies of @opentelemetry\/api are loaded/),
      });
    },
  );

  test('nothing-recorded: an app that does nothing', async () => {
    using app = new AppFolder().install().write('app.js', 'setTimeout(() => {}, 10);');
    expect(aboutApp(await look(app))).toEqual(['nothing-recorded']);
  });

  test("app-not-delivered: the app's start script has an endpoint of its own, where nobody listens", async () => {
    using app = new AppFolder().install().write('app.js', `${LOGS} setInterval(() => {}, 1000);`);
    const found = await look(app, {
      seconds: 1,
      command: ['env', 'OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:1', 'node', 'app.js'],
    });
    expect(found.finding('app-not-delivered').what).toContain('logs 1 not delivered yet');
  });

  test('no collector is one finding, not another one of the app', async () => {
    using app = new AppFolder().install().write('app.js', LOGS);
    const found = await look(app, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:1' } });
    expect(found.ids).toEqual(['collector-down']);
    expect(found.report.summary).toEqual({ errors: 1, warnings: 0, infos: 0 });
    expect(found.report.checks.find(({ id }) => id === 'app-records')).toMatchObject({
      status: 'skipped',
      reason: expect.stringMatching(/^the collector does not take it, see above: .*logs 0\/1$/),
    });
  });
});
