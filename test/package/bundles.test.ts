import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstalledFolder } from '../support/packed.js';
import { ROOT } from '../support/run-program.js';
import { TelemetryReceiver } from '../support/telemetry-receiver.js';

jest.setTimeout(120_000);

/** Answers requests of its own, so that each way to tell something is used once. */
const APP = `
const log = getLogger('orders');
const own = winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] });
const charge = timed('charge', async (n) => {
  own.info('charging', { n });
  log.warning('charged', { n });
});
const server = http.createServer(async (request, response) => {
  own.error(new RangeError('as logged by the app').message);
  await charge(2);
  response.end();
});
server.listen(0, '127.0.0.1', async () => {
  await withCorrelationId('job-1', () => charge(1));
  await (await fetch('http://127.0.0.1:' + server.address().port + '/orders/7')).arrayBuffer();
  server.close();
  server.closeAllConnections();
});`;
const COMMON_JS = `const { getLogger, start, timed, withCorrelationId } = require('tracebridge');
start();
const http = require('node:http');
const winston = require('winston');${APP}`;
const ES_MODULE = `import { getLogger, start, timed, withCorrelationId } from 'tracebridge';
import http from 'node:http';
import winston from 'winston';
start();${APP}`;
/** Knows nothing of tracebridge. */
const PLAIN = `const winston = require('winston');
const logger = winston.createLogger({ transports: [new winston.transports.Console()] });
logger.info('plain');`;

/** As its author wrote it: winston and three frameworks, and nothing of tracebridge. */
const FRAMEWORKS = `const { once } = require('node:events');
const express = require('express');
const { Hono } = require('hono');
const { serve } = require('@hono/node-server');
const Koa = require('koa');
const Router = require('@koa/router').default;
const winston = require('winston');
const log = winston.createLogger({
  format: winston.format.combine(winston.format.splat(), winston.format.json()),
  transports: [new winston.transports.Console()],
});
async function ask(server) {
  if (!server.listening) await once(server, 'listening');
  await (await fetch('http://127.0.0.1:' + server.address().port + '/orders/7')).arrayBuffer();
  server.close();
  server.closeAllConnections();
}
async function main() {
  const app = express();
  app.get('/orders/:id', (request, response) => {
    log.info('express %s', request.params.id);
    response.json({});
  });
  await ask(app.listen(0, '127.0.0.1'));
  const router = new Router();
  router.get('/orders/:id', (ctx) => {
    log.info('koa', { id: ctx.params.id });
    ctx.body = 'ok';
  });
  await ask(new Koa().use(router.routes()).listen(0, '127.0.0.1'));
  const hono = new Hono();
  hono.get('/orders/:id', (c) => {
    log.error('hono', new RangeError('out'));
    return c.text('ok');
  });
  await ask(serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }));
}
main();
`;
/** Each bundler as its documentation starts it, with the plugin's line. */
const BUILDS = {
  esbuild: `import { build } from 'esbuild';
import { tracebridge } from 'tracebridge/esbuild';
await build({ entryPoints: [process.argv[3] ?? 'frameworks.cjs'], outfile: process.argv[2], bundle: true, minify: true, platform: 'node', plugins: [tracebridge()] });`,
  rollup: `import { rollup } from 'rollup';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { tracebridge } from 'tracebridge/rollup';
const resolve = nodeResolve({ preferBuiltins: true, exportConditions: ['node'] });
// Only for other exporters than OTLP over HTTP, and most of what there is to bundle.
const withoutSdk = { name: 'without-sdk', resolveId: (id) => (id === '@opentelemetry/sdk-node' ? '\\0none' : null),
  load: (id) => (id === '\\0none' ? 'export default {}' : null) };
const made = await rollup({ input: process.argv[3] ?? 'frameworks.cjs', plugins: [withoutSdk, resolve, commonjs({ ignoreDynamicRequires: true }), json(), tracebridge()], onwarn() {} });
await made.write({ file: process.argv[2], format: 'cjs', inlineDynamicImports: true });`,
  vite: `import { build } from 'vite';
import { basename, dirname } from 'node:path';
import { tracebridge } from 'tracebridge/rollup';
const output = { format: 'cjs', entryFileNames: basename(process.argv[2]) };
await build({ configFile: false, logLevel: 'error', plugins: [tracebridge()], ssr: { noExternal: true },
  build: { ssr: 'frameworks.cjs', outDir: dirname(process.argv[2]), emptyOutDir: false, rollupOptions: { output } } });`,
  webpack: `import { promisify } from 'node:util';
import { basename, dirname } from 'node:path';
import webpack from 'webpack';
import { tracebridge } from 'tracebridge/webpack';
const stats = await promisify(webpack)({ target: 'node', mode: 'production', entry: './frameworks.cjs', plugins: [tracebridge()],
  output: { path: dirname(process.argv[2]), filename: basename(process.argv[2]) } });
if (stats.hasErrors()) throw new Error(stats.toString());`,
};
const BUNDLERS = [
  'esbuild',
  'webpack',
  'rollup',
  'vite',
  '@rollup/plugin-commonjs',
  '@rollup/plugin-json',
  '@rollup/plugin-node-resolve',
];
const USED = ['express', 'koa', '@koa/router', 'hono', '@hono/node-server'];

