import { RequestBuilder } from '../../../../src/export/engine/request-builder.js';
import { splitRequest } from '../../../../src/export/engine/request-split.js';
import type { Frame } from '../../../../src/export/frame.js';
import { OtlpDecodeError } from '../../../../src/otlp/decode-error.js';
import { readFields } from '../../../../src/otlp/protobuf/fields.js';
import { varintBytes, writeVarint } from '../../../../src/otlp/protobuf/varint.js';
import { readRecords } from '../../../support/otlp-server/numbers.js';

const { record, resource, scope } = require('../../../fixtures/export/records.cjs');

const shared = (bytes: Buffer) => ({ bytes });

function frame(data: Buffer, more: Partial<Frame> = {}): Frame {
  const whole = { start: 0, end: data.length, items: 1 };
  return { signal: 'logs', resource: undefined, scope: undefined, data, ...whole, ...more };
}

function add(builder: RequestBuilder, number: number, service: object, scoped: object): void {
  builder.addRecord(frame(record('logs', number), { resource: service as never, scope: scoped as never }));
}

test('records are grouped by resource and scope', () => {
  const [a, b] = [shared(resource('a')), shared(resource('b'))];
  const [x, y] = [shared(scope('x')), shared(scope('y'))];
  const builder = new RequestBuilder();
  add(builder, 1, a, x);
  add(builder, 2, b, x);
  add(builder, 3, a, y);
  add(builder, 4, a, x);
  expect(builder.items).toBe(4);
  expect(readRecords('logs', builder.build(), undefined, undefined)).toMatchObject([
    { number: 1, service: 'a', scope: 'x' },
    { number: 4, service: 'a', scope: 'x' },
    { number: 3, service: 'a', scope: 'y' },
    { number: 2, service: 'b', scope: 'x' },
  ]);
});

test('a resource or scope that was never announced is left out', () => {
  const builder = new RequestBuilder();
  const bytes = record('traces', 7);
  builder.addRecord(frame(bytes));
  expect(readRecords('traces', builder.build(), undefined, undefined)).toMatchObject([
    { number: 7, service: undefined, scope: undefined },
  ]);
});

test.each(['logs', 'traces', 'metrics'] as const)(
  '%s: halving keeps every record, its resource and scope',
  (signal) => {
    const builder = new RequestBuilder();
    for (let number = 0; number < 7; number++) {
      const bytes = record(signal, number, 300);
      const service = shared(resource(number < 3 ? 'a' : 'b'));
      if (signal === 'metrics') builder.addScoped(frame(bytes, { resource: service }));
      else builder.addRecord(frame(bytes, { resource: service, scope: shared(scope('x')) }));
    }
    const request = builder.build();
    const [left, right] = splitRequest(signal, request)!;
    expect([left.items, right.items]).toEqual([3, 4]);
    const read = (body: Buffer) => readRecords(signal, body, undefined, undefined);
    expect([...read(left.body), ...read(right.body)]).toEqual(read(request));
  },
);

test('a single record can not be divided; bytes that are no request are an error', () => {
  const builder = new RequestBuilder();
  const bytes = record('logs', 1);
  builder.addRecord(frame(bytes));
  expect(splitRequest('logs', builder.build())).toBeUndefined();
  expect(() => splitRequest('logs', Buffer.from('<html>'))).toThrow(OtlpDecodeError);
});

test('metrics count their data points, of any type', () => {
  const field = (number: number, payload: Buffer) =>
    Buffer.concat([Buffer.from([number * 8 + 2, payload.length]), payload]);
  const points = (count: number) =>
    Buffer.concat(Array.from({ length: count }, () => field(1, Buffer.alloc(0))));
  const metrics = [5, 7, 9, 10, 11].map((type, index) => field(2, field(type, points(index + 1))));
  const builder = new RequestBuilder();
  const scoped = Buffer.concat(metrics);
  builder.addScoped(frame(scoped, { items: 15 }));
  const [left, right] = splitRequest('metrics', builder.build())!;
  expect([left.items, right.items]).toEqual([3, 12]);
});

test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455, 268_435_456, 4_294_967_295])(
  'varint %i',
  (value) => {
    const buffer = Buffer.alloc(10);
    const end = writeVarint(buffer, 1, value);
    expect(end - 1).toBe(varintBytes(value));
    buffer[0] = 0x08;
    expect([...readFields(buffer.subarray(0, end))]).toMatchObject([{ tag: 0x08, varint: value }]);
  },
);
