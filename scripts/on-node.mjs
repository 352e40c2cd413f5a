// Runs jest on another release of Node.js: `node scripts/on-node.mjs 22.15.0 --selectProjects behaviour …`. Programs that
// tests start run on the same one.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [version, ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));
// The folder of test/support/apps/node-versions.ts.
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracebridge', 'node', version);
const platform = `node-${process.platform}-${process.arch}`;
const binary = join(cache, 'node_modules', platform, 'bin', 'node');
if (!existsSync(binary)) {
  mkdirSync(cache, { recursive: true });
  const install = ['install', '--prefix', cache, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', [...install, `${platform}@${version}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
const env = { ...process.env, PATH: `${dirname(binary)}:${process.env.PATH}` };
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const { status } = spawnSync(binary, [jest, ...args], { cwd: root, env, stdio: 'inherit' });
process.exit(status ?? 1);
