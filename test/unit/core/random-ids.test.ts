import { randomSpanId, randomTraceId } from '../../../src/core/random-ids.js';

// More than the pool of random bytes holds.
const COUNT = 2_000;

test('trace IDs are version 4 UUIDs without hyphens, each a new one', () => {
  const ids = Array.from({ length: COUNT }, randomTraceId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  expect(new Set(ids).size).toBe(COUNT);
});

test('span IDs are 16 hex digits, each a new one', () => {
  const ids = Array.from({ length: COUNT }, randomSpanId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(ids).size).toBe(COUNT);
});

test('every digit takes every value', () => {
  const seen = Array.from({ length: 16 }, () => new Set<string>());
  for (let count = 0; count < COUNT; count++)
    for (const [index, digit] of [...randomSpanId()].entries()) seen[index]?.add(digit);
  expect(seen.map((digits) => digits.size)).toEqual(new Array(16).fill(16));
});
