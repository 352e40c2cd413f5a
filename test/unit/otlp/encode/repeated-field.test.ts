import { createPlainObject, type PlainValue } from '../../../../src/core/plain.js';
import { writeKeyValues } from '../../../../src/otlp/encode/any-value.js';
import { RepeatedFields } from '../../../../src/otlp/encode/repeated-field.js';
import { ProtoWriter } from '../../../../src/otlp/protobuf/writer.js';
import fc from '../../../support/fast-check.js';

const TAG = 50;
const values: fc.Arbitrary<PlainValue> = fc.oneof(
  fc.constantFrom<PlainValue>('', 'a', 'b', 'ä', 0, 1, 1.5, 2 ** 40, true, false, null),
  fc.constantFrom<PlainValue>('x'.repeat(256), 'x'.repeat(300), 'ü'.repeat(200)),
  fc
    .constantFrom<() => PlainValue>(
      () => [1],
      () => ({ a: 'b' }),
    )
    .map((make) => make()),
);
const messages = fc.array(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), values), { maxLength: 5 }), {
  minLength: 1,
  maxLength: 12,
});

test('any sequence of messages is the same as without the memory', () => {
  fc.assert(
    fc.property(messages, (sequence) => {
      const repeated = new RepeatedFields(TAG, 3);
      for (const entries of sequence) {
        const fields = Object.assign(createPlainObject(), Object.fromEntries(entries));
        const ours = new ProtoWriter(16);
        const plain = new ProtoWriter(16);
        repeated.write(ours, fields);
        writeKeyValues(plain, TAG, fields);
        expect(Buffer.from(ours.finish())).toEqual(Buffer.from(plain.finish()));
      }
    }),
  );
});

test('a list that changed is encoded anew', () => {
  const repeated = new RepeatedFields(TAG);
  const list = [1];
  const lengths: number[] = [];
  for (let message = 0; message < 4; message++) {
    const writer = new ProtoWriter(16);
    repeated.write(writer, Object.assign(createPlainObject(), { list }));
    lengths.push(writer.pos);
    list.push(2);
  }
  expect(new Set(lengths).size).toBe(4);
});
