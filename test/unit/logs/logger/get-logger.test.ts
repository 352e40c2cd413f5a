import { Console } from 'node:console';
import { PassThrough, Writable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import winston from 'winston';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import { getLogger, getRootLogger } from '../../../../src/logs/logger/get-logger.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import { captureLogger, type LoggerClass, releaseLogger } from '../../../../src/logs/winston/logger-class.js';

const LOGGER_CLASS = (winston as unknown as { Logger: LoggerClass }).Logger;
// Lines are written past jest's console, which has no stream.
globalThis.console = new Console({ stdout: new PassThrough(), stderr: new PassThrough() });
const { _stdout: stdout } = console as unknown as { _stdout: NodeJS.WritableStream };

let written: string[];
let restore: () => void;

beforeEach(() => {
  written = [];
  const spy = jest.spyOn(stdout, 'write').mockImplementation(((chunk: string) => {
    written.push(chunk);
    return true;
  }) as never);
  restore = () => spy.mockRestore();
});

afterEach(() => restore());

function collector() {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).trimEnd());
      done();
    },
  });
  return { lines, transport: new winston.transports.Stream({ stream }) };
}

const withoutTime = (line: string) => line.replace(/"timestamp":"[^"]+"/, '');

/** Throws on whoever asks for its message. */
function hostile(): object {
  return Object.defineProperty({}, 'message', { get: () => fail(), enumerable: false });
}

/** Values whose way through an info differs from the direct one in code, and must not in the outcome. */
const CALLS: [string, unknown, unknown?][] = [
  ['a message', 'hello'],
  ['an Error as the message', new TypeError('no')],
  ['fields', 'hello', { order: 7, nested: { a: [1, 'b'] }, none: undefined, big: 10n }],
  ['reserved names', 'hello', { level: 'x', message: 'y', timestamp: 1, trace_id: 'z', label: 'l' }],
  [
    'names that those are kept under',
    'hello',
    { level: 'x', field_level: 'y', message: 1, field_message: 2 },
  ],
  ['names of the context', 'hello', { correlation_id: 'mine', user_id: 'me' }],
  ['an Error for the fields', 'failed', new TypeError('no')],
  ['an Error among the fields', 'failed', { err: new RangeError('no'), cause: 'x', stack: 'text' }],
  ['a field of the name __proto__', 'hello', { ['__proto__']: hostile(), own: 1 }],
  ['secrets', 'Bearer abcdefghijklmnop1234', { password: 'p', authorization: 'Basic YWxhZGRpbjpvcGVu' }],
  [
    'a throwing getter',
    'hello',
    Object.defineProperty({ a: 1 }, 'b', { enumerable: true, get: () => fail() }),
  ],
  ['a revoked proxy', 'hello', revoked()],
  ['null', 'hello', null],
  ['text for the fields', 'hello', 'ab'],
  ['an array', 'hello', ['a']],
  ['a class instance', 'hello', new URL('http://localhost/?token=abc')],
  ['colours', '\u001b[31mred\u001b[39m'],
  ['no message', undefined],
];

