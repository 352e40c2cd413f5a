// Installs AWS's own runtime interface client into a folder outside the work tree, where its install scripts build curl
// and the native add-on (a C++ compiler, make, cmake and xz are needed; minutes). Progress goes to stderr; stdout gets the path of
// its program.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';

const NAME = 'aws-lambda-ric';
const VERSION = '4.0.2';

/** Of any Node.js on the path that came with its headers: the add-on uses Node-API alone, which is the same in all. */
function headersFolder() {
  const programs = [
    process.execPath,
    ...process.env.PATH.split(delimiter).map((folder) => join(folder, 'node')),
  ];
  return programs
    .filter((program) => existsSync(program))
    .map((program) => dirname(dirname(realpathSync(program))))
    .find((folder) => existsSync(join(folder, 'include/node/node_api.h')));
}

function install() {
  const directory = cacheFolder(`lambda-client-${VERSION}`);
  const folder = join(directory, 'node_modules', NAME);
  const program = join(folder, 'index.mjs');
  // What its install script makes last.
  if (existsSync(join(folder, 'rapid-client.node'))) return program;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const manifest = { private: true, dependencies: { [NAME]: VERSION }, allowScripts: { [NAME]: true } };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  const headers = headersFolder();
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts'], {
    cwd: directory,
    // npm runs the scripts without a terminal; without headers here, node-gyp downloads them.
    env: { ...process.env, ...(headers !== undefined && { npm_config_nodedir: headers }) },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`npm install ended with ${status}`);
  return program;
}

try {
  process.stdout.write(`${install()}\n`);
} catch (error) {
  process.stderr.write(`install-lambda-client: ${error.message}\n`);
  process.exitCode = 1;
}
