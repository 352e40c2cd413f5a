import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { peer } from './paths.mjs';

const run = promisify(execFile);

/** Small enough to be installed for a quick run. */
const QUICK_PEERS = ['pino'];

/**
 * Installs the peers that rows compare with, as their lock files say, without running their install scripts. One that
 * can't be installed is left out and reported.
 */
export async function installPeers(rows, quick) {
  const wanted = new Set(rows.flatMap(({ peers }) => peers));
  const failures = [];
  const usable = new Set();
  for (const name of wanted) {
    if (quick && !QUICK_PEERS.includes(name)) continue;
    try {
      await install(name);
      usable.add(name);
    } catch (error) {
      failures.push(
        `${name}: ${
          String(error.stderr ?? error.message)
            .trim()
            .split('\n')[0]
        }`,
      );
    }
  }
  return { available: (name) => usable.has(name), failures };
}

async function install(name) {
  if (existsSync(`${peer(name)}/node_modules/.package-lock.json`)) return;
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: peer(name) });
}
