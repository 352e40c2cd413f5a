import { join } from 'node:path';
import { type AppRun, type Item, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const APP = join(ROOT, 'test/fixtures/threads/one-use.cjs');

let run: AppRun;

beforeAll(async () => {
  run = await runApp({ args: ['--require', REGISTER, APP] });
}, 60_000);

const idOf = ({ resource }: Item): number | undefined => resource['thread.id'];
const paths = (kind: string) =>
  run.spans
    .filter((span) => span.kind === kind && idOf(span) !== undefined)
    .map(({ attributes }) => new URL(attributes['url.full'] ?? attributes['url.path'], 'http://x').pathname)
    .sort();

test('nothing goes wrong', () => {
  expect(run).toMatchObject({ code: 0, stderr: '' });
});

test('a thread that uses nothing of the bridge loads next to nothing of it', () => {
  const reports = run.stdout.split('\n').filter((line) => line.startsWith('{"use"'));
  const files = new Map(reports.map((line) => Object.values(JSON.parse(line)) as [string, number]));
  for (const use of ['nothing', 'no package of ours']) expect(files.get(use)).toBeLessThan(10);
  expect(files.get('api')).toBeGreaterThan(50);
});

test('the first use is recorded, with the identity of its thread', () => {
  const logs = run.logs.filter((log) => idOf(log) !== undefined);
  expect(logs.map(({ body }) => body).sort()).toEqual(['getLogger', 'imported winston', 'required winston']);
  const internal = run.spans.filter(({ kind }) => kind === 'internal');
  expect(internal.map(({ name }) => name)).toEqual(['api']);
  expect(new Set([...logs, ...internal].map(idOf)).size).toBe(4);
});

test('so are requests, first of all', () => {
  const served = ['/builtin-server', '/server'];
  const asked = ['/builtin-http', '/fetch', '/imported-http'];
  expect(paths('server')).toEqual(served);
  expect(paths('client')).toEqual([...asked, ...served].sort());
  const clients = new Set(run.spans.filter(({ kind }) => kind === 'client').map(({ spanId }) => spanId));
  const servers = run.spans.filter(({ kind }) => kind === 'server');
  expect(servers).toHaveLength(5);
  for (const { parentSpanId } of servers) expect(clients).toContain(parentSpanId);
});

test.each([
  'text',
  'text of a module',
  'module file',
  'shared environment',
  'empty environment',
  'exit in the thread',
  'thread of a thread',
  'waited for',
])('a thread that is the first of all delivers what it logs: %s', async (way) => {
  const { code, stderr, logs } = await runApp({
    args: ['--require', REGISTER, join(ROOT, 'test/fixtures/threads/first-thread.cjs'), way],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(logs.map(({ body, resource }) => [body, typeof resource['thread.id']])).toEqual([
    ['from the thread', 'number'],
  ]);
});

test('so does one of a program on the command line', async () => {
  const program = `new worker_threads.Worker(${JSON.stringify(
    `require('tracebridge').getLogger('thread').info('from the thread')`,
  )}, { eval: true })`;
  const { code, stderr, logs } = await runApp({ args: ['--require', REGISTER, '--eval', program] });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(logs.map(({ body }) => body)).toEqual(['from the thread']);
});
