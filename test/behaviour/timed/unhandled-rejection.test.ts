import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FIXTURE = join(__dirname, '../../fixtures/timed/unhandled-rejection.js');

interface Told {
  told: string;
  plain: string[];
  observed: string[];
}

test('the process is told of the rejections of timed functions what it is told of others', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const told = lines.filter((line) => 'told' in line) as unknown as Told[];
  expect(told.filter(({ plain }) => plain.length > 0).length).toBeGreaterThan(30);
  expect(told.map(({ told, observed }) => [told, observed])).toEqual(
    told.map(({ told, plain }) => [told, plain]),
  );
  expect(lines.filter(({ message }) => message === 'load failed')).toHaveLength(told.length);
});
