import { join } from 'node:path';
import manifest from '../../../package.json';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

const OLD = ['--require', join(ROOT, 'test/fixtures/preload/as-on-node-20.cjs')];
const TOO_OLD = 'Node.js 20.20.2 is too old: tracebridge needs 22.15 or newer';

test('the app runs, with all that it takes of the package, and is told', async () => {
  const entries = Object.values(manifest.exports)
    .map((entry) => (typeof entry === 'string' ? entry : entry.default))
    .filter((entry) => entry.endsWith('.js'));
  expect(entries.length).toBeGreaterThan(10);
  const program = `
    for (const entry of ${JSON.stringify(entries)}) require(${JSON.stringify(ROOT)} + entry.slice(1));
    const { getLogger, timed } = require(${JSON.stringify(join(ROOT, 'dist'))});
    timed('work', () => getLogger('app').info('done'))();`;
  const { status, stderr, lines } = await runProgram([...OLD, '--require', REGISTER, '-e', program]);
  expect(stderr).toBe(`[tracebridge] not started, the app runs without it: ${TOO_OLD}\n`);
  expect(status).toBe(0);
  expect(lines.map(({ message }) => message)).toContain('done');
});

test.each(['dev', 'find', 'id'])('tracebridge %s says so', async (command) => {
  const { status, stderr } = await runProgram([...OLD, join(ROOT, manifest.bin.tracebridge), command, 'x']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: `${TOO_OLD}\n` });
});