function fail(): never {
  throw new Error('unreadable');
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe.each([
  ['captured', () => captureLogger(LOGGER_CLASS)],
  ['not captured', () => {}],
])('a %s logger', (_name, prepare) => {
  beforeEach(prepare);
  afterEach(() => releaseLogger(LOGGER_CLASS));

  test.each(CALLS.map(([what, message, fields]) => [what, { message, fields }] as const))(
    'writes the same line past the streams of winston and through them: %s',
    (_what, { message, fields }) => {
      const { transport } = collector();
      const context = new LoggingContext({ correlationId: 'c-1', userId: 'u-1', extra: { tenant: 't' } });
      const logger = getLogger('app');
      const log = () =>
        runWithLoggingContext(context, () => {
          try {
            logger.info(message, fields as never);
          } catch (error) {
            written.push(`threw ${String(error)}`);
          }
        });
      log();
      getRootLogger().add(transport);
      log();
      getRootLogger().remove(transport);
      expect(written).toHaveLength(2);
      const [direct, usual] = written.map(withoutTime);
      expect(direct).toBe(usual);
    },
  );

  test('a getter and a toJSON are asked once', () => {
    let asked = 0;
    const fields = {
      nested: {
        get total() {
          return ++asked;
        },
      },
      order: { toJSON: () => ++asked },
    };
    const logger = getLogger('app');
    logger.info('hello', fields);
    expect(asked).toBe(2);
    logger.child({ tenant: 't' }).info('hello', fields);
    expect(asked).toBe(4);
    logger.exception('failed', new TypeError('no'), fields);
    expect(asked).toBe(6);
  });

  test('another transport gets every line from then on, and none after it was removed', () => {
    const { lines, transport } = collector();
    const logger = getLogger('app');
    logger.info('one');
    getRootLogger().add(transport);
    logger.info('two');
    getRootLogger().remove(transport);
    logger.info('three');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['two']);
    expect(written.map((line) => JSON.parse(line).message)).toEqual(['one', 'two', 'three']);
  });

  test('a format that the app sets is used', () => {
    const root = getRootLogger();
    const { format } = root;
    root.format = winston.format.printf(({ message }) => `plain ${message}`);
    getLogger('app').info('hello');
    root.format = format;
    getLogger('app').info('again');
    expect(written[0]).toBe('plain hello\n');
    expect(JSON.parse(written[1] as string)).toMatchObject({ message: 'again' });
  });

  test('level and silence of logger and transport hold', () => {
    const root = getRootLogger();
    const [transport] = root.transports;
    const logger = getLogger('app');
    logger.debug('below');
    root.level = 'debug';
    logger.debug('enabled');
    root.level = 'info';
    (transport as { level?: string | undefined }).level = 'error';
    logger.info('below the level of the transport');
    (transport as { level?: string | undefined }).level = undefined;
    root.silent = true;
    logger.info('silent');
    root.silent = false;
    (transport as { silent: boolean }).silent = true;
    logger.info('silent transport');
    (transport as { silent: boolean }).silent = false;
    logger.info('shown');
    expect(written.map((line) => JSON.parse(line).message)).toEqual(['enabled', 'shown']);
  });

  test('listeners get what they listen to', () => {
    const root = getRootLogger();
    const seen: unknown[] = [];
    const listen = (info: { message: unknown }) => seen.push(info.message);
    root.on('data', listen);
    getLogger('app').info('heard');
    root.off('data', listen);
    getLogger('app').info('unheard');
    expect(seen).toEqual(['heard']);
    expect(written).toHaveLength(2);
  });

  test('a patched write sees the infos', () => {
    const { prototype } = LOGGER_CLASS;
    const { write } = prototype;
    const hadOwn = Object.hasOwn(prototype, 'write');
    const seen: unknown[] = [];
    prototype.write = function (info, ...rest) {
      seen.push((info as { message: unknown }).message);
      return write.call(this, info, ...rest);
    };
    getLogger('app').info('patched');
    if (hadOwn) prototype.write = write;
    else delete (prototype as Partial<typeof prototype>).write;
    getLogger('app').info('direct');
    expect(seen).toEqual(['patched']);
    expect(written).toHaveLength(2);
  });
});

test('records reach the sinks only while the logger is captured', () => {
  const records: CapturedLog[] = [];
  const removeSink = addLogSink((record) => records.push(record));
  getLogger('app').info('before');
  captureLogger(LOGGER_CLASS);
  getLogger('app').info('captured', { order: 7 });
  releaseLogger(LOGGER_CLASS);
  removeSink();
  expect(records).toMatchObject([{ message: 'captured', logger: 'app', fields: { order: 7 } }]);
  expect(written).toHaveLength(2);
});

test("what winston's own methods write has the logger's name, a child's fields and its name of a level", () => {
  const logger = getLogger('shop').child({ tenant: 'acme' });
  logger.log('info', 'logged', { order: 7 });
  logger.log({ level: 'warn', message: 'as an info' });
  logger.log('error', new RangeError('thrown'));
  logger.startTimer().done({ message: 'timed' });
  logger.write({ level: 'info', message: 'written' });
  const lines = written.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'INFO', message: 'logged', order: 7 },
    { level: 'WARNING', message: 'as an info' },
    { level: 'ERROR', message: 'thrown', exception: { type: 'RangeError' } },
    { level: 'INFO', message: 'timed' },
    { level: 'INFO', message: 'written' },
  ]);
  for (const line of lines) expect(line).toMatchObject({ logger: 'shop', tenant: 'acme' });
  expect(logger.isLevelEnabled('warn')).toBe(true);
});

test.each([5, 'bob', true, [1], new Float64Array([1.5]), new Map([['a', 1]]), new Date(0)])(
  'what has no fields of its own is one field: %p',
  (value) => {
    getLogger('app').info('hello', value as never);
    getLogger('app')
      .child(value as never)
      .info('hello');
    const fields =
      value instanceof Map
        ? { a: 1 }
        : value instanceof Float64Array
          ? [1.5]
          : JSON.parse(JSON.stringify(value));
    const line = expect.objectContaining({ message: 'hello', fields });
    expect(written.map((each) => JSON.parse(each))).toEqual([line, line]);
  },
);

test("fields of another realm, where jest's environments run tests, are like our own", () => {
  const given = ['({})', '({ order: 7 })', '({ order: { id: 7 }, level: 3 })'].map(
    (text) => runInNewContext(text) as object,
  );
  for (const fields of [...given, ...given.map((each) => ({ ...each }))])
    getLogger('app').info('hello', fields);
  const lines = written.map((line) => ({ ...JSON.parse(line), timestamp: undefined }));
  expect(lines.slice(0, 3)).toEqual(lines.slice(3));
});
