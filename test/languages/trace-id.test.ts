import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/run-program.js';

const FOLDER = join(ROOT, 'docs/correlation-id');
const { traceIds } = JSON.parse(readFileSync(join(FOLDER, 'vectors.json'), 'utf8')) as {
  traceIds: { correlationId: string; traceId: string }[];
};
const input = `${traceIds.map(({ correlationId }) => correlationId).join('\n')}\n`;
const expected = traceIds.map(({ traceId }) => traceId);
const run = (command: string, args: string[], cwd = FOLDER) =>
  execFileSync(command, args, { input, cwd, encoding: 'utf8' }).trim().split('\n');

test('Python', () => {
  expect(run('python3', ['trace_id.py'])).toEqual(expected);
});

test('Java', () => {
  expect(run('java', ['TraceId.java'])).toEqual(expected);
});

test('Go', () => {
  expect(run('go', ['run', 'trace_id.go'])).toEqual(expected);
}, 120_000);

test('SQL, on a PostgreSQL', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-pg-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  const [version] = readdirSync('/usr/lib/postgresql').sort().reverse();
  const bin = join('/usr/lib/postgresql', version as string, 'bin');
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const nobody = isRoot ? Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })) : undefined;
  if (nobody !== undefined) await chown(directory, nobody, nobody);
  await chmod(directory, 0o700);
  const server = (program: string, args: string[]) =>
    execFileSync(join(bin, program), args, {
      cwd: '/',
      stdio: 'ignore',
      ...(nobody !== undefined && { uid: nobody, gid: nobody }),
    });
  const data = join(directory, 'data');
  server('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres']);
  server('pg_ctl', ['-D', data, '-w', '-l', join(directory, 'log'), '-o', `-k ${directory} -h ''`, 'start']);
  try {
    const psql = (...args: string[]) =>
      run('psql', ['-h', directory, '-U', 'postgres', '-qAt', '-v', 'ON_ERROR_STOP=1', ...args]);
    psql('-f', 'trace_id.sql');
    const ids = traceIds.map(({ correlationId }) => `'${correlationId}'`).join(',');
    const query = `SELECT trace_id(id) FROM unnest(ARRAY[${ids}]) WITH ORDINALITY AS given (id, place) ORDER BY place`;
    expect(psql('-c', query)).toEqual(expected);
    expect(psql('-c', "SELECT trace_id('a b') IS NULL AND trace_id('') IS NULL")).toEqual(['t']);
  } finally {
    server('pg_ctl', ['-D', data, '-m', 'fast', 'stop']);
  }
}, 60_000);
