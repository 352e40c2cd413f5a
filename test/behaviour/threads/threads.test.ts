import { join } from 'node:path';
import { type Item, REGISTER, ROOT, runApp } from '../../support/apps/run-app.js';

const TIMEOUT_MILLIS = 30_000;
const APP = join(ROOT, 'test/fixtures/threads/app.cjs');
const CLUSTER = join(ROOT, 'test/fixtures/threads/cluster.cjs');

const numbered = (logs: Item[], prefix: string) =>
  new Set(logs.filter(({ body }) => String(body).startsWith(prefix)).map(({ body }) => body)).size;

describe.each([
  ['--require', ['--require', REGISTER], {}],
  ['--import', ['--import', REGISTER], {}],
  ['NODE_OPTIONS', [], { NODE_OPTIONS: `--require=${REGISTER}` }],
])('preloaded by %s', (_, flags, env: Record<string, string>) => {
  test(
    'threads of the app export with identities of their own; nothing is lost however they end',
    async () => {
      const run = await runApp({ args: [...flags, APP], env });
      expect(run.code).toBe(0);
      expect(run.stderr).toBe('');
      for (const end of ['natural', 'terminate', 'exit', 'throw'])
        expect(numbered(run.logs, `${end} `)).toBe(200);
      expect(run.spans.filter(({ name }) => name === 'in thread')).toHaveLength(4);
      const threads = new Set(run.logs.map(({ resource }) => resource['thread.id']));
      expect(threads.size).toBe(5);
      expect(new Set(run.logs.map(({ resource }) => resource['service.name']))).toEqual(
        new Set(['tracebridge']),
      );
    },
    TIMEOUT_MILLIS,
  );

  test(
    'a rolling restart of a cluster loses nothing',
    async () => {
      const run = await runApp({ args: [...flags, CLUSTER], env });
      expect(run.code).toBe(0);
      expect(run.stderr).toBe('');
      for (const id of [1, 2, 3]) expect(numbered(run.logs, `worker ${id} `)).toBe(100);
      expect(numbered(run.logs, 'primary done')).toBe(1);
      expect(new Set(run.logs.map(({ resource }) => resource['process.pid'])).size).toBe(4);
    },
    TIMEOUT_MILLIS,
  );
});

test(
  'inline, a thread of the app delivers at its natural end, and tells what is lost at exit() and in a crash',
  async () => {
    const run = await runApp({ args: ['--require', REGISTER, APP], env: { TRACEBRIDGE_EXPORT: 'inline' } });
    expect(run.code).toBe(0);
    expect(numbered(run.logs, 'natural ')).toBe(200);
    expect(run.stderr.match(/at exit: 0 of 201 log records delivered; 201 dropped/g)).toHaveLength(2);
  },
  TIMEOUT_MILLIS,
);
