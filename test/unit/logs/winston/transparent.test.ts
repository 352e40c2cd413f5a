import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect, types } from 'node:util';
import { runInNewContext } from 'node:vm';
import winston, { type Logform } from 'winston';
import Transport from 'winston-transport';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import { captureLogger, type LoggerClass, releaseLogger } from '../../../../src/logs/winston/logger-class.js';

const LOGGER_CLASS = winston.Logger as unknown as LoggerClass;
const LEVEL = Symbol.for('level');
const MESSAGE = Symbol.for('message');
const { combine, errors, json, simple, splat } = winston.format;
const asItIs = winston.format((info) => info);

let records: CapturedLog[];
let removeSink: () => void;
beforeEach(() => {
  records = [];
  removeSink = addLogSink((record) => records.push(record));
  captureLogger(LOGGER_CLASS);
});
afterEach(() => {
  removeSink();
  releaseLogger(LOGGER_CLASS);
});

/** A transport that keeps the infos it is given, and what they look like then. */
class Keeping extends Transport {
  readonly infos: Logform.TransformableInfo[] = [];
  readonly looks: string[] = [];
  readonly lines: unknown[] = [];

  override log(info: Logform.TransformableInfo, next: () => void): void {
    this.infos.push(info);
    this.looks.push(inspect(info, { showHidden: true }));
    this.lines.push(info[MESSAGE]);
    next();
  }
}

function create(format: Logform.Format, options: Transport.TransportStreamOptions = {}) {
  const transport = new Keeping(options);
  return { transport, logger: winston.createLogger({ format, transports: [transport] }) };
}

const context = new LoggingContext({ correlationId: 'c-1', serviceName: 's', environment: 'e' });
const inContext = (fn: () => void) => runWithLoggingContext(context, fn);
const FIELDS = '"correlation_id":"c-1","environment":"e"';

class PaymentError extends Error {
  #code = 402;
  get code(): number {
    return this.#code;
  }
}
class Notice {
  readonly #text = 'of a class';
  get message(): string {
    return this.#text;
  }
}

/** Each with the message of winston's line. */
const OBJECTS: [string, () => object, string][] = [
  ['an Error', () => new TypeError('broken'), 'broken'],
  ['an Error with private fields', () => new PaymentError('declined'), 'declined'],
  ['a DOMException', () => new DOMException('aborted', 'AbortError'), 'aborted'],
  ['an Error of another realm', () => runInNewContext('new TypeError("far")') as object, 'far'],
  ['a read-only message', () => hidden(new Error('x'), { value: 'fixed' }), 'fixed'],
  ['a message by a getter', () => hidden(new Error('x'), { get: () => 'asked' }), 'asked'],
  ['an instance of a class', () => new Notice(), 'of a class'],
  ['a message that is not enumerable', () => hidden({ a: 1 }, { value: 'hidden' }), 'hidden'],
];
function hidden(object: object, descriptor: PropertyDescriptor): object {
  return Object.defineProperty(object, 'message', descriptor);
}

describe.each(OBJECTS)('%s that is logged', (_name, make, message) => {
  test('reaches formats and transports as the very object, with the fields of the context while it is written', () => {
    const seen: unknown[] = [];
    const { logger, transport } = create(
      combine(
        winston.format((info) => {
          seen.push(info, info.correlation_id, types.isNativeError(info));
          return info;
        })(),
        simple(),
      ),
    );
    const object = make();
    inContext(() => logger.error(object));
    expect(seen).toEqual([object, 'c-1', types.isNativeError(object)]);
    expect(seen[0]).toBe(object);
    expect(transport.infos[0]).toBe(object);
    expect(transport.lines[0]).toMatch(`error: ${message} {`);
    expect(transport.lines[0]).toMatch(FIELDS);
    expect(records).toMatchObject([{ message, contextFields: { correlation_id: 'c-1' } }]);
    // As winston leaves it, and nothing of ours.
    const own = new Set<string | symbol>(Reflect.ownKeys(make()));
    const added = Reflect.ownKeys(object).filter((key) => !own.has(key));
    expect(added).toEqual(['level', LEVEL, MESSAGE]);
    expect(transport.looks.join()).not.toMatch(/tracebridge/i);
  });
});

