import { createNormalizer } from '../../../../src/core/normalize/index.js';
import type { PlainObject } from '../../../../src/core/plain.js';
import { createRedactor } from '../../../../src/core/redact/redactor.js';
import { renderLine } from '../../../../src/logs/line/structured-line.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { moveReserved } from '../../../../src/logs/record/reserved.js';
import { encodeLogRecord, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import fc from '../../../support/fast-check.js';
import { anyValues } from '../../../support/hostile-values.js';
import { anyValue, decode, keyValues } from '../../../support/otlp-proto.js';
import { runs } from '../../../support/runs.js';
import { SECRETS } from '../../../support/secrets.js';

const normalizer = createNormalizer({ redactor: createRedactor() });
const writer = new ProtoWriter(16);

interface Call {
  message: unknown;
  meta: Record<string, unknown>;
  context: Record<string, unknown> | undefined;
  error: unknown;
  traceFlags: number;
  time: [number, number];
}

const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    'level',
    'message',
    'trace_id',
    'field_level',
    'exception',
    '__proto__',
    'constructor',
    'toString',
    'a',
  ),
);
const fields = fc.dictionary(names, anyValues(), { maxKeys: 6 });
const made = (makers: Record<string, () => unknown>) =>
  Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make()]));
/** Makers of calls, because fast-check itself can't hold hostile values. */
const calls = fc.record({
  message: anyValues(),
  meta: fields,
  context: fc.option(fields, { nil: undefined }),
  error: fc.option(anyValues(), { nil: undefined }),
  traceFlags: fc.integer({ min: 0, max: 255 }),
  time: fc.tuple(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 999_999_999 })),
});

function capture(call: Call): CapturedLog {
  const contextFields = call.context === undefined ? undefined : normalizer.toFields(call.context);
  const own = normalizer.toFields(call.meta);
  return {
    unit: undefined,
    time: call.time,
    severityText: 'INFO',
    severityNumber: 9,
    logger: 'app',
    message: normalizer.toText(call.message),
    contextFields,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    spanId: '00f067aa0ba902b7',
    traceFlags: call.traceFlags,
    exception: call.error === undefined ? undefined : normalizer.toException(call.error),
    fields: own === undefined ? undefined : moveReserved(own, contextFields),
  };
}

function encode(record: CapturedLog): Uint8Array {
  writer.reset();
  encodeLogRecord(writer, record);
  return writer.finish();
}

/** The fields that the line and the OTLP record share. */
function sharedFields(line: Record<string, unknown>): Record<string, unknown> {
  const shared: Record<string, unknown> = Object.create(null);
  const own = new Set([
    'timestamp',
    'level',
    'logger',
    'message',
    'trace_id',
    'span_id',
    'trace_flags',
    'exception',
  ]);
  for (const key of Object.keys(line)) if (!own.has(key)) shared[key] = line[key];
  return shared;
}

const prototypeBefore = Object.getOwnPropertyNames(Object.prototype).sort();

test('any call gives a valid line and a decodable record that agree', () => {
  fc.assert(
    fc.property(calls, (maker) => {
      const record = capture({
        ...maker,
        message: maker.message(),
        meta: made(maker.meta),
        context: maker.context && made(maker.context),
        error: maker.error?.(),
      });
      const text = renderLine(record);
      expect(text).not.toMatch(/[\r\n]/);
      const line = JSON.parse(text);
      const log = decode('LogRecord', encode(record));

      const [seconds, nanos] = record.time;
      expect(new Date(line.timestamp).getTime()).toBe(seconds * 1000 + Math.floor(nanos / 1e6));
      expect(log.time_unix_nano).toBe(String(BigInt(seconds) * 1_000_000_000n + BigInt(nanos)));
      expect(line.message).toBe(anyValue(log.body));
      expect(Number.parseInt(line.trace_flags, 16)).toBe(log.flags);
      const attributes = keyValues(log.attributes);
      if (record.exception !== undefined) {
        expect(line.exception).toEqual(record.exception);
        expect(attributes['exception.type']).toBe(line.exception.type);
        expect(attributes['exception.message']).toBe(line.exception.message);
        for (const name of ['type', 'message', 'stacktrace', 'fields'])
          delete attributes[`exception.${name}`];
      }
      expect(attributes).toEqual(sharedFields(line));
    }),
    { numRuns: runs(6_000) },
  );
  expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(prototypeBefore);
}, 60_000);

/** As JSON.stringify, less what terminals and line splitters act on. */
const lineJson = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

test('the line equals JSON.stringify of the same fields', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
      fc.string({ unit: 'binary' }),
      (meta, message) => {
        const own = (normalizer.toFields(meta) ?? {}) as PlainObject;
        const record = {
          ...capture({
            message: '',
            meta: {},
            context: undefined,
            error: undefined,
            traceFlags: 1,
            time: [0, 0],
          }),
          message: message.toWellFormed(),
          fields: own,
          logger: undefined,
          traceId: undefined,
          spanId: undefined,
        };
        const rest = lineJson(own).slice(1, -1);
        expect(renderLine(record)).toBe(
          `{"timestamp":"1970-01-01T00:00:00.000Z","level":"INFO","message":${lineJson(record.message)}${rest && ','}${rest}}`,
        );
      },
    ),
    { numRuns: runs(2_000) },
  );
});

const places: readonly [string, (text: string) => Partial<Call>][] = [
  ['message', (text) => ({ message: text })],
  ['field', (text) => ({ meta: { note: text } })],
  ['field name', (text) => ({ meta: { [text]: 1 } })],
  ['nested', (text) => ({ meta: { a: [{ b: new Map([['c', new Set([text])]]) }] } })],
  ['context', (text) => ({ context: { extra: text } })],
  ['error message', (text) => ({ error: new Error(text) })],
  [
    'cause',
    (text) => ({ error: new Error('x', { cause: new AggregateError([text, new Error(text)], text) }) }),
  ],
  ['changed message', (text) => ({ error: Object.assign(new Error(text), { message: 'other' }) })],
  ['thrown text', (text) => ({ error: text })],
  ['error as a field', (text) => ({ meta: { err: new Error(text) } })],
  ['bytes', (text) => ({ meta: { body: Buffer.from(text) } })],
  ['object message', (text) => ({ message: { text } })],
  ['toJSON', (text) => ({ meta: { a: { toJSON: () => text } } })],
];

describe.each(places)('secrets in the %s', (_, place) => {
  test.each(SECRETS)('$kind', ({ text, secret }) => {
    const call: Call = {
      message: 'm',
      meta: {},
      context: undefined,
      error: undefined,
      traceFlags: 1,
      time: [0, 0],
      ...place(text),
    };
    const record = capture(call);
    expect(renderLine(record)).not.toContain(secret);
    expect(Buffer.from(encode(record)).includes(secret)).toBe(false);
    expect(renderLine(record)).not.toContain(Buffer.from(text).toString('base64'));
  });
});

test('a secret anywhere in random text is masked', () => {
  const around = fc.string({ unit: 'grapheme', maxLength: 200 });
  fc.assert(
    fc.property(around, fc.constantFrom(...SECRETS), around, (before, { text, secret }, after) => {
      expect(normalizer.toText(`${before} ${text} ${after}`)).not.toContain(secret);
    }),
    { numRuns: runs(1_000) },
  );
});
