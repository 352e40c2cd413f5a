import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import winston, { format } from 'winston';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import { structuredJson } from '../../../../src/logs/line/structured-json.js';
import { getLogger, getRootLogger } from '../../../../src/logs/logger/get-logger.js';
import type { CapturedLog } from '../../../../src/logs/record/log-record.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import { captureLogger, type LoggerClass, releaseLogger } from '../../../../src/logs/winston/logger-class.js';
import { TracebridgeTransport } from '../../../../src/logs/winston/transport.js';

const LOGGER_CLASS = (winston as unknown as { Logger: LoggerClass }).Logger;

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

function collect() {
  const lines: string[] = [];
  const arrivals = new EventEmitter();
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk).trimEnd());
      arrivals.emit(String(lines.length));
      done();
    },
  });
  const reached = (count: number) => once(arrivals, String(count));
  return { lines, reached, transport: new winston.transports.Stream({ stream }) };
}

const context = (correlationId: string, userId?: string) => new LoggingContext({ correlationId, userId });

describe('a hand-made logger', () => {
  test('gets the context in its own format, and is exported once', () => {
    const { lines, transport } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    runWithLoggingContext(context('c-1', 'u-1'), () => logger.info('hello', { order: 7 }));
    expect(JSON.parse(lines[0] as string)).toEqual({
      level: 'info',
      message: 'hello',
      order: 7,
      correlation_id: 'c-1',
      user_id: 'u-1',
      service_name: 'api',
      environment: 'development',
    });
    expect(records).toMatchObject([
      { message: 'hello', severityNumber: 9, severityText: 'info', logger: 'winston', fields: { order: 7 } },
    ]);
    expect(records[0]?.contextFields).toMatchObject({ correlation_id: 'c-1' });
  });

  test('made before capturing began is captured too', () => {
    releaseLogger(LOGGER_CLASS);
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    captureLogger(LOGGER_CLASS);
    logger.warn('early');
    expect(records).toMatchObject([{ message: 'early', severityText: 'warn', severityNumber: 13 }]);
  });

  test('whoever patched the class before is still asked, for each line', async () => {
    releaseLogger(LOGGER_CLASS);
    const { prototype } = LOGGER_CLASS;
    const { write } = prototype;
    const seen: unknown[] = [];
    prototype.write = function (info, ...rest) {
      seen.push((info as { message: unknown }).message);
      return write.call(this, info, ...rest);
    };
    captureLogger(LOGGER_CLASS);
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    await delay(0);
    for (const message of ['first', 'second', 'third']) logger.info(message);
    releaseLogger(LOGGER_CLASS);
    delete (prototype as Partial<typeof prototype>).write;
    expect(seen).toEqual(['first', 'second', 'third']);
    expect(records).toHaveLength(3);
  });

  test('child loggers and the default logger are captured, each once', () => {
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport], defaultMeta: { app: 'a' } });
    logger.child({ part: 'p' }).info('from a child');
    winston.configure({ transports: [collect().transport] });
    winston.error('from the default logger');
    expect(records).toMatchObject([
      { message: 'from a child', fields: { app: 'a', part: 'p' } },
      { message: 'from the default logger', severityNumber: 17 },
    ]);
    expect(records).toHaveLength(2);
  });

  test('what no transport takes is not exported', () => {
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    logger.debug('below the level');
    logger.silent = true;
    logger.info('silent');
    expect(records).toEqual([]);
  });

  test('what the format filters out is neither written nor exported', () => {
    const { lines, transport } = collect();
    const onlyPublic = winston.format((info) => (info.private ? false : info));
    const logger = winston.createLogger({
      format: winston.format.combine(onlyPublic(), winston.format.json()),
      transports: [transport],
    });
    logger.info('hidden', { private: true });
    logger.info('shown');
    expect(lines).toHaveLength(1);
    expect(records).toMatchObject([{ message: 'shown' }]);
  });

  test('what the format makes of a record is what is exported', () => {
    const { transport } = collect();
    const { combine, splat, timestamp, colorize, json } = winston.format;
    const logger = winston.createLogger({
      format: combine(colorize({ all: true }), splat(), timestamp(), json()),
      transports: [transport],
    });
    logger.info('%s has %d', 'cart', 3);
    expect(records).toMatchObject([
      { message: 'cart has 3', severityNumber: 9, fields: { splat: ['cart', 3] } },
    ]);
  });

  test('an Error as message, as argument and as field', () => {
    const { transport, lines } = collect();
    const { combine, errors, json, timestamp } = winston.format;
    const logger = winston.createLogger({
      format: combine(timestamp(), errors({ stack: true }), json()),
      transports: [transport],
    });
    const error = Object.assign(new TypeError('broken', { cause: new Error('root') }), { code: 'E_BROKEN' });
    runWithLoggingContext(context('c-1', 'u-1'), () => logger.error(error));
    logger.error('failed', error);
    logger.error('failed', { error });
    for (const record of records) {
      expect(record.exception).toMatchObject({
        type: 'TypeError',
        message: 'broken',
        cause: { message: 'root' },
      });
      expect(record.exception?.traceback[0]).toContain('capture.test.ts');
    }
    expect(records).toHaveLength(3);
    expect(records[0]?.message).toBe('broken');
    // Without what winston, its formats and the bridge put on infos.
    expect(records[0]?.exception?.fields).toEqual({ code: 'E_BROKEN' });
    expect(JSON.parse(lines[0] as string).stack).toContain('TypeError: broken');
    expect(Object.keys(error)).not.toContain('correlation_id');
  });

  test('an own field of a reserved name is kept under another', () => {
    const { transport, lines } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    const failure = Object.assign(new Error('e'), { correlation_id: 'mine', field_correlation_id: 'taken' });
    runWithLoggingContext(context('real'), () => {
      logger.info('m', { correlation_id: 'mine' });
      logger.error(failure);
    });
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      correlation_id: 'real',
      field_correlation_id: 'mine',
    });
    expect(records[0]?.contextFields).toMatchObject({ correlation_id: 'real' });
    expect(records[0]?.fields).toEqual({ field_correlation_id: 'mine' });
    const both = { field_correlation_id: 'taken', field_correlation_id_2: 'mine' };
    expect(JSON.parse(lines[1] as string)).toMatchObject({ correlation_id: 'real', ...both });
    expect(Object.keys(failure)).not.toContain('field_correlation_id_2');
  });

  test.each([
    ['that is known', format.combine(format.splat(), format.json())],
    ['beside a custom one', format.combine(format((info) => info)(), format.splat(), format.json())],
  ])('format.splat, %s, puts no argument over our fields', (_, splat) => {
    const { transport, lines } = collect();
    const logger = winston.createLogger({ format: splat, transports: [transport] });
    const failure = Object.assign(new TypeError('gone'), { correlation_id: 'of the error', code: 410 });
    runWithLoggingContext(context('real'), () => {
      logger.info('m', { correlation_id: 'mine', n: 1 });
      logger.info('two', { n: 2 }, { correlation_id: 'mine' });
      logger.info('%j of 100%% %s', { correlation_id: 'shown' }, 'a', { correlation_id: 'mine' });
      logger.warn('failed:', failure);
      logger.info('m', { correlation_id: 'mine', field_correlation_id: 'taken' });
    });
    const kept = { correlation_id: 'real', field_correlation_id: 'mine' };
    const [first, second, third, fourth, fifth] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ ...kept, n: 1 });
    expect(second).toMatchObject({ ...kept, n: 2 });
    expect(third).toMatchObject({ ...kept, message: '{"correlation_id":"shown"} of 100% a' });
    expect(fourth).toMatchObject({ ...kept, field_correlation_id: 'of the error', code: 410 });
    const both = { field_correlation_id: 'taken', field_correlation_id_2: 'mine' };
    expect(fifth).toMatchObject({ correlation_id: 'real', ...both });
    expect(records[4]?.fields).toEqual(both);
    expect(records.map(({ contextFields }) => contextFields?.correlation_id)).toEqual(Array(5).fill('real'));
    expect(records[1]?.fields).toMatchObject({ field_correlation_id: 'mine', n: 2 });
    expect(records[3]?.exception).toMatchObject({ type: 'TypeError', message: 'gone' });
    expect(failure.correlation_id).toBe('of the error');
  });

  test('secrets are masked on its own line and in the record; other values keep their type for its format', () => {
    const { transport, lines } = collect();
    const seen: unknown[] = [];
    const spy = winston.format((info) => {
      seen.push(info.when);
      return info;
    });
    const logger = winston.createLogger({
      format: winston.format.combine(spy(), winston.format.json()),
      transports: [transport],
    });
    const when = new Date(0);
    logger.info('Authorization: Bearer abcdefghijklmnop1234', {
      password: 'hunter2',
      nested: { token: 't-0123456' },
      when,
    });
    const text = lines[0] as string;
    for (const secret of ['hunter2', 't-0123456', 'abcdefghijklmnop1234']) {
      expect(text).not.toContain(secret);
      expect(JSON.stringify(records)).not.toContain(secret);
    }
    expect(seen).toEqual([when]);
  });

  const trap = () => {
    throw new Error('trap');
  };
  const revoked = () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  };
  test.each<[string, () => unknown]>([
    ['a revoked proxy', revoked],
    ['one in a list', () => ({ list: [revoked()] })],
    ['one in a Map', () => new Map([[1, revoked()]])],
    ['one as prototype', () => Object.create(revoked())],
    ['a proxied list that throws', () => new Proxy([1, 2], { get: trap })],
    ['a prototype whose trap throws', () => Object.create(new Proxy({}, { getPrototypeOf: trap }))],
  ])('secrets beside %s are masked, and the record is kept', (_, make) => {
    const { transport, lines } = collect();
    const logger = winston.createLogger({
      format: winston.format.printf(({ message, password }) => `${String(message)} ${String(password)}`),
      transports: [transport],
    });
    logger.info('m', { password: 'hunter2', beside: make() });
    expect(lines).toEqual(['m [REDACTED]']);
    expect(records).toMatchObject([{ message: 'm', fields: { password: '[REDACTED]' } }]);
  });

  test('an object that is logged twice keeps its own fields', () => {
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport] });
    const shared = { level: 'info', message: 'again' };
    runWithLoggingContext(context('first'), () => logger.log(shared));
    runWithLoggingContext(context('second'), () => logger.log(shared));
    expect(records.map((record) => record.contextFields?.correlation_id)).toEqual(['first', 'second']);
    expect(shared).not.toHaveProperty('correlation_id');
  });

  test('a slow sibling transport does not mix up requests: 60 of 60', async () => {
    class Slow extends TracebridgeTransport {
      override log(_info: unknown, next: () => void) {
        setTimeout(next, 2);
      }
    }
    const { transport, lines, reached } = collect();
    const all = reached(60);
    const logger = winston.createLogger({ transports: [new Slow(), transport] });
    const ids = Array.from({ length: 60 }, (_, index) => `request-${index}`);
    await Promise.all(
      ids.map((id, index) =>
        runWithLoggingContext(context(id), async () => {
          await delay(index % 5);
          logger.info(id);
        }),
      ),
    );
    expect(records).toHaveLength(60);
    for (const record of records) expect(record.contextFields?.correlation_id).toBe(record.message);
    await all;
    for (const line of lines) {
      const { message, correlation_id } = JSON.parse(line);
      expect(correlation_id).toBe(message);
    }
  });

  test('a transport that never calls back starves others in winston, but not the export', () => {
    const stuck = new winston.transports.Stream({ stream: new Writable({ write() {} }) });
    stuck.log = () => {};
    const logger = winston.createLogger({ transports: [stuck] });
    for (let index = 0; index < 100; index++) logger.info(`record ${index}`);
    expect(records).toHaveLength(100);
  });
});