test('a format that copies an Error keeps the fields, and the record its exception', () => {
  const { logger, transport } = create(combine(errors({ stack: true }), json()));
  const error = new TypeError('broken', { cause: new Error('root') });
  inContext(() => logger.error(error));
  expect(JSON.parse(transport.lines[0] as string)).toMatchObject({
    message: 'broken',
    correlation_id: 'c-1',
  });
  expect(transport.infos[0]).toMatchObject({ correlation_id: 'c-1' });
  expect(records[0]?.exception).toMatchObject({ type: 'TypeError', cause: { message: 'root' } });
});

test('a field of an own class under the name of one of the context stays its own', () => {
  const { logger, transport } = create(simple());
  class Own extends Error {
    get environment(): string {
      return 'own';
    }
  }
  const error = Object.assign(new Own('x'), { correlation_id: 'mine' });
  inContext(() => logger.error(error));
  expect(transport.lines[0]).toMatch('"correlation_id":"c-1","field_correlation_id":"mine"');
  expect({ ...error }).toMatchObject({ level: 'error', correlation_id: 'mine' });
  expect(error).not.toHaveProperty('service_name');
  expect(error.environment).toBe('own');
});

test('an Error as message or field gives the exception', () => {
  const { logger } = create(simple());
  const error = new RangeError('far');
  logger.log({ level: 'error', message: error as unknown as string });
  logger.error('failed', { error });
  expect(records).toMatchObject([
    { message: 'far', exception: { type: 'RangeError' } },
    { message: 'failed', exception: { type: 'RangeError' }, fields: undefined },
  ]);
});

describe('masking', () => {
  const secret = 'Bearer abcdefghijklmnop1234';
  const failed = () =>
    Object.assign(new PaymentError(`refused ${secret}`), {
      config: { headers: { Authorization: secret }, when: new Date(0) },
    });

  test.each<
    [string, (logger: winston.Logger, error: Error) => void, (info: Logform.TransformableInfo) => unknown]
  >([
    ['as the info', (logger, error) => logger.error(error), (info) => info],
    ['as a field', (logger, error) => logger.error('m', { error }), (info) => info.error],
    [
      'as the message',
      (logger, error) => logger.log({ level: 'error', message: error as never }),
      (info) => info.message,
    ],
    [
      'as an argument',
      (logger, error) => logger.error('m', 1, error),
      (info) => (info[Symbol.for('splat')] as unknown[])[1],
    ],
  ])('an Error with secrets stays one: %s', (_how, log, find) => {
    const { logger, transport } = create(asItIs());
    const error = failed();
    inContext(() => log(logger, error));
    const shown = find(transport.infos[0] as Logform.TransformableInfo) as ReturnType<typeof failed>;
    expect(shown).toBeInstanceOf(PaymentError);
    expect(types.isNativeError(shown)).toBe(true);
    expect(shown.message).toBe('refused Bearer [REDACTED]');
    expect(shown.code).toBe(402);
    expect(shown.config.when).toBe(error.config.when);
    expect(inspect(shown, { showHidden: true, depth: 9 })).not.toMatch('abcdefghijklmnop1234');
    expect(error.message).toMatch(secret);
    expect(records[0]?.exception).toMatchObject({
      type: 'PaymentError',
      message: 'refused Bearer [REDACTED]',
    });
  });

  test('changes what it masks, and nothing else', () => {
    const { logger, transport } = create(asItIs());
    const clean = { list: [1, { a: new Map([['b', 2]]) }] };
    const user: Record<string, unknown> = {
      name: 'ada',
      password: 'hunter2',
      clean,
      tags: new Set(['x', secret]),
    };
    user.self = user;
    logger.info('m', { user, by: new Map([['token', 't-0123456']]), clean });
    const { user: shown, by, clean: same } = transport.infos[0] as unknown as Record<string, typeof user>;
    expect(shown?.self).toBe(shown);
    expect(shown).toMatchObject({ name: 'ada', password: '[REDACTED]' });
    expect(shown?.clean).toBe(clean);
    expect(same).toBe(clean);
    expect(shown?.tags).toEqual(new Set(['x', 'Bearer [REDACTED]']));
    expect(by).toEqual(new Map([['token', '[REDACTED]']]));
    expect(user).toMatchObject({ password: 'hunter2' });
  });
});

