import { execFile } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { number } from '../lib/format.mjs';
import { peer, ROOT } from '../lib/paths.mjs';

const run = promisify(execFile);
const PEERS = ['auto-instrumentations', 'edot', 'dd-trace', 'contrib-3'];

export const size = {
  id: 'size',
  title: 'Installed size, production',
  target: 'at most 30 MB',
  peers: PEERS,
  quick: true,
  header: ['package', 'MB', 'packages'],
  async run({ available }) {
    const folder = await mkdtemp(join(tmpdir(), 'tracebridge-bench-size-'));
    try {
      const ours = await installTarball(folder);
      const rows = [['tracebridge, with winston and the API', number(ours.megabytes, 1), ours.packages]];
      for (const name of PEERS.filter(available)) {
        const measured = await measure(peer(name));
        rows.push([
          `${name}, with winston, and Express in an app's stack`,
          number(measured.megabytes, 1),
          measured.packages,
        ]);
      }
      return {
        note: 'Sum of the sizes of all files in node_modules, in 10^6 bytes.',
        result: `${number(ours.megabytes, 1)} MB, ${ours.packages} packages`,
        rows,
      };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function installTarball(folder) {
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
  });
  const packed = JSON.parse(stdout);
  const { filename } = Array.isArray(packed) ? packed[0] : Object.values(packed)[0];
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['install', ...flags, join(folder, filename)], { cwd: folder });
  return measure(folder);
}

async function measure(folder) {
  const lock = JSON.parse(await readFile(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return {
    megabytes: (await bytesIn(join(folder, 'node_modules'))) / 1e6,
    packages: Object.keys(lock.packages).length,
  };
}

async function bytesIn(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else if (entry.isFile()) bytes += (await lstat(path)).size;
  }
  return bytes;
}
