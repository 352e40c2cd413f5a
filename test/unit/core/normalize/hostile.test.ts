import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { DEFAULT_LIMITS } from '../../../../src/core/normalize/limits.js';
import type { PlainValue } from '../../../../src/core/plain.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { HOSTILE_VALUES } from '../../../support/hostile-values.js';

const normalizer = createNormalizer({ redactor: createRedactor() });

function size(value: PlainValue): { values: number; depth: number } {
  if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 };
  const inner = Object.values(value).map(size);
  return {
    values: inner.reduce((sum, item) => sum + item.values, 1),
    depth: 1 + Math.max(0, ...inner.map((item) => item.depth)),
  };
}

describe.each(HOSTILE_VALUES)('$name', ({ make }) => {
  test.each([
    ['toPlain', () => normalizer.toPlain(make())],
    ['toFields', () => normalizer.toFields({ before: 1, value: make(), after: 2 })],
    ['toText', () => normalizer.toText(make())],
    ['toException', () => normalizer.toException(make())],
  ])('%s is bounded plain data', (_, render) => {
    const value = render() as PlainValue;
    const text = JSON.stringify(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text.isWellFormed()).toBe(true);
    // Escapes may take six times the room: NUL is \u0000.
    expect(text.length).toBeLessThan(6 * DEFAULT_LIMITS.totalChars);
    const { values, depth } = size(value);
    expect(values).toBeLessThanOrEqual(2 * DEFAULT_LIMITS.values);
    expect(depth).toBeLessThanOrEqual(DEFAULT_LIMITS.depth + 2);
  });

  test('the fields beside it arrive', () => {
    const fields = normalizer.toFields({ before: 1, value: make(), after: 2 });
    expect(fields).toMatchObject({ before: 1, value: expect.anything() });
    expect(fields).toHaveProperty(fields!.after === undefined ? '…' : 'after');
  });

  test('as the meta itself', () => {
    const meta = make();
    if (typeof meta !== 'object' || meta === null) return;
    expect(() => JSON.stringify(normalizer.toFields(meta))).not.toThrow();
  });
});

describe('cuts are marked', () => {
  const small = createNormalizer({
    limits: { depth: 3, values: 10, stringChars: 8, totalChars: 50, bytes: 6 },
  });
  test.each([
    ['string', 'x'.repeat(100), 'xxxxxxxx…[cut 92 chars]'],
    ['surrogate pair', `1234567😀${'x'.repeat(91)}`, '1234567…[cut 93 chars]'],
    ['array', new Array(30).fill(1), [...new Array(9).fill(1), '[+21 items]']],
    ['Set', new Set(Array.from({ length: 30 }, (_, i) => i)), [0, 1, 2, 3, 4, 5, 6, 7, 8, '[+21 items]']],
    [
      'object',
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, i])),
      { k0: 0, k1: 1, k2: 2, k3: 3, k4: 4, k5: 5, k6: 6, k7: 7, k8: 8, '…': '[+3 fields]' },
    ],
    ['depth', [[[['x']]]], [[['[depth 3 reached]']]]],
    ['bytes', Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]), 'AQIDBAUG…[cut 2 bytes]'],
  ])('%s', (_, value, expected) => {
    expect(small.toPlain(value)).toEqual(expected);
  });
});

test('getters and toJSON are called once', () => {
  let gets = 0;
  let jsons = 0;
  normalizer.toFields({
    get a() {
      gets++;
      return 1;
    },
    b: {
      toJSON() {
        jsons++;
        return { toJSON: () => jsons++ };
      },
    },
  });
  expect([gets, jsons]).toEqual([1, 1]);
});

test('a getter that logs in its turn does not disturb the outer call', () => {
  const fields = normalizer.toFields({
    get a() {
      return normalizer.toFields({ x: [1, { y: 2 }] });
    },
    b: { c: [1] },
  });
  expect(fields).toEqual({ a: { x: [1, { y: 2 }] }, b: { c: [1] } });
});

test('a secret that straddles the cut is masked', () => {
  const secret = `gh${'p_'}${'a1B2'.repeat(9)}`;
  const text = `${'x '.repeat(DEFAULT_LIMITS.stringChars / 2 - 5)}${secret} and more`;
  expect(normalizer.toText(text)).not.toContain(secret.slice(0, 8));
});

test('what masks made room for is not the beginning of a secret', () => {
  const secret = `gh${'p_'}${'a1B2'.repeat(9)} `;
  for (let shift = 0; shift < secret.length; shift++) {
    const text = normalizer.toText(' '.repeat(shift) + secret.repeat(1_000));
    expect(text).not.toContain('gh');
    expect(text).toMatch(/\[cut \d+ chars\]$/);
  }
});