test('a getter of the fields of a call is asked once, by winston', () => {
  const { logger } = create(json());
  let asked = 0;
  const fields = {
    get total() {
      asked++;
      return 7;
    },
  };
  inContext(() => logger.info('m', fields));
  expect(asked).toBe(1);
  expect(records[0]?.fields).toMatchObject({ total: 7 });
});

test('a format that looks into what is masked does not throw for it', () => {
  const { logger, transport } = create(
    winston.format.printf(({ token }) => (token as { kind: string }).kind.toUpperCase()),
  );
  inContext(() => {
    logger.info('m', { token: { kind: 'bearer', value: 'abc' }, a: 1 });
    expect(() => logger.info('m', { token: { value: 'abc' } })).toThrow(TypeError);
  });
  expect(transport.lines.map((line) => JSON.parse(line as string))).toEqual([
    expect.objectContaining({ message: 'm', token: '[REDACTED]', a: 1, correlation_id: 'c-1' }),
  ]);
  expect(records).toHaveLength(1);
});

test.each<[string, Logform.Format | undefined, Logform.Format[]]>([
  ['the default', undefined, []],
  ['json', json(), []],
  ['errors and json', combine(errors({ stack: true }), json()), []],
  ['a format of its own', asItIs(), []],
  ['json, with splat on the transport', json(), [splat()]],
])(
  "a transport's format that looks into what is masked does not throw for it: logger with %s",
  (_n, own, before) => {
    const kindOf = winston.format.printf(({ token }) => (token as { kind: string }).kind.toUpperCase());
    const { logger, transport } = create(own as Logform.Format, { format: combine(...before, kindOf) });
    const fields = { token: { kind: 'bearer', value: 'abc-012345' } };
    inContext(() => {
      logger.info('m', fields);
      logger.error(Object.assign(new RangeError('m'), fields));
      logger.error('m', Object.assign(new RangeError(''), fields));
      logger.child(fields).info('m');
      expect(() => logger.info('m', { token: { value: 'abc' } })).toThrow(TypeError);
      expect(() => logger.info('m')).toThrow(TypeError);
    });
    const lines = transport.lines.map((line) => JSON.parse(line as string));
    expect(lines).toEqual(
      Array(4).fill(expect.objectContaining({ token: '[REDACTED]', correlation_id: 'c-1' })),
    );
    expect(transport.looks.join()).not.toMatch('abc-012345');
  },
);

test("a slow transport's format that looks into what is masked does not throw for it", async () => {
  const { logger, transport } = create(json(), {
    format: winston.format.printf(({ token }) => (token as { kind: string }).kind.toUpperCase()),
  });
  const { log } = transport;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  transport.log = (info, next) =>
    setImmediate(() => {
      log.call(transport, info, next);
      if (transport.lines.length === 4) resolve();
    });
  for (let n = 0; n < 4; n++) logger.info('m', { n, token: { kind: 'bearer', value: 'abc-012345' } });
  await all;
  expect(transport.lines.map((line) => JSON.parse(line as string))).toEqual(
    [0, 1, 2, 3].map((n) => expect.objectContaining({ n, token: '[REDACTED]' })),
  );
});

test.each<[string, (logger: winston.Logger, transport: Keeping) => void]>([
  [
    'levels that were replaced after the transport was added',
    (logger, transport) => {
      transport.level = 'verbose';
      logger.levels = { ...logger.levels, verbose: 0 };
    },
  ],
  ["the app's own isLevelEnabled", (logger) => Object.assign(logger, { isLevelEnabled: () => false })],
])('a line that a transport takes has its fields and its record in spite of %s', (_name, change) => {
  const { logger, transport } = create(json());
  change(logger, transport);
  inContext(() => logger.info('m'));
  expect(JSON.parse(transport.lines[0] as string)).toMatchObject({ correlation_id: 'c-1' });
  expect(records.map(({ message }) => message)).toEqual(['m']);
});

test('what a format throws is thrown, once, and nothing is written or exported', () => {
  let runs = 0;
  const refuse = winston.format(() => {
    runs++;
    throw new RangeError('refused');
  });
  const { logger, transport } = create(refuse());
  expect(() => logger.info('m')).toThrow(RangeError);
  expect([runs, transport.lines, records]).toEqual([1, [], []]);
});

