import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of the test's own, on a socket in a temporary folder. Needs Debian's `postgresql`. */
export interface TestPostgres {
  /** What clients take as the host. */
  readonly folder: string;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'tracebridge-pg-'));
  const [version] = readdirSync('/usr/lib/postgresql').sort().reverse();
  const bin = join('/usr/lib/postgresql', version as string, 'bin');
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const nobody = isRoot ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;
  if (nobody !== undefined) await chown(folder, nobody, nobody);
  await chmod(folder, 0o700);
  const server = (program: string, args: string[]) =>
    execFileSync(join(bin, program), args, {
      cwd: '/',
      stdio: 'ignore',
      ...(nobody !== undefined && { uid: nobody, gid: nobody }),
    });
  const data = join(folder, 'data');
  server('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync']);
  server('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', `-k ${folder} -h ''`, 'start']);
  return {
    folder,
    async stop() {
      server('pg_ctl', ['-D', data, '-m', 'fast', 'stop']);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
