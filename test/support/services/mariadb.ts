import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A MariaDB server of the test's own, on a socket in a temporary folder. Needs Debian's `mariadb-server`. */
export interface TestMariadb {
  readonly socket: string;
  readonly user: string;
  stop(): Promise<void>;
}

export async function startMariadb(): Promise<TestMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'tracebridge-mariadb-'));
  const socket = join(folder, 'mariadb.sock');
  const { username: user } = userInfo();
  const common = ['--no-defaults', `--datadir=${join(folder, 'data')}`, `--user=${user}`];
  execFileSync(
    'mariadb-install-db',
    [...common, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore' },
  );
  const server = spawn('mariadbd', [...common, `--socket=${socket}`, '--skip-networking'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(server, 'exit');
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      if (line.includes('ready for connections')) resolve();
    });
  });
  await Promise.race([
    ready,
    exited.then(([status]) => {
      throw new Error(`mariadbd ended with status ${status}`);
    }),
  ]);
  return {
    socket,
    user: 'root',
    async stop() {
      server.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
