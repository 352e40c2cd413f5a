// Builds the real Collector and Jaeger that test/e2e runs against, and Compose's own loader, from the pinned Go modules
// in test/e2e/backends.
// Binaries are kept outside the work tree, in a folder named by the hash of the module's files, so that a second run
// takes no time and a change of version builds anew.
// Progress goes to stderr; stdout gets one JSON object with the paths: {"otelcol": "…", …}.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.mjs';

const MODULES = fileURLToPath(new URL('../test/e2e/backends/', import.meta.url));
const BACKENDS = [
  { name: 'otelcol', folder: 'collector', target: '.' },
  { name: 'compose', folder: 'compose', target: '.' },
  { name: 'jaeger', folder: 'jaeger', target: 'github.com/jaegertracing/jaeger/cmd/jaeger' },
];
const suffix = process.platform === 'win32' ? '.exe' : '';

const BINARIES = process.env.TRACEBRIDGE_BACKENDS_DIR || cacheFolder('backends');

function hashOf(folder) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  const sources = readdirSync(folder, { recursive: true }).filter((file) =>
    /go\.(mod|sum)$|\.go$/.test(file),
  );
  for (const file of sources.sort()) hash.update(`${file}\n`).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}

function compile(source, target, output) {
  const args = [
    'build',
    '-mod=readonly',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags=-s -w',
    '-o',
    output,
    target,
  ];
  // Go finds its caches by HOME; a process without one (some CI runners) still has a home folder.
  const env = { ...process.env, HOME: process.env.HOME || homedir() };
  return new Promise((resolve, reject) => {
    const go = spawn('go', args, { cwd: source, env, stdio: ['ignore', 2, 2] });
    const forward = (signal) => go.kill(signal);
    process.once('SIGINT', forward).once('SIGTERM', forward);
    go.once('error', (error) => {
      const hint = error.code === 'ENOENT' ? ': Go 1.25 or later is needed (https://go.dev/dl)' : '';
      reject(new Error(`cannot run go${hint}`, { cause: error }));
    });
    go.once('close', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      if (code === 0) resolve();
      else reject(new Error(`go build of ${target} in ${source} ended with ${signal ?? code}`));
    });
  });
}

async function build({ name, folder, target }) {
  const source = join(MODULES, folder);
  const directory = join(BINARIES, `${folder}-${hashOf(source)}`);
  const binary = join(directory, name + suffix);
  if (existsSync(binary)) return binary;

  mkdirSync(directory, { recursive: true });
  // The name appears only when the file is whole; two builds at once each replace it with the same bytes.
  const partial = join(directory, `.${name}-${process.pid}${suffix}`);
  const started = performance.now();
  process.stderr.write(
    `${name}: building from ${folder}/go.mod (several minutes without Go's build cache)\n`,
  );
  try {
    await compile(source, target, partial);
    renameSync(partial, binary);
  } finally {
    rmSync(partial, { force: true });
  }
  process.stderr.write(
    `${name}: built in ${((performance.now() - started) / 1000).toFixed(1)} s, ${binary}\n`,
  );
  return binary;
}

try {
  const paths = {};
  for (const backend of BACKENDS) paths[backend.name] = await build(backend);
  process.stdout.write(`${JSON.stringify(paths)}\n`);
} catch (error) {
  process.stderr.write(`build-backends: ${error.message}\n`);
  process.exitCode = 1;
}
