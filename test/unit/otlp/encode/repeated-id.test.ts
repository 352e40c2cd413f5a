import { createNormalizer } from '../../../../src/core/normalize/index.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { RepeatedId } from '../../../../src/otlp/encode/repeated-id.js';
import { RepeatedTexts } from '../../../../src/otlp/encode/repeated-texts.js';
import { ProtoWriter } from '../../../../src/otlp/protobuf/writer.js';
import fc from '../../../support/fast-check.js';

const TAG = 10;
const ids = fc.constantFrom(
  '00112233445566778899aabbccddeeff',
  'ff112233445566778899aabbccddeeff',
  '00112233445566778899aabbccddee0f',
  '0102030405060708',
  '1102030405060708',
  'AbCdEf0123456789',
  '',
);

function written(write: (writer: ProtoWriter) => void): Buffer {
  const writer = new ProtoWriter(4);
  write(writer);
  return Buffer.from(writer.finish());
}

test('any sequence of IDs is written as without the memory', () => {
  fc.assert(
    fc.property(fc.array(ids, { minLength: 1, maxLength: 12 }), (sequence) => {
      const repeated = new RepeatedId();
      for (const id of sequence)
        expect(written((writer) => repeated.write(writer, TAG, id))).toEqual(
          Buffer.concat([Buffer.from([TAG, id.length / 2]), Buffer.from(id, 'hex')]),
        );
    }),
  );
});

test('any sequence of times is written to the nanosecond, what is no time as 0', () => {
  const seconds = fc.constantFrom(0, 1, 65_535, 65_536, 1_790_000_000, 1_790_000_001, 2 ** 33, 2 ** 34 - 1);
  const times = fc.tuple(fc.oneof(seconds, fc.constantFrom(-1, Number.NaN)), fc.nat(999_999_999));
  fc.assert(
    fc.property(fc.array(times, { minLength: 1, maxLength: 12 }), (sequence) => {
      const bytes = written((writer) => {
        for (const time of sequence) writer.time(time);
      });
      const nanos = sequence.map((_, index) => bytes.readBigUInt64LE(index * 8));
      expect(nanos).toEqual(
        sequence.map(([second, nano]) => (second >= 0 ? BigInt(second) * 1_000_000_000n + BigInt(nano) : 0n)),
      );
    }),
  );
});

test('a text is written alike each time; a secret is masked and counted each time', () => {
  const redactor = createRedactor();
  const normalizer = createNormalizer({ redactor });
  const texts = new RepeatedTexts(TAG);
  const times = (text: string) =>
    [1, 2, 3].map(() => written((writer) => texts.write(writer, text, normalizer)));
  const plain = written((writer) => {
    writer.tag(TAG);
    writer.string('GET /orders/:id');
  });
  expect(times('GET /orders/:id')).toEqual([plain, plain, plain]);
  expect(redactor.count).toBe(0);
  for (const bytes of times('password=hunter2')) expect(bytes.toString()).not.toContain('hunter2');
  expect(redactor.count).toBe(3);
  const unmasked = createNormalizer();
  expect(written((writer) => texts.write(writer, 'password=hunter2', unmasked)).toString()).toContain(
    'hunter2',
  );
});
