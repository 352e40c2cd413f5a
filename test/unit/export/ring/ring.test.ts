import { createRing, FrameKind } from '../../../../src/export/ring/layout.js';
import { RingReader } from '../../../../src/export/ring/ring-reader.js';
import { RingWriter } from '../../../../src/export/ring/ring-writer.js';
import fc from '../../../support/fast-check.js';

const nothing = (): void => {};

function open(bytes: number): { writer: RingWriter; reader: RingReader } {
  const memory = createRing(bytes);
  return { writer: new RingWriter(memory), reader: new RingReader(memory) };
}

function readAll(reader: RingReader, maxBytes = Number.POSITIVE_INFINITY): string[] {
  const frames: string[] = [];
  reader.read(
    maxBytes,
    ({ kind, scope, items, data, start, end }) => {
      frames.push(`${kind} ${scope} ${items} ${data.toString('latin1', start, end)}`);
    },
    nothing,
  );
  return frames;
}

test('frames come out in order, with kind, scope, items and payload', () => {
  const { writer, reader } = open(1024);
  expect(writer.write(FrameKind.logs, 7, Buffer.from('xxhelloxx'), 2, 7, 1)).toBe(true);
  expect(writer.write(FrameKind.metrics, 0, Buffer.from('points'), 0, 6, 12)).toBe(true);
  expect(writer.write(FrameKind.traces, 1, new Uint8Array(0), 0, 0, 1)).toBe(true);
  expect(readAll(reader)).toEqual(['2 7 1 hello', '1 0 12 points', '0 1 1 ']);
  expect(reader.isEmpty()).toBe(true);
  expect(writer.usedBytes()).toBe(0);
});

test('a full ring refuses a frame and takes it once there is room', () => {
  const { writer, reader } = open(256);
  const payload = Buffer.alloc(40, 'a');
  let written = 0;
  while (writer.write(FrameKind.logs, 0, payload, 0, 40, 1)) written++;
  expect(written).toBeGreaterThan(2);
  expect(readAll(reader)).toHaveLength(written);
  expect(writer.write(FrameKind.logs, 0, payload, 0, 40, 1)).toBe(true);
});

test('what is held is seen when it is published, whether or not the ring goes round in between', () => {
  const { writer, reader } = open(256);
  const write = (text: string) => writer.write(FrameKind.logs, 0, Buffer.from(text), 0, text.length, 1);
  for (let round = 0; round < 20; round++) {
    writer.hold();
    expect([write('a'), write('b')]).toEqual([true, true]);
    expect(readAll(reader)).toEqual([]);
    writer.publish();
    expect(write('c')).toBe(true);
    expect(readAll(reader)).toEqual(['2 0 1 a', '2 0 1 b', '2 0 1 c']);
  }
});

test('the largest payload fits into an empty ring at every offset', () => {
  const { writer, reader } = open(1024);
  const largest = Buffer.alloc(writer.maxPayloadBytes, 'b');
  for (let offset = 0; offset < 1024; offset += 8) {
    expect(writer.write(FrameKind.logs, 0, largest, 0, largest.length, 1)).toBe(true);
    expect(readAll(reader)).toHaveLength(1);
    expect(writer.write(FrameKind.logs, 0, largest, 0, 8, 1)).toBe(true);
    expect(readAll(reader)).toHaveLength(1);
  }
});

test('what was handed over is released within the pass, not only at its end', () => {
  const { writer, reader } = open(1 << 20);
  const payload = Buffer.alloc(1000);
  for (let index = 0; index < 500; index++) writer.write(FrameKind.logs, 0, payload, 0, 1000, 1);
  const used: number[] = [];
  reader.read(1 << 20, nothing, () => used.push(writer.usedBytes()));
  expect(used.length).toBeGreaterThan(5);
  expect(used).toEqual(used.toSorted((a, b) => b - a));
  expect(used.at(-1)).toBe(0);
});

test('a reader that starts later goes on where the last one released', () => {
  const memory = createRing(1024);
  const writer = new RingWriter(memory);
  for (const text of ['a', 'b', 'c']) writer.write(FrameKind.logs, 0, Buffer.from(text), 0, 1, 1);
  expect(readAll(new RingReader(memory), 1)).toEqual(['2 0 1 a']);
  expect(readAll(new RingReader(memory))).toEqual(['2 0 1 b', '2 0 1 c']);
});

test('any sequence of writes and reads keeps order and content', () => {
  const step = fc.oneof(
    fc.record({ write: fc.string({ unit: 'binary-ascii', maxLength: 60 }) }),
    fc.record({ read: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ hold: fc.boolean() }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { writer, reader } = open(256);
      const expected: string[] = [];
      const received: string[] = [];
      for (const next of steps) {
        if ('read' in next) {
          received.push(...readAll(reader, next.read));
        } else if ('hold' in next) {
          if (next.hold) writer.hold();
          else writer.publish();
        } else {
          const bytes = Buffer.from(next.write, 'latin1');
          if (writer.write(FrameKind.logs, 3, bytes, 0, bytes.length, 1))
            expected.push(`2 3 1 ${next.write}`);
        }
      }
      writer.publish();
      received.push(...readAll(reader));
      expect(received).toEqual(expected);
    }),
  );
});
