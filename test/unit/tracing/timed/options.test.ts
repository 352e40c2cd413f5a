import { timed } from '../../../../src/tracing/timed/index.js';

const call = timed as unknown as (...args: unknown[]) => unknown;
const fn = () => {};

describe('what timed() refuses, at once', () => {
  test.each([
    ['an empty name', ['', fn], 'name'],
    ['a name that is a number', [7, fn], 'name'],
    ['an anonymous function without a name', [(() => () => {})()], 'name'],
    ['options alone, with a function', [{}, fn], 'name'],
    ['no function', ['a', {}, 'fn'], 'fn'],
    ['a class', ['a', class Orders {}], 'fn'],
    ['a built-in class', ['a', Map], 'fn'],
    ['an array for options', ['a', [], fn], 'options'],
    ['logArgs that is a string', ['a', { logArgs: 'yes' }, fn], 'logArgs'],
    ['a negative threshold', ['a', { thresholdMs: -1 }, fn], 'thresholdMs'],
    ['NaN for a threshold', ['a', { thresholdMs: Number.NaN }, fn], 'thresholdMs'],
    ['a span threshold that is text', ['a', { spanThresholdMs: '5' }, fn], 'spanThresholdMs'],
    ['an unknown level', ['a', { level: 'loud' }, fn], 'level'],
    ['attributes that are a list', ['a', { attributes: ['x'] }, fn], 'attributes'],
    ['a decorator without parentheses', [fn, { kind: 'method', name: 'fn' }], '@timed'],
  ])('%s', (_what, args, option) => {
    expect(() => call(...args)).toThrow(
      expect.objectContaining({
        code: 'TRACEBRIDGE_INVALID_OPTION',
        message: expect.stringContaining(`\`${option}\``),
      }),
    );
  });

  test('thresholds may be 0 and Infinity', () => {
    expect(() => call('a', { thresholdMs: 0, spanThresholdMs: Number.POSITIVE_INFINITY }, fn)).not.toThrow();
  });
});
