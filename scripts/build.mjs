// Compiles src to dist. Run by `prepare`, so that `npm install` in a clone leaves a runnable package.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
const { status } = spawnSync('node_modules/.bin/tsc -p tsconfig.json', {
  cwd: root,
  stdio: 'inherit',
  shell: true,
});
if (status !== 0) process.exit(status ?? 1);

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

const bin = `${root}/dist/cli/main.js`;
if (existsSync(bin)) chmodSync(bin, 0o755);
