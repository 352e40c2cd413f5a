import { createNormalizer } from '../../../../src/core/normalize/index.js';
import type { PlainValue } from '../../../../src/core/plain.js';
import { writeValue } from '../../../../src/otlp/encode/any-value.js';
import { ProtoWriter } from '../../../../src/otlp/encode/index.js';
import { tagsOf } from '../../../../src/otlp/schema/resolve.js';
import fc from '../../../support/fast-check.js';
import { anyValue, decode } from '../../../support/otlp-proto.js';
import { runs } from '../../../support/runs.js';

const normalizer = createNormalizer();

function roundTrip(value: PlainValue): unknown {
  const writer = new ProtoWriter(1);
  writeValue(writer, tagsOf('KeyValue').value, value);
  return anyValue(decode('KeyValue', writer.finish()).value);
}

test('plain values come back as they were', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const plain = normalizer.toPlain(value);
      expect(roundTrip(plain)).toEqual(plain);
    }),
    { numRuns: runs(1_000) },
  );
});

test('strings of any length and script', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 6_000 }), (text, length) => {
      const value = text
        .repeat(Math.ceil(length / (text.length || 1)))
        .slice(0, length)
        .toWellFormed();
      expect(roundTrip(value)).toBe(value);
    }),
    { numRuns: runs(500) },
  );
});

test.each([
  0,
  1,
  -1,
  127,
  128,
  -128,
  2 ** 31,
  2 ** 32,
  -(2 ** 32),
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  2 ** 53,
  2 ** 63,
  1.5,
  1e300,
  5e-324,
])('number %d', (value) => {
  expect(roundTrip(value)).toBe(value);
});

test.each([126, 127, 128, 129, 5_461, 5_462, 16_383, 16_384, 2_097_151, 2_097_152])(
  'a string of %d units',
  (length) => {
    for (const text of ['x', 'é', '€']) {
      const value = text.repeat(length);
      expect(roundTrip(value) === value).toBe(true);
    }
  },
);

test('nanoseconds keep their last digit', () => {
  const writer = new ProtoWriter();
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 34 }),
      fc.integer({ min: 0, max: 999_999_999 }),
      (seconds, nanos) => {
        writer.reset().time([seconds, nanos]);
        expect(writer.buffer.readBigUInt64LE(0)).toBe(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
      },
    ),
    { numRuns: runs(1_000) },
  );
});
