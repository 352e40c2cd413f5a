// Whether a bundled app starts faster, for docs/bundling.md:
//   npm run measure:bundle -- [rounds]
// An Express app with winston, from the process's start until it listens: processor time (user and system, all threads)
// as the process itself counts it. As files of node_modules and as one file made by esbuild with the plugin, bare and with
// tracebridge preloaded or inside. Variants take turns.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { median } from '../bench/lib/statistics.mjs';
import { tracebridge } from '../dist/esbuild.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 20);
const APP = `const express = require('express');
const winston = require('winston');
const logger = winston.createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] });
const app = express();
app.get('/orders/:id', (request, response) => response.json({ id: request.params.id }));
app.listen(0, '127.0.0.1', () => {
  const { user, system } = process.cpuUsage();
  process.send((user + system) / 1000, () => process.exit());
});
`;

const folder = mkdtempSync(join(tmpdir(), 'tracebridge-measure-bundle-'));
mkdirSync(join(folder, 'node_modules'));
for (const name of ['express', 'winston'])
  symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
symlinkSync(ROOT, join(folder, 'node_modules/tracebridge'));
writeFileSync(join(folder, 'app.cjs'), APP);
writeFileSync(join(folder, 'inside.cjs'), `require('tracebridge/register');\n${APP}`);
const options = { bundle: true, minify: true, platform: 'node', logLevel: 'error', plugins: [tracebridge()] };
for (const name of ['app', 'inside'])
  await build({
    ...options,
    entryPoints: [join(folder, `${name}.cjs`)],
    outfile: join(folder, `${name}.bundle.cjs`),
  });

const PRELOAD = ['--require', 'tracebridge/register'];
const VARIANTS = [
  ['bare', ['app.cjs']],
  ['bare, bundled', ['app.bundle.cjs']],
  ['preload', [...PRELOAD, 'app.cjs']],
  ['preload, app bundled', [...PRELOAD, 'app.bundle.cjs']],
  ['both in one bundle', ['inside.bundle.cjs']],
];
const CACHES = [
  ['no compile cache', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ['compile cache', { NODE_COMPILE_CACHE: join(folder, 'cache') }],
];

async function start(args, env) {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Nothing listens there: what is exported is no part of it.
    env: {
      PATH: process.env.PATH,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      ...env,
    },
  });
  const exited = once(child, 'exit');
  const [millis] = await once(child, 'message');
  await exited;
  return millis;
}

try {
  for (const [cache, env] of CACHES) {
    const found = new Map(VARIANTS.map(([name]) => [name, []]));
    // The first round fills the cache, and is left out.
    for (let round = 0; round <= ROUNDS; round++)
      for (const [name, args] of VARIANTS) {
        const millis = await start(args, env);
        if (round > 0) found.get(name).push(millis);
      }
    for (const [name, all] of found)
      console.log(
        `${cache.padEnd(16)} ${name.padEnd(20)} ${median(all).toFixed(0)} ms of CPU (${Math.min(...all).toFixed(0)} to ${Math.max(...all).toFixed(0)})`,
      );
  }
} finally {
  rmSync(folder, { recursive: true });
}