/** CommonJS packages ask for built-in modules by `require`, which an ES module has to be given. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

let folder: InstalledFolder;
/** Has the bundles, and no node_modules anywhere above. */
let deployed: string;

beforeAll(async () => {
  folder = await InstalledFolder.create([...USED, ...BUNDLERS].map(asHere));
  deployed = await mkdtemp(join(tmpdir(), 'tracebridge-bundles-'));
  await folder.write('app.cjs', COMMON_JS);
  await folder.write('app.mjs', ES_MODULE);
  await folder.write('plain.cjs', PLAIN);
  await folder.write('frameworks.cjs', FRAMEWORKS);
  await folder.write('inside.cjs', `require('tracebridge/register');\n${FRAMEWORKS}`);
  for (const [name, text] of Object.entries(BUILDS)) await folder.write(`build-${name}.mjs`, text);
  await folder.write('registered.cjs', `require('tracebridge/register');\n${PLAIN}`);
}, 180_000);

afterAll(async () => {
  await rm(deployed, { recursive: true, force: true });
  await folder[Symbol.asyncDispose]();
});

/** A package in the version that the tests of this repository have. */
function asHere(name: string): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

async function bundle(name: string, ...flags: readonly string[]): Promise<string> {
  const file = join(deployed, name);
  const always = ['--bundle', '--minify', '--platform=node', '--log-level=warning', `--outfile=${file}`];
  const { stderr } = await folder.run(join(ROOT, 'node_modules/.bin/esbuild'), [name, ...always, ...flags]);
  expect(stderr).toBe('');
  return file;
}

interface Seen {
  readonly lines: unknown[];
  readonly spans: unknown[];
  readonly records: unknown[];
  readonly stderr: string;
}

/** What a program writes and sends, without what is another in each run. */
async function run(...args: readonly string[]): Promise<Seen> {
  const receiver = await TelemetryReceiver.start();
  try {
    const { stdout, stderr } = await folder.run('node', args, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_SERVICE_NAME: 'shop',
    });
    const names = new Map(receiver.spans.map(({ spanId, name }) => [spanId, name]));
    const lines = stdout.trim().split('\n');
    return {
      lines: lines.map((line) => comparable(JSON.parse(line))),
      spans: receiver.spans
        .map(({ name, kind, parentSpanId, attributes, status, scope }) =>
          comparable({ name, kind, parent: names.get(parentSpanId), attributes, status, scope }),
        )
        .sort(byText),
      records: receiver.logs
        .map(({ body, severityText, attributes, spanId, scope }) =>
          comparable({ body, severityText, attributes, span: names.get(spanId), scope }),
        )
        .sort(byText),
      stderr,
    };
  } finally {
    await receiver.close();
  }
}

const VOLATILE =
  /^(timestamp|stack|exception\.stacktrace|trace_id|span_id|duration_ms|server\.port|client\.port|network\.peer\.port|url\.full)$/;
const RANDOM_ID = /^[0-9a-f-]{32,36}$/;

function comparable(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, member: unknown) => {
      if (typeof member === 'bigint') return Number(member);
      return VOLATILE.test(key) || (typeof member === 'string' && RANDOM_ID.test(member))
        ? typeof member
        : member;
    }),
  );
}

const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

