// Compiles src to dist. Run by `prepare`, so that `npm install` in a clone leaves a runnable package.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}/dist`, { recursive: true, force: true });
compile('tsconfig.json');
// The dev page runs in the browser: other globals, ES modules.
compile('src/dev/page/tsconfig.json');
for (const file of readdirSync(`${root}/src/dev/page`)) {
  if (['.html', '.css', '.svg'].includes(extname(file))) {
    copyFileSync(`${root}/src/dev/page/${file}`, `${root}/dist/dev/page/${file}`);
  }
}
const bin = `${root}/dist/cli/main.js`;
if (existsSync(bin)) chmodSync(bin, 0o755);

function compile(project) {
  const { status } = spawnSync(`node_modules/.bin/tsc -p ${project}`, {
    cwd: root,
    stdio: 'inherit',
    shell: true,
  });
  if (status !== 0) process.exit(status ?? 1);
}
