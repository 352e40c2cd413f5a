import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningFixture } from '../support/run-fixture.js';

test('the private names of docs/internals.md are there, in the shape that is expected, and each is checked', async () => {
  const fixture = new RunningFixture('internals/shapes.cjs', []);
  const { stdout, stderr } = await fixture.finished();
  expect(stderr).toBe('');
  const { names, missing } = JSON.parse(stdout) as { names: string[]; missing: string[] };
  expect(missing).toEqual([]);
  const text = readFileSync(join(__dirname, '../../docs/internals.md'), 'utf8');
  const documented = [...text.matchAll(/^\|[^|]+\|[^|]+\| `([^`]+)`/gm)].map(([, name]) => name);
  expect([...names].sort()).toEqual(documented.sort());
});
