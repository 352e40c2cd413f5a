// Compiles src to dist. Run by `prepare`, so that `npm install` in a clone leaves a runnable package.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleStart } from './build/bundles.mjs';
import { writeLicenses } from './build/licenses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
// Comments are in the declarations, and with the whole source in the source maps: what runs needs none.
compile('tsconfig.json --emitDeclarationOnly');
compile('tsconfig.json --noCheck --declaration false --removeComments --sourceMap --inlineSources');
removeUnreachableDeclarations();

// The dev page runs in the browser: one script and one style sheet, with what they need within.
const page = `${root}/src/dev/page`;
await build({
  entryPoints: [`${page}/main.ts`, `${page}/page.css`],
  outdir: `${root}/dist/dev/page`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  tsconfig: `${page}/tsconfig.json`,
  logLevel: 'warning',
});
for (const file of ['index.html', 'icon.svg'])
  copyFileSync(`${page}/${file}`, `${root}/dist/dev/page/${file}`);

const ONE_FILE = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  logLevel: 'warning',
};

// Packages of the commands go into the one file that loads each: an installation gets neither them nor, in apps, their load.
const commands = await build({
  entryPoints: [`${root}/src/dev/mcp/sdk.ts`, `${root}/src/doctor/app/spawn.ts`],
  outbase: `${root}/src`,
  outdir: `${root}/dist`,
  metafile: true,
  ...ONE_FILE,
});

const foreign = await bundleStart(root);
writeLicenses(root, [...foreign, ...Object.keys(commands.metafile.inputs)], `${root}/dist/licenses.txt`);

// The exporter thread shares no module with the threads that record. A bundle of the app is one file: there it starts
// from this text.
const exporter = join('export', 'thread', 'exporter', 'worker');
const worker = await build({
  entryPoints: [`${root}/src/${exporter}.ts`],
  write: false,
  ...ONE_FILE,
});
const [{ text }] = worker.outputFiles;
writeFileSync(join(root, 'dist', `${exporter}.js`), text);
writeFileSync(
  `${root}/dist/export/thread/worker-source.js`,
  `"use strict";\nexports.WORKER_SOURCE = ${JSON.stringify(text)};\n`,
);

const bin = `${root}/dist/cli/main.js`;
if (existsSync(bin)) chmodSync(bin, 0o755);

/** No compiler of a user's reads declarations that no entry leads to: they would be a third of the package's files. */
function removeUnreachableDeclarations() {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, target] of readFileSync(file, 'utf8').matchAll(
      /(?:from |import |import\()['"](\.[^'"]+)\.js['"]/g,
    )) {
      reach(join(dirname(file), `${target}.d.ts`));
    }
  };
  for (const { types } of Object.values(exports)) if (types !== undefined) reach(join(root, types));
  for (const name of readdirSync(join(root, 'dist'), { recursive: true })) {
    const file = join(root, 'dist', name);
    if (name.endsWith('.d.ts') && !reached.has(file)) rmSync(file);
  }
}

function compile(project) {
  const { status } = spawnSync(`node_modules/.bin/tsc -p ${project}`, {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) process.exit(status ?? 1);
}
