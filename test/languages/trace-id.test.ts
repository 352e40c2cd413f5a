import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/run-program.js';
import { startPostgres } from '../support/services/postgres.js';

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
  const postgres = await startPostgres();
  try {
    const psql = (...args: string[]) =>
      run('psql', ['-h', postgres.folder, '-U', 'postgres', '-qAt', '-v', 'ON_ERROR_STOP=1', ...args]);
    psql('-f', 'trace_id.sql');
    const ids = traceIds.map(({ correlationId }) => `'${correlationId}'`).join(',');
    const query = `SELECT trace_id(id) FROM unnest(ARRAY[${ids}]) WITH ORDINALITY AS given (id, place) ORDER BY place`;
    expect(psql('-c', query)).toEqual(expected);
    expect(psql('-c', "SELECT trace_id('a b') IS NULL AND trace_id('') IS NULL")).toEqual(['t']);
  } finally {
    await postgres.stop();
  }
}, 60_000);
