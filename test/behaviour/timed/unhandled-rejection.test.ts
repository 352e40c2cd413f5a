import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FIXTURE = join(__dirname, '../../fixtures/timed/unhandled-rejection.js');

test('a rejection is reported as unhandled when it is, once, and not when it is handled', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE]);
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('unhandled:'))).toEqual(['unhandled: not handled']);
  expect(lines.filter((line) => line.includes('"load failed"'))).toHaveLength(2);
});
