import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { OtlpContentTypeError, OtlpDecodeError } from '../../../src/otlp/decode-error.js';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import { SIGNALS } from '../../../src/otlp/signal.js';
import fc from '../../support/fast-check.js';
import { sdkSpans } from '../../support/otlp/sdk-telemetry.js';

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

/** An ArrayValue in an AnyValue in an ArrayValue …, as the body of a log record. */
function deepBody(levels: number): Buffer {
  const headers: Buffer[] = [];
  let length = 0;
  const wrap = (tag: number) => {
    const header = Buffer.from([tag, ...varint(length)]);
    headers.push(header);
    length += header.length;
  };
  for (let level = 0; level < levels; level += 1) {
    wrap(0x0a);
    wrap(0x2a);
  }
  for (const tag of [0x2a, 0x12, 0x12, 0x0a]) wrap(tag);
  return Buffer.concat(headers.reverse());
}

function decodes(signal: (typeof SIGNALS)[number], body: Buffer, contentType: string): boolean {
  try {
    decodeRequest(signal, body, contentType);
    return true;
  } catch (error) {
    if (error instanceof OtlpDecodeError) return false;
    throw error;
  }
}

describe('decodeRequest with hostile input', () => {
  test('any bytes as protobuf give a request or an OtlpDecodeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...SIGNALS), (bytes, signal) => {
        decodes(signal, Buffer.from(bytes), PROTOBUF);
      }),
      { numRuns: 5_000 },
    );
  });

  test('any JSON gives a request or an OtlpDecodeError', () => {
    const names = [
      'resourceLogs',
      'scopeLogs',
      'logRecords',
      'body',
      'attributes',
      'traceId',
      'timeUnixNano',
      'kvlistValue',
    ];
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 8 },
        fc.constantFrom<unknown>(null, true, 1.5, -1, 1e300, '', 'x', 'NaN', '99999999999999999999'),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names, '__proto__', 'constructor'), tie('node'), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, (json) => {
        decodes(
          'logs',
          Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [json] }] }] })),
          JSON_TYPE,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test('of a real request every truncation but the whole is refused', async () => {
    const whole = Buffer.from(ProtobufTraceSerializer.serializeRequest(await sdkSpans())!);
    expect(decodes('traces', whole, PROTOBUF)).toBe(true);
    const accepted = [];
    for (let length = 1; length < whole.length; length += 1) {
      if (decodes('traces', whole.subarray(0, length), PROTOBUF)) accepted.push(length);
    }
    expect(accepted).toEqual([]);
  });

  test('nesting is bounded: 400 levels of lists pass, 100,000 do not', () => {
    expect(decodes('logs', deepBody(400), PROTOBUF)).toBe(true);
    expect(() => decodeRequest('logs', deepBody(100_000), PROTOBUF)).toThrow(
      'Messages nest deeper than 1000 levels',
    );
    const deepJson = '{"arrayValue":{"values":['.repeat(100_000);
    expect(
      decodes(
        'logs',
        Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${deepJson}`),
        JSON_TYPE,
      ),
    ).toBe(false);
  });

  test('the number of messages is bounded, so that two bytes each cannot fill the memory', () => {
    const record = Buffer.from([0x12, 0x00]);
    const records = Buffer.concat(Array(1_000_001).fill(record));
    const scope = Buffer.concat([Buffer.from([0x12, ...varint(records.length)]), records]);
    const request = Buffer.concat([Buffer.from([0x0a, ...varint(scope.length)]), scope]);
    expect(() => decodeRequest('logs', request, PROTOBUF)).toThrow(
      'More than 1000000 messages in one request',
    );
  });

  test.each([
    ['a length past the end', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['an endless varint', [0x08, ...Array(11).fill(0xff)]],
    ['a group', [0x0b, 0x0c]],
    ['field number 0', [0x02, 0x00]],
    ['a field that reaches past its message', [0x0a, 0x02, 0x12, 0x05, 0, 0, 0, 0, 0]],
  ])('%s is refused', (_name, bytes) => {
    expect(() => decodeRequest('logs', Buffer.from(bytes), PROTOBUF)).toThrow(OtlpDecodeError);
  });

  test.each([
    ['no JSON', '{', 'The body is not JSON'],
    ['an array', '[]', 'Expected ExportLogsServiceRequest to be an object'],
    [
      'a list that is none',
      '{"resourceLogs":{}}',
      'Expected ExportLogsServiceRequest.resourceLogs to be an array',
    ],
    [
      'an id that is not hexadecimal',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":"CvdlGRbNQ92ESOshHIAxnA=="}]}]}]}',
      'Expected LogRecord.traceId to be hexadecimal digits',
    ],
    [
      'a fraction as time',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1.5}]}]}]}',
      'Expected LogRecord.timeUnixNano to be an integer',
    ],
  ])('JSON with %s is refused by name', (_name, body, message) => {
    expect(() => decodeRequest('logs', Buffer.from(body), JSON_TYPE)).toThrow(message);
  });

  test('JSON takes integers as numbers or strings, enumerations by name, null as absent, unknown fields', () => {
    const record = {
      timeUnixNano: '1785000000123456789',
      observedTimeUnixNano: 1785000000123,
      severityNumber: 'SEVERITY_NUMBER_WARN2',
      severityText: null,
      flags: '1',
      traceId: '0AF7651916CD43DD8448EB211C80319C',
      somethingNew: { a: 1 },
      body: { intValue: '9007199254740993' },
    };
    const body = Buffer.from(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
    expect(decodeRequest('logs', body, JSON_TYPE).logs).toMatchObject([
      {
        timeUnixNano: 1785000000123456789n,
        observedTimeUnixNano: 1785000000123n,
        severityNumber: 14,
        severityText: '',
        flags: 1,
        traceId: '0af7651916cd43dd8448eb211c80319c',
        body: 9007199254740993n,
      },
    ]);
  });

  test('an attribute named __proto__ is data and leaves prototypes alone', () => {
    const attributes = [
      {
        key: '__proto__',
        value: { kvlistValue: { values: [{ key: 'polluted', value: { boolValue: true } }] } },
      },
    ];
    const body = Buffer.from(
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes }] }] }] }),
    );
    const [log] = decodeRequest('logs', body, JSON_TYPE).logs;
    expect(Object.keys(log!.attributes)).toEqual(['__proto__']);
    expect((log!.attributes as { polluted?: unknown }).polluted).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each(['', 'text/plain', 'application/xml'])('content type %p is refused', (contentType) => {
    expect(() => decodeRequest('logs', Buffer.alloc(0), contentType)).toThrow(OtlpContentTypeError);
  });
});
