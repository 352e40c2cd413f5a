import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const APP = `
  const first = require(process.argv[2]);
  const second = require('./dist/index.js');
  console.log(JSON.stringify({ isSame: first.start() === second.start(), isCopy: first.start !== second.start }));
  first.getLogger('first').info('of the first');
  second.getLogger('second').info('of the second');
  second.withCorrelationId('order-1', () => first.timed('shared', () => first.getLogger('first').info('inside'))());
`;

test('a second copy of the package shares the bridge of the first', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tracebridge-copy-'));
  await using _removed = { [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
  await cp(join(ROOT, 'dist'), join(directory, 'dist'), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(join(directory, 'package.json'), '{}');
  await writeFile(join(directory, 'app.cjs'), APP);
  const run = await runApp({
    args: ['--require', REGISTER, join(directory, 'app.cjs'), join(ROOT, 'dist/index.js')],
  });
  expect(run.stderr).toBe('');
  expect(run.stdout).toContain('{"isSame":true,"isCopy":true}');
  for (const message of ['of the first', 'of the second', 'inside'])
    expect(run.logs.filter(({ body }) => body === message)).toHaveLength(1);
  expect(run.spans).toMatchObject([{ name: 'shared', traceId: expect.any(String) }]);
  expect(JSON.stringify(run.logs.find(({ body }) => body === 'inside'))).toContain('order-1');
}, 30_000);
