import fc from './fast-check.js';

/** A value, made anew for each use because some are changed by being read. */
export interface HostileValue {
  name: string;
  make: () => unknown;
}

function thrower(): never {
  throw new Error('hostile');
}

function deep(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function cyclicError(): Error {
  const error = new Error('cycle');
  error.cause = new AggregateError([error, undefined, 'text', new TypeError('inner')], 'many', {
    cause: error,
  });
  return error;
}

const trapped = (trap: string): HostileValue => ({
  name: `Proxy whose ${trap} trap throws`,
  make: () => new Proxy({ a: 1 }, { [trap]: thrower }),
});

/** What callers may log by mistake or by malice. None holds a secret. */
export const HOSTILE_VALUES: readonly HostileValue[] = [
  {
    name: 'cycle',
    make: () => {
      const a: unknown[] = [];
      a.push({ a });
      return a;
    },
  },
  {
    name: 'throwing getter',
    make: () => ({
      get a() {
        return thrower();
      },
      b: 1,
    }),
  },
  { name: 'throwing toJSON', make: () => ({ toJSON: thrower, b: 1 }) },
  { name: 'throwing toString', make: () => ({ toString: thrower, [Symbol.toPrimitive]: thrower }) },
  {
    name: 'toJSON that returns itself',
    make: () => {
      const a = { b: 1, toJSON: () => a };
      return a;
    },
  },
  {
    name: 'toJSON that returns ever new objects',
    make: () => {
      const next = (): unknown => ({ inner: { toJSON: next } });
      return { toJSON: next };
    },
  },
  { name: 'toJSON that returns a BigInt', make: () => ({ toJSON: () => 10n }) },
  ...['get', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'has'].map(trapped),
  {
    name: 'revoked Proxy',
    make: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  },
  {
    name: 'revoked Proxy of a function',
    make: () => {
      const { proxy, revoke } = Proxy.revocable(() => 1, {});
      revoke();
      return proxy;
    },
  },
  { name: 'Proxy of an Error', make: () => new Proxy(new Error('x'), { ownKeys: thrower, get: thrower }) },
  { name: 'depth 64', make: () => deep(64) },
  { name: 'depth 100,000', make: () => deep(100_000) },
  { name: 'array of 1,000,000', make: () => new Array(1_000_000).fill(0) },
  {
    name: 'sparse array',
    make: () => {
      const a: unknown[] = [];
      a[4_000_000_000] = 1;
      return a;
    },
  },
  {
    name: '10,000 keys',
    make: () => Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, i])),
  },
  { name: 'Map of 100,000', make: () => new Map(Array.from({ length: 100_000 }, (_, i) => [`key${i}`, i])) },
  { name: 'Set of 100,000', make: () => new Set(Array.from({ length: 100_000 }, (_, i) => i)) },
  { name: 'long key', make: () => ({ ['k'.repeat(1_000_000)]: 1, ['k'.repeat(1_000_001)]: 2 }) },
  { name: '16 MB string', make: () => 'x'.repeat(16_000_000) },
  { name: '200 MB string', make: () => 'x'.repeat(200_000_000) },
  { name: 'surrogate at the cut', make: () => '😀'.repeat(100_000) },
  { name: 'lone surrogates', make: () => ({ '\ud800': '\udc00\ud800' }) },
  { name: 'NUL, CRLF, ANSI, U+2028', make: () => '\0\r\n{"level":"forged"}\u001b[31m\u2028' },
  {
    name: 'prototype keys',
    make: () => JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}},"toString":1}'),
  },
  {
    name: 'reserved keys',
    make: () => ({ level: 'x', message: 'y', trace_id: 'z', timestamp: 1, exception: 2, field_level: 3 }),
  },
  { name: 'error with cycles', make: cyclicError },
  {
    name: 'error with throwing fields',
    make: () =>
      Object.defineProperties(new Error('x'), {
        stack: { get: thrower },
        message: { get: thrower },
        name: { get: thrower },
        cause: { get: thrower },
      }),
  },
  {
    name: 'error with odd fields',
    make: () => Object.assign(new Error('x'), { message: 5, stack: {}, name: null, cause: 7, errors: 'no' }),
  },
  { name: 'huge BigInt', make: () => 1n << 1_000_000n },
  {
    name: 'class instance',
    make: () =>
      new (class Hidden {
        #a = 1;
        b = this.#a;
      })(),
  },
  { name: 'array with fields', make: () => Object.assign([1], { extra: 1 }) },
  { name: 'array whose items throw', make: () => Object.defineProperty([1, 2], 0, { get: thrower }) },
  {
    name: 'Date with overridden methods',
    make: () => Object.assign(new Date(0), { toISOString: thrower, toJSON: thrower, getTime: thrower }),
  },
  {
    name: 'Map with overridden methods',
    make: () => Object.assign(new Map([[1, 2]]), { entries: thrower, forEach: thrower }),
  },
  { name: 'WeakMap', make: () => new WeakMap() },
  {
    name: 'request-like',
    make: () => ({
      headers: new Headers({ a: 'b' }),
      body: new ReadableStream(),
      signal: AbortSignal.abort(),
    }),
  },
  { name: 'global object', make: () => globalThis },
  { name: 'Symbol', make: () => Symbol('s') },
  {
    name: 'class',
    make: () =>
      class Hidden {
        hidden = true;
      },
  },
  {
    name: 'detached buffer',
    make: () => {
      const b = new ArrayBuffer(8);
      const view = new Uint8Array(b);
      structuredClone(b, { transfer: [b] });
      return view;
    },
  },
];

/** Makers of any mix of ordinary and hostile values; fast-check itself can't hold the hostile ones. */
export const anyValues = (): fc.Arbitrary<() => unknown> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .anything({
          withBigInt: true,
          withBoxedValues: true,
          withDate: true,
          withMap: true,
          withSet: true,
          withNullPrototype: true,
          withObjectString: true,
          withTypedArray: true,
          withSparseArray: true,
          withUnicodeString: true,
        })
        .map((value) => () => value),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary' }).map((value) => () => value) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_VALUES.filter(isSmall)).map(({ make }) => make) },
  );

/** The others are tried one by one; thousands of times they would only take long. */
function isSmall({ name }: HostileValue): boolean {
  return !/\d{3}|MB|long key|cut|global/.test(name);
}
