import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FIXTURE = join(__dirname, '../../fixtures/timed/abandoned-generator.js');

test('a generator that is dropped half-way is collected, and its span ended', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', FIXTURE]);
  expect(JSON.parse(stdout)).toEqual({
    name: 'count',
    attributes: { 'code.function.name': 'count', 'tracebridge.operation.abandoned': true },
  });
});
