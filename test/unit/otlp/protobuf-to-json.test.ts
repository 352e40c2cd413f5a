import { protobufToJson } from '../../../src/otlp/protobuf-to-json.js';

/** Writes a length-delimited field of less than 128 bytes. */
function nested(number: number, ...parts: (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function fixed64(number: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeBigUInt64LE(value, 1);
  return bytes;
}

function double(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes[0] = (number << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

function toJson(signal: 'traces' | 'logs' | 'metrics', bytes: Buffer): unknown {
  return JSON.parse(protobufToJson(signal, bytes).toString());
}

function logRecord(...fields: Buffer[]): Buffer {
  return nested(1, nested(2, nested(2, ...fields)));
}

describe('protobufToJson', () => {
  test('ids are lower-case hex, 64-bit times strings without loss, enumerations numbers', () => {
    const span = [
      nested(1, Buffer.from('0AF7651916CD43DD8448EB211C80319C', 'hex')),
      nested(2, Buffer.from('b7ad6b7169203331', 'hex')),
      Buffer.from([6 << 3, 2]),
      fixed64(7, 1_785_000_000_123_456_789n),
    ];
    expect(toJson('traces', nested(1, nested(2, nested(2, ...span))))).toEqual({
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: 'b7ad6b7169203331',
                  kind: 2,
                  startTimeUnixNano: '1785000000123456789',
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test.each([
    ['a string', nested(1, 'x'), { stringValue: 'x' }],
    ['an empty string', nested(1), { stringValue: '' }],
    ['false', Buffer.from([2 << 3, 0]), { boolValue: false }],
    ['-1', Buffer.from([3 << 3, ...Array(9).fill(0xff), 1]), { intValue: '-1' }],
    ['2^53', Buffer.from([3 << 3, ...Array(7).fill(0x80), 0x10]), { intValue: '9007199254740992' }],
    ['a double', double(4, 0.5), { doubleValue: 0.5 }],
    ['NaN', double(4, Number.NaN), { doubleValue: 'NaN' }],
    ['Infinity', double(4, Number.POSITIVE_INFINITY), { doubleValue: 'Infinity' }],
    ['-Infinity', double(4, Number.NEGATIVE_INFINITY), { doubleValue: '-Infinity' }],
    ['bytes', nested(7, Buffer.from([0, 255])), { bytesValue: 'AP8=' }],
    ['an empty array', nested(5), { arrayValue: {} }],
    ['an empty value', Buffer.alloc(0), {}],
    [
      'of two members the last',
      Buffer.concat([nested(1, 'x'), Buffer.from([2 << 3, 1])]),
      { boolValue: true },
    ],
  ])('AnyValue: %s', (_name, value, expected) => {
    expect(toJson('logs', logRecord(nested(5, value)))).toEqual({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: expected }] }] }],
    });
  });

  test('packed and unpacked repeated numbers are the same', () => {
    const counts = [1n, 2n].map((count) => fixed64(0, count).subarray(1));
    const packed = nested(6, ...counts);
    const unpacked = Buffer.concat([fixed64(6, 1n), fixed64(6, 2n)]);
    for (const field of [packed, unpacked]) {
      expect(toJson('metrics', nested(1, nested(2, nested(2, nested(9, nested(1, field))))))).toEqual({
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ histogram: { dataPoints: [{ bucketCounts: ['1', '2'] }] } }] }] },
        ],
      });
    }
  });

  test('unknown fields of every wire type are skipped', () => {
    const unknown = Buffer.concat([
      Buffer.from([0xf8, 0x07, 0x96, 0x01]),
      Buffer.from([0xf9, 0x07, 1, 2, 3, 4, 5, 6, 7, 8]),
      Buffer.from([0xfa, 0x07, 2, 1, 2]),
      Buffer.from([0xfd, 0x07, 1, 2, 3, 4]),
    ]);
    expect(toJson('logs', logRecord(unknown, nested(3, 'INFO'), unknown))).toEqual({
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ severityText: 'INFO' }] }] }],
    });
  });
});