describe('doubling', () => {
  test('a TracebridgeTransport on a captured logger adds nothing', () => {
    const { transport } = collect();
    const logger = winston.createLogger({ transports: [transport, new TracebridgeTransport()] });
    logger.info('once');
    expect(records).toHaveLength(1);
  });

  test('a logger that is a transport of another one does not export again', () => {
    const { transport, lines } = collect();
    const inner = winston.createLogger({ transports: [transport] });
    const outer = winston.createLogger({ transports: [collect().transport] });
    outer.pipe(inner as unknown as NodeJS.WritableStream);
    outer.info('through both');
    expect(records).toHaveLength(1);
    expect(lines).toHaveLength(1);
  });

  test('capturing twice is harmless', () => {
    captureLogger(LOGGER_CLASS);
    const logger = winston.createLogger({ transports: [collect().transport] });
    logger.info('once');
    expect(records).toHaveLength(1);
  });
});

describe('structuredJson on a captured logger', () => {
  test('line and record are made of the same values', () => {
    const { transport, lines } = collect();
    const logger = winston.createLogger({
      format: structuredJson({ logger: 'orders' }),
      transports: [transport],
    });
    runWithLoggingContext(context('c-9'), () => logger.info('placed', { total: 12.5, level: 'gold' }));
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      level: 'INFO',
      logger: 'orders',
      message: 'placed',
      correlation_id: 'c-9',
      total: 12.5,
    });
    expect(records).toMatchObject([{ logger: 'orders', message: 'placed' }]);
  });

  test('a transport that shows more than the line gets no secret', () => {
    const { transport, lines } = collect();
    const { transport: other, lines: otherLines } = collect();
    transport.format = winston.format.printf(({ token, message }) => JSON.stringify([token, message]));
    const logger = winston.createLogger({ format: structuredJson(), transports: [transport, other] });
    logger.info('m', { token: 'abc123456' });
    expect(lines).toEqual(['["[REDACTED]","m"]']);
    expect(otherLines.map((line) => JSON.parse(line))).toMatchObject([{ message: 'm', token: '[REDACTED]' }]);
    expect(records).toMatchObject([{ message: 'm', fields: { token: '[REDACTED]' } }]);
  });

  test('combined with other formats it has no field twice', () => {
    const { transport, lines } = collect();
    const logger = winston.createLogger({
      format: winston.format.combine(winston.format.splat(), structuredJson()),
      transports: [transport],
    });
    runWithLoggingContext(context('c-9'), () => logger.info('n=%d', 5));
    const line = JSON.parse(lines[0] as string);
    expect(line).toMatchObject({ message: 'n=5', correlation_id: 'c-9' });
    expect(Object.keys(line).filter((key) => key.startsWith('field_'))).toEqual([]);
    expect(records).toHaveLength(1);
  });
});

