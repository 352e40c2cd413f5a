import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { linksOf } from '../support/markdown.js';
import { InstalledFolder } from '../support/packed.js';
import { ROOT } from '../support/run-program.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

const manifest = require('../../package.json');
/** The bound of DESIGN section 11, without the types of other packages. */
const MAX_INSTALLED_BYTES = 50 * 1024 * 1024;

let folder: InstalledFolder;
let receiver: TelemetryReceiver;

beforeAll(async () => {
  folder = await InstalledFolder.create();
  receiver = await TelemetryReceiver.start();
}, 180_000);

afterAll(async () => {
  await receiver.close();
  await folder[Symbol.asyncDispose]();
});

const node = (...args: string[]) => folder.run('node', args, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });

test('peers are installed for the user', async () => {
  const packages = await readdir(join(folder.path, 'node_modules'));
  expect(packages).toEqual(expect.arrayContaining(['tracebridge', 'winston', '@opentelemetry']));
});

test('no install script of ours, no tests or sources in the tarball', async () => {
  expect(Object.keys(manifest.scripts)).not.toEqual(
    expect.arrayContaining(['install', 'postinstall', 'preinstall']),
  );
  const files = await readdir(join(folder.path, 'node_modules/tracebridge'));
  expect(files.sort()).toEqual(
    [
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'deploy',
      'dist',
      'docs',
      'examples',
      'llms.txt',
      'otel-collector.yaml',
      'package.json',
    ].sort(),
  );
});

test('every link of its pages leads to a file that is in it', async () => {
  const root = join(folder.path, 'node_modules/tracebridge');
  const files = (await readdir(root, { recursive: true })).filter((name) => /\.(?:md|txt)$/.test(name));
  const links = await Promise.all(
    files.map(async (name) =>
      linksOf(await readFile(join(root, name), 'utf8')).map((link) => ({ name, link })),
    ),
  );
  const dead = links
    .flat()
    .filter(({ name, link }) => !existsSync(join(root, dirname(name), decodeURI(link.split('#')[0] ?? ''))));
  expect(dead).toEqual([]);
});

test('every entry loads by require and by import, with the same names', async () => {
  const entries = Object.keys(manifest.exports)
    .filter((entry) => entry !== './package.json' && entry !== './nestjs' && entry !== './bullmq')
    .map((entry) => `tracebridge${entry.slice(1)}`);
  await folder.write(
    'entries.mjs',
    `import { createRequire } from 'node:module';
     const require = createRequire(import.meta.url);
     const names = {};
     for (const entry of ${JSON.stringify(entries)}) {
       const imported = Object.keys(await import(entry)).filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
       const required = Object.keys(require(entry));
       if (imported.sort().join() !== required.sort().join()) throw new Error(entry + ': ' + imported + ' / ' + required);
       names[entry] = required;
     }
     console.log(JSON.stringify(names));`,
  );
  const { stdout } = await node('entries.mjs');
  const names = JSON.parse(stdout);
  expect(names.tracebridge.sort()).toEqual(
    [
      'BridgeError',
      'LoggingContext',
      'WorkerMetrics',
      'WorkerMetricsCollector',
      'addFields',
      'configureLogging',
      'correlationIdToTraceId',
      'getCorrelationId',
      'getLogger',
      'getLoggingContext',
      'getMetricsCollector',
      'jobCarrier',
      'keepTrace',
      'metricsHandler',
      'resetLoggingContext',
      'runWithLoggingContext',
      'setLoggingContext',
      'start',
      'timed',
      'traceIdToCorrelationId',
      'withCorrelationId',
      'workerJob',
    ].sort(),
  );
  expect(names['tracebridge/register']).toEqual([]);
  expect(names['tracebridge/winston'].sort()).toEqual(['TracebridgeTransport', 'redact', 'structuredJson']);
  expect(names['tracebridge/lambda'].sort()).toEqual(['eachRecord', 'telemetry', 'withTelemetry']);
  for (const framework of ['express', 'fastify', 'koa', 'hono', 'http']) {
    expect(names[`tracebridge/${framework}`]).toContain('correlation');
  }
});

test('the preload works from the installed package', async () => {
  await folder.write(
    'app.cjs',
    `const winston = require('winston');
     winston.createLogger({ transports: [new winston.transports.Console()] }).info('installed');`,
  );
  const { stdout, stderr } = await node('--require', 'tracebridge/register', 'app.cjs');
  expect(JSON.parse(stdout)).toEqual({ level: 'info', message: 'installed', service_name: 'app' });
  expect(stderr).toBe('');
  expect(receiver.logs.map(({ body }) => body)).toEqual(['installed']);
});

test('a stack trace leads to the source, which the source maps hold', async () => {
  await folder.write('throws.cjs', `require('tracebridge').start({ maxMemoryBytes: 1 });`);
  const { stderr } = await node('--enable-source-maps', 'throws.cjs').catch((error) => error);
  expect(stderr).toMatch(/at resolveOptions \(.*tracebridge\/src\/config\/resolve\.ts:\d+:\d+\)/);
});

test('the command of the package runs', async () => {
  const { stdout } = await folder.run('npx', ['--no-install', 'tracebridge', '--version']);
  expect(stdout.trim()).toBe(manifest.version);
});

test('its types compile in a strict project of the user, CommonJS and ES module', async () => {
  const text = `import { getLogger, start, timed, withCorrelationId } from 'tracebridge';
    import { structuredJson, TracebridgeTransport } from 'tracebridge/winston';
    import { createLogger } from 'winston';
    const double: (n: number) => number = timed('double', (n: number) => n * 2);
    const handle = start({ trust: 'link' });
    const accepted: number = handle.stats().logs.accepted + double(2);
    getLogger('a').info('text', { accepted });
    createLogger({ format: structuredJson(), transports: [new TracebridgeTransport({ level: 'info' })] });
    export const id: Promise<string> = withCorrelationId('x', async () => 'y');`;
  await folder.write('types.cts', text);
  await folder.write('types.mts', text);
  const flags = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
    'false',
  ];
  const roots = ['--typeRoots', join(ROOT, 'node_modules/@types')];
  await folder.run(join(ROOT, 'node_modules/.bin/tsc'), [...flags, ...roots, 'types.cts', 'types.mts']);
});

test('installed for production it stays within its size', async () => {
  const bytes = await sizeOf(join(folder.path, 'node_modules'));
  expect(bytes).toBeLessThan(MAX_INSTALLED_BYTES);
});

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