test('values that winston throws on throw as they do without the bridge', () => {
  const { logger } = create(json());
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => logger.info('revoked', proxy)).toThrow(TypeError);
  const thrower = () => {
    throw new RangeError('unreadable');
  };
  expect(() => logger.info('m', { a: { toJSON: thrower } })).toThrow(RangeError);
  expect(() => logger.debug('m', { a: { toJSON: thrower } })).toThrow(RangeError);
  expect(records).toEqual([]);
});

test('the callback of a write comes, also for an info that the format filters out', async () => {
  const { logger, transport } = create(winston.format((info) => (info.a === 1 ? false : info))());
  for (const a of [1, 2]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    (logger as unknown as Writable).write({ level: 'info', message: 'm', a }, () => resolve());
    await promise;
  }
  expect(transport.infos).toHaveLength(1);
  expect(records).toHaveLength(1);
});

test("a subclass's _transform is honoured, in the context of the log call", async () => {
  class Changing extends winston.Logger {
    override _transform(info: Logform.TransformableInfo, encoding: BufferEncoding, next: () => void): void {
      super._transform(Object.assign(info, { changed: true }) as never, encoding, next);
    }
  }
  const transport = new Keeping();
  const logger = new (Changing as unknown as new (options: object) => winston.Logger)({
    format: json(),
    transports: [transport],
  });
  inContext(() => logger.log('info', 'm'));
  await nextTurn();
  expect(JSON.parse(transport.lines[0] as string)).toMatchObject({ changed: true, correlation_id: 'c-1' });
  expect(records).toMatchObject([{ fields: { changed: true }, contextFields: { correlation_id: 'c-1' } }]);
});

test.each(['transport', 'logger'])(
  'format.splat of a %s: the record says what the line says, arguments are fields',
  (place) => {
    const { combine: combined, splat: ownSplat } = learnedFormats();
    const format = combined(ownSplat(), simple());
    const { logger, transport } = place === 'logger' ? create(format) : create(json(), { format });
    logger.info('%s is %d', 'ada', 36, { extra: 1 });
    logger.info('100%% %s', { id: 7 });
    logger.info('no argument %s');
    logger.info('left over', { a: 1 }, 'text');
    expect(transport.lines.slice(0, 3)).toEqual([
      'info: ada is 36 {"extra":1}',
      expect.stringMatching(/^info: 100% .*7/),
      'info: no argument %s',
    ]);
    expect(records.map(({ message, fields }) => [message, fields])).toEqual([
      ['ada is 36', { splat: ['ada', 36], extra: 1 }],
      [expect.stringMatching(/^100% .*7/), { splat: [{ id: 7 }] }],
      ['no argument %s', undefined],
      ['left over', { a: 1, 0: 't', 1: 'e', 2: 'x', 3: 't' }],
    ]);
  },
);

function learnedFormats() {
  const { learnModule } = jest.requireActual<typeof import('../../../../src/logs/winston/modules.js')>(
    '../../../../src/logs/winston/modules.js',
  );
  learnModule('logform/splat.js', splat);
  return { combine: learnModule('logform/combine.js', combine) as typeof combine, splat };
}

test('an unknown level is told before the format throws', () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => {});
  const { logger } = create(winston.format.cli());
  inContext(() => expect(() => logger.log('unknown', 'm')).toThrow(TypeError));
  expect(told.mock.calls).toEqual([['[winston] Unknown logger level: %s', 'unknown']]);
  told.mockRestore();
});

test('a transport whose line is late gets the fields of the log call', async () => {
  const { logger, transport } = create(asItIs(), { format: json() });
  transport.cork();
  inContext(() => logger.info('m', { a: 1 }));
  const logged = once(transport, 'drain').catch(() => {});
  transport.uncork();
  await Promise.race([logged, nextTurn()]);
  expect(JSON.parse(transport.lines[0] as string)).toMatchObject({ a: 1, correlation_id: 'c-1' });
});

test('an info that takes no level is refused as by winston alone', () => {
  const { transport, logger } = create(combine(asItIs(), simple()));
  expect(() => logger.write(Object.freeze({ level: 'info', message: 'frozen' }))).toThrow(
    'Cannot add property Symbol(level), object is not extensible',
  );
  expect(transport.infos).toEqual([]);
});