describe('tracebridge and winston in one minified file, without node_modules', () => {
  let unbundled: Seen;
  beforeAll(async () => {
    unbundled = await run('app.cjs');
  });

  test('not bundled, all there is to compare is there', () => {
    expect(unbundled.stderr).toBe('');
    expect(unbundled.lines).toHaveLength(7);
    expect(unbundled.records).toHaveLength(7);
    expect(unbundled.spans).toHaveLength(4);
  });

  test.each([
    ['app.cjs', []],
    ['app.mjs', ['--format=esm', `--banner:js=${REQUIRE}`]],
  ])('%s: the same lines, log records and spans', async (name, flags) => {
    expect(await run(await bundle(name, ...flags))).toEqual(unbundled);
  });
});

test("the preload inside the bundle captures the bundle's winston", async () => {
  const { records, stderr } = await run(await bundle('registered.cjs'));
  expect(stderr).toBe('');
  expect(records).toEqual([expect.objectContaining({ body: 'plain' })]);
});

test('a bundled winston that the preload can not see is told, in one line', async () => {
  const { records, lines, stderr } = await run(
    '--require',
    'tracebridge/register',
    await bundle('plain.cjs'),
  );
  expect(stderr).toMatch(/^\[tracebridge\] winston is bundled into plain\.cjs: .* --external:winston, .*\n$/);
  expect(lines).toEqual([{ level: 'info', message: 'plain' }]);
  expect(records).toEqual([]);
});

describe('the same of a bundle in parts', () => {
  const told = /^\[tracebridge\] winston is bundled into plain\S*js: .*\n$/;

  test('one that is imported', async () => {
    await folder.write('parts.mjs', `await import('./plain.cjs');`);
    const outdir = join(deployed, 'parts');
    const flags = ['--format=esm', '--splitting', '--out-extension:.js=.mjs', `--banner:js=${REQUIRE}`];
    await folder.run(join(ROOT, 'node_modules/.bin/esbuild'), [
      ...['parts.mjs', '--bundle', '--platform=node', '--log-level=warning', `--outdir=${outdir}`, ...flags],
    ]);
    const { stderr, records } = await run('--require', 'tracebridge/register', join(outdir, 'parts.mjs'));
    expect({ stderr, records }).toEqual({ stderr: expect.stringMatching(told), records: [] });
  });

  test('one that is required when a request asks for it', async () => {
    const part = await bundle('plain.cjs');
    await folder.write(
      'later.cjs',
      `const http = require('node:http');
const server = http.createServer((request, response) => response.end(require(process.argv[2]) && ''));
server.listen(0, () => http.get({ port: server.address().port }, (response) => {
  response.resume();
  server.close();
}));`,
    );
    const { stderr, records } = await run('--require', 'tracebridge/register', 'later.cjs', part);
    expect({ stderr, records }).toEqual({ stderr: expect.stringMatching(told), records: [] });
  });
});

describe('the plugin: winston, Express, Koa and Hono in a bundle that the preload stands outside of', () => {
  const preloaded = (file: string) => run('--require', 'tracebridge/register', file);
  let unbundled: Seen;
  beforeAll(async () => {
    unbundled = await preloaded('frameworks.cjs');
  });

  test('not bundled, all there is to compare is there', () => {
    expect(unbundled.stderr).toBe('');
    expect(unbundled.lines).toEqual(
      ['express 7', 'koa', 'hono'].map((message) =>
        expect.objectContaining({ message: expect.stringContaining(message), request_path: '/orders/7' }),
      ),
    );
    expect(unbundled.records).toHaveLength(3);
    const routes = unbundled.spans.filter((span) => (span as { name: string }).name === 'GET /orders/:id');
    expect(routes).toHaveLength(3);
  });

  test.each(Object.keys(BUILDS))(
    '%s: the same lines, log records and spans with their routes',
    async (name) => {
      const file = join(deployed, `${name}.cjs`);
      await folder.run('node', [`build-${name}.mjs`, file]);
      expect(await preloaded(file)).toEqual(unbundled);
    },
  );

  test.each(['esbuild', 'rollup'])('%s, tracebridge in the same bundle: the same', async (name) => {
    const file = join(deployed, `inside-${name}.cjs`);
    await folder.run('node', [`build-${name}.mjs`, file, 'inside.cjs']);
    expect(await run(file)).toEqual(unbundled);
  });
});
