import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';

const normalizer = createNormalizer({ redactor: createRedactor() });
const plain = (value: unknown) => normalizer.toPlain(value);

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
}
class Empty {}

describe('renderings', () => {
  const shared = { a: 1 };
  test.each([
    ['string', 'text', 'text'],
    ['integer', 42, 42],
    ['minus zero', -0, 0],
    ['1e300', 1e300, 1e300],
    ['NaN', Number.NaN, 'NaN'],
    ['Infinity', Number.POSITIVE_INFINITY, 'Infinity'],
    ['-Infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['null', null, null],
    ['BigInt', 12345678901234567890n, '12345678901234567890'],
    ['huge BigInt', 1n << 100_000n, '[BigInt over 4096 bits]'],
    ['Symbol', Symbol('s'), 'Symbol(s)'],
    ['function', function work() {}, '[Function: work]'],
    ['anonymous function', (() => () => {})(), '[Function]'],
    ['Date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['invalid Date', new Date(Number.NaN), 'Invalid Date'],
    ['RegExp', /a+/gi, '/a+/gi'],
    ['URL', new URL('https://u:p@example.com/x'), 'https://[REDACTED]:[REDACTED]@example.com/x'],
    ['URLSearchParams', new URLSearchParams({ a: '1', b: '2' }), 'a=1&b=2'],
    ['Map with string keys', new Map([['a', 1]]), { a: 1 }],
    [
      'Map with other keys',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['b', 2],
      ]),
      [
        [1, 'a'],
        ['b', 2],
      ],
    ],
    [
      'Map with a secret',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['password', 'x'],
      ]),
      [
        [1, 'a'],
        ['password', '[REDACTED]'],
      ],
    ],
    ['Set', new Set([1, 'a']), [1, 'a']],
    ['Buffer', Buffer.from([1, 2, 3]), 'AQID'],
    ['ArrayBuffer', new Uint8Array([1, 2, 3]).buffer, 'AQID'],
    ['DataView', new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2), 'AgM='],
    ['Float64Array', new Float64Array([1.5, Number.NaN]), [1.5, 'NaN']],
    ['BigInt64Array', new BigInt64Array([1n]), ['1']],
    ['boxed number', Object(1), 1],
    ['boxed string', Object('a'), 'a'],
    ['Promise', Promise.resolve(1), '[Promise]'],
    ['WeakMap', new WeakMap(), '[WeakMap]'],
    ['WeakRef', new WeakRef({}), '[WeakRef]'],
    ['generator', (function* () {})(), '[Generator]'],
    ['Headers', new Headers({ a: 'b' }), '[Headers]'],
    ['class instance', new Point(1, 2), { x: 1, y: 2 }],
    ['class instance without fields', new Empty(), '[Empty]'],
    ['null prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['shared reference', [shared, shared], [{ a: 1 }, { a: 1 }]],
    ['undefined field', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined item', [undefined, 1], [null, 1]],
    ['sparse array', Object.assign([], { 0: 1, 2: 3 }), [1, null, 3]],
    ['symbol key', { [Symbol('s')]: 1, a: 1 }, { a: 1 }],
    ['toJSON', { toJSON: () => ({ a: 1 }) }, { a: 1 }],
    ['lone surrogate', 'a\ud800b', 'a\ufffdb'],
    [
      'secret by name',
      { password: 'x', nested: { apiKey: ['x'] } },
      { password: '[REDACTED]', nested: { apiKey: '[REDACTED]' } },
    ],
    ['card number as a number', 4111111111111111, '[REDACTED]'],
  ])('%s', (_, value, expected) => {
    expect(plain(value)).toEqual(expected);
  });

  test('a cycle is cut where it closes', () => {
    const cycle: Record<string, unknown> = { a: 1 };
    cycle.self = cycle;
    expect(plain(cycle)).toEqual({ a: 1, self: '[Circular]' });
    const json = { toJSON: () => ({ inner: json }) };
    expect(JSON.stringify(plain(json))).toContain('[Circular]');
  });

  test('__proto__ and constructor are plain data', () => {
    const fields = normalizer.toFields(JSON.parse('{"__proto__":{"polluted":1},"constructor":2}'));
    expect(JSON.stringify(fields)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