describe('getLogger', () => {
  let lines: string[];
  let sink: winston.transport;

  beforeEach(() => {
    const collected = collect();
    lines = collected.lines;
    sink = collected.transport;
    const root = getRootLogger();
    root.clear();
    root.add(sink);
  });

  const lastLine = () => JSON.parse(lines.at(-1) as string);

  test('levels, fields and name', () => {
    const logger = getLogger('app.orders');
    logger.info('placed', { order: 1 });
    logger.warning('slow');
    logger.warn('slow too');
    logger.error('bad');
    logger.debug('hidden');
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(['INFO', 'WARNING', 'WARNING', 'ERROR']);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      logger: 'app.orders',
      message: 'placed',
      order: 1,
    });
    expect(records.map((record) => record.logger)).toEqual(Array(4).fill('app.orders'));
  });

  test('the same name gives the same logger', () => {
    expect(getLogger('same')).toBe(getLogger('same'));
  });

  test('exception renders whatever was thrown', () => {
    const logger = getLogger('app');
    logger.exception('failed', new RangeError('too far'), { step: 2 });
    expect(lastLine()).toMatchObject({
      level: 'ERROR',
      message: 'failed',
      step: 2,
      exception: { type: 'RangeError', message: 'too far' },
    });
    logger.exception('failed', undefined);
    expect(lastLine().exception).toEqual(expect.objectContaining({ type: expect.any(String) }));
    expect(records).toHaveLength(2);
  });

  test('an Error in the place of the fields becomes the exception', () => {
    getLogger('app').error('failed', new Error('inner'));
    expect(lastLine()).toMatchObject({ message: 'failed', exception: { message: 'inner' } });
  });

  test('a field named label is a field', () => {
    getLogger('app').info('x', { label: 'mine' });
    getLogger('app').error('y', { label: 'mine', error: new Error('z') });
    expect(lines.map((line) => JSON.parse(line).label)).toEqual(['mine', 'mine']);
    expect(records.map((record) => record.fields?.label)).toEqual(['mine', 'mine']);
  });

  test('child fields are on every line, fields of reserved names are moved', () => {
    getLogger('app')
      .child({ tenant: 't' })
      .child({ shard: 2 })
      .info('x', { level: 'mine', message: 'mine too' });
    expect(lastLine()).toMatchObject({
      message: 'x',
      level: 'INFO',
      tenant: 't',
      shard: 2,
      field_level: 'mine',
      field_message: 'mine too',
    });
    getLogger('app').info('y', { level: 'mine', field_level: 'taken', field_level_2: 'too' });
    expect(lastLine()).toMatchObject({ field_level: 'taken', field_level_2: 'too', field_level_3: 'mine' });
    getLogger('app').child({ level: 'mine' }).log('info', 'z');
    expect(lastLine()).toMatchObject({ level: 'INFO', message: 'z', field_level: 'mine' });
  });

  test('nothing that is logged throws', () => {
    const logger = getLogger('app');
    const hostile = new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('no keys');
        },
      },
    );
    logger.info('proxy', hostile as Record<string, unknown>);
    logger.info(undefined);
    logger.info(Symbol('s'));
    logger.info('null', null as unknown as undefined);
    expect(lines).toHaveLength(4);
  });
});
