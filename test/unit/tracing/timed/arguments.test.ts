import { runInNewContext } from 'node:vm';
import { timed } from '../../../../src/tracing/timed/index.js';
import { captureLogLines, type LogLine, type LogLines } from '../../../support/log-lines.js';

let lines: LogLines;
beforeEach(() => {
  lines = captureLogLines();
});
afterEach(() => lines.stop());

function logged(...args: unknown[]): LogLine {
  timed('call', { logArgs: true }, (..._args: unknown[]) => {})(...args);
  return lines.find('call completed');
}

test('arguments are left out unless asked for', () => {
  timed('call', (_secret: string) => {})('x');
  expect(lines.find('call completed')).not.toHaveProperty('args');
});

test.each([
  ['positional ones', [1, 'a', [true]], '[1,"a",[true]]', undefined],
  ['a last plain object', [1, { id: 7 }], '[1]', '{"id":7}'],
  ['a plain object alone', [{ id: 7 }], undefined, '{"id":7}'],
  ['two plain objects', [{ a: 1 }, { b: 2 }], '[{"a":1}]', '{"b":2}'],
  ['a plain object of another realm', [1, runInNewContext('({ id: 7 })')], '[1]', '{"id":7}'],
  ['a class instance at the end', [new URL('http://a.example/')], '["http://a.example/"]', undefined],
  ['none', [], undefined, undefined],
])('%s', (_what, args, positional, named) => {
  const line = logged(...args);
  expect(line.args).toBe(positional);
  expect(line.kwargs).toBe(named);
});

test('secrets are masked', () => {
  const line = logged('Bearer abcdefghijklmnopqrstuvwxyz012345', { user: 'ann', password: 'hunter2' });
  expect(JSON.stringify(line)).not.toMatch(/hunter2|abcdefghijklmnop/);
  expect(line.kwargs).toContain('ann');
});

test('each is at most 200 characters, cut between characters', () => {
  const line = logged('😀'.repeat(500), { text: 'x'.repeat(500) });
  expect((line.args as string).length).toBeLessThanOrEqual(200);
  expect(line.args).toMatch(/😀…$/u);
  expect(line.kwargs).toHaveLength(200);
});

test('they are taken before the function changes them, and are told when it fails', () => {
  const push = timed('push', { logArgs: true }, (list: number[]) => {
    list.push(2);
    throw new Error('x');
  });
  expect(() => push([1])).toThrow('x');
  expect(lines.find('push failed').args).toBe('[[1]]');
});

test('hostile ones neither throw nor hang', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const hostile = {
    get boom(): never {
      throw new Error('no');
    },
  };
  const proxy = new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new Error('no');
      },
      ownKeys() {
        throw new Error('no');
      },
    },
  );
  expect(logged(10n, Symbol('s'), cyclic, hostile, proxy)).toHaveProperty('args');
});
