import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

test('a message of another form on a diagnostics channel ends no process', async () => {
  const fixture = join(ROOT, 'test/fixtures/transparency/odd-messages.cjs');
  const { status, stdout, stderr } = await runProgram(['--require', REGISTER, fixture]);
  expect([status, stdout]).toEqual([0, 'published\n']);
  expect(stderr).not.toContain('observing');
  expect(stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[tracebridge] '))).toEqual([]);
});
