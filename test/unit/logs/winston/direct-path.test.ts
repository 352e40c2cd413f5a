import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import type { Logform, Logger } from 'winston';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import { structuredJson } from '../../../../src/logs/line/structured-json.js';
import { collectOutput } from '../../../support/console-output.js';
import { learnedWinston, type WinstonCopy } from '../../../support/winston/copies.js';

const copy = learnedWinston();
const { combine, timestamp, json, errors, splat, label } = copy.format;
const SPAN = { traceId: '6e8bc4309c3a11d996690800200c9a66', spanId: '0102030405060708', traceFlags: 1 };

const { written, records, clear } = collectOutput();

type Console = InstanceType<WinstonCopy['transports']['Console']>;

async function create(
  format = combine(timestamp(), json()),
  options: object = {},
): Promise<{ logger: Logger; console: Console }> {
  const transport = new copy.transports.Console(options);
  const logger = copy.createLogger({ format, transports: [transport] });
  // Its streams flow from the next turn on, and the first lines make known what comes.
  await nextTurn();
  for (let time = 0; time < 2; time++) logger.info('warm', { order: 0 }).info('warm');
  clear();
  return { logger, console: transport };
}

function inContext(fn: () => void): void {
  const logging = new LoggingContext({ correlationId: 'c-1', userId: 'u-1' });
  runWithLoggingContext(logging, () => context.with(trace.setSpanContext(context.active(), SPAN), fn));
}

const withoutTime = (line = '') => line.replace(/"timestamp":"[^"]+"/, '');

/** Whether the transport is passed by. */
function isDirect(write: () => void): boolean {
  const before = copy.consoleCalls();
  write();
  return copy.consoleCalls() === before;
}

describe('goes the short way', () => {
  const formats: [string, Logform.Format][] = [
    ['json', json()],
    ['timestamp and json', combine(timestamp(), json())],
    ['timestamp, errors and json', combine(timestamp(), errors({ stack: true }), json())],
    ['errors, splat, timestamp and json', combine(errors({ stack: true }), splat(), timestamp(), json())],
    ['a timestamp of another form', combine(timestamp({ format: 'YYYY' }), json())],
    ['label', combine(label({ label: 'shop' }), timestamp(), json())],
    ['a combination of combinations', combine(combine(timestamp()), combine(errors(), json()))],
    ['structuredJson', structuredJson()],
  ];
  test.each(formats)('a logger with %s', async (_name, format) => {
    const { logger } = await create(format);
    expect(isDirect(() => logger.info('hello', { order: 7 }))).toBe(true);
    expect(JSON.parse(written[0] as string)).toMatchObject({
      level: expect.stringMatching(/^info$/i),
      message: 'hello',
      order: 7,
    });
    expect(records).toMatchObject([{ message: 'hello', fields: { order: 7 } }]);
  });

  const calls: [string, (logger: Logger) => void][] = [
    ['a message alone', (logger) => logger.info('hello')],
    ['nested data', (logger) => logger.info('hello', { a: { z: [1, { b: null }], a: true } })],
    ['an undefined field', (logger) => logger.info('hello', { a: undefined, b: 1 })],
    ['a child logger', (logger) => logger.child({ part: 'p' }).info('hello', { a: 1 })],
    ['an info', (logger) => logger.log({ level: 'info', message: 'hello', a: 1 })],
    ["the context's own value", (logger) => logger.info('hello', { user_id: 'u-1' })],
  ];
  test.each(calls)('%s', async (_name, call) => {
    const { logger } = await create();
    inContext(() => {
      // The second one shows that there are more of its kind.
      for (let time = 0; time < 2; time++) call(logger);
      expect(isDirect(() => call(logger))).toBe(true);
    });
    expect(withoutTime(written[2])).toBe(withoutTime(written[0]));
    expect(written[2]).toMatch(/"correlation_id":"c-1".*"message":"hello".*"span_id":"0102030405060708"/);
    expect({ ...records[2], time: undefined }).toEqual({ ...records[0], time: undefined });
  });

  test('a level that nobody takes, without running the format', async () => {
    const { logger } = await create();
    expect(isDirect(() => logger.debug('no'))).toBe(true);
    expect([written, records]).toEqual([[], []]);
  });

  test('lines of stderrLevels, to stderr', async () => {
    const { logger } = await create(undefined, { stderrLevels: ['error'] });
    for (let time = 0; time < 2; time++) logger.error('no');
    const lines: string[] = [];
    jest
      .spyOn((console as unknown as { _stderr: NodeJS.WritableStream })._stderr, 'write')
      .mockImplementation(((chunk: string) => lines.push(chunk)) as never);
    expect(isDirect(() => logger.error('no'))).toBe(true);
    expect(lines).toEqual([expect.stringContaining('"level":"error"')]);
  });
});

describe("goes winston's way, from the next line on", () => {
  const changes: [string, (logger: Logger, transport: Console) => void][] = [
    ['another transport', (logger) => logger.add(new copy.transports.Console())],
    ['a listener of the logger', (logger) => logger.on('data', () => {})],
    ['a listener of the transport', (_logger, transport) => transport.on('logged', () => {})],
    ['a format of the transport', (_logger, transport) => Object.assign(transport, { format: json() })],
    ['a patched transport', (_logger, transport) => patch(transport, 'log')],
    ['a patched write of the transport', (_logger, transport) => patch(transport, 'write')],
    ['a patched _transform', (logger) => patch(logger, '_transform')],
    ['a patched isLevelEnabled', (logger) => patch(logger, 'isLevelEnabled')],
    ['a format that is not known', (logger) => Object.assign(logger, { format: custom() })],
    ['an option of the format', (logger) => Object.assign(logger.format.options as object, { space: 1 })],
    ['a patched format', (logger) => patch(logger.format, 'transform')],
    ['a corked transport', (_logger, transport) => transport.cork()],
  ];
  const custom = copy.format((info) => info);

  function patch(target: object, name: string): void {
    const methods = target as Record<string, (...args: unknown[]) => unknown>;
    const method = methods[name] as (...args: unknown[]) => unknown;
    methods[name] = (...args) => method.apply(target, args);
  }

  test.each(changes)('%s', async (_name, change) => {
    const { logger, console: transport } = await create(json());
    expect(isDirect(() => logger.info('before'))).toBe(true);
    change(logger, transport);
    const direct = isDirect(() => {
      logger.info('after');
      transport.uncork();
    });
    expect(direct).toBe(false);
  });

  const values: [string, unknown][] = [
    ['an Error', new Error('no')],
    ['a Date', new Date(0)],
    ['a BigInt', 1n],
    ['a toJSON', { toJSON: () => 1 }],
    ['a class instance', new URL('http://localhost')],
    ['a secret', 'Bearer abcdefghijklmnop1234'],
    ['a nested secret', { password: 'p' }],
    ['a long text', 'x'.repeat(5_000)],
    ['NaN', Number.NaN],
  ];
  test.each(values)('%s', async (_name, a) => {
    const { logger } = await create();
    for (let time = 0; time < 2; time++) logger.info('hello', { a });
    expect(isDirect(() => logger.info('hello', { a }))).toBe(false);
    expect(withoutTime(written[2])).toBe(withoutTime(written[0]));
  });
});

test('other transports get the same info, its line made in one pass', async () => {
  const { logger, console: transport } = await create();
  const infos: object[] = [];
  const { log } = transport;
  transport.log = (info, next) => {
    infos.push(info);
    return log?.call(transport, info, next);
  };
  const { transform } = logger.format;
  const inTransform = jest.fn(transform);
  inContext(() => logger.info('hello', { a: 1 }));
  logger.format.transform = inTransform;
  inContext(() => logger.info('hello', { a: 1 }));
  expect(inTransform).toHaveBeenCalledTimes(1);
  const [short, long] = infos.map((info) => ({ ...info, timestamp: '' }));
  expect(Reflect.ownKeys(short as object)).toEqual(Reflect.ownKeys(long as object));
});

test('structuredJson: what is marked as an uncaught exception, as the transport says', async () => {
  const { logger } = await create(structuredJson());
  logger.info('hello', { exception: true });
  expect(written).toEqual([]);
  expect(records).toMatchObject([{ message: 'hello' }]);
});

test('each line has the values of its context, whichever of them change', async () => {
  const { logger } = await create();
  for (let line = 0; line < 12; line++) {
    const logging = new LoggingContext({
      correlationId: `c-${line}`,
      requestPath: line < 4 ? '/a' : `/${line}`,
      requestMethod: line < 8 ? 'GET' : 'POST',
      extra: { tenant: line % 2 === 0 ? 'even' : { odd: line } },
    });
    runWithLoggingContext(logging, () => logger.info('hello', { line }).info('hello', { line }));
    for (const text of written.splice(0)) {
      const { timestamp, ...fields } = JSON.parse(text);
      expect(fields).toEqual({ ...logging.toDict(), line, level: 'info', message: 'hello' });
    }
  }
});

test('a secret in the name of a nested field is masked in each line', async () => {
  const { logger } = await create();
  for (let time = 0; time < 3; time++) logger.info('hello', { a: { '4111111111111111': 1 } });
  for (const line of written) expect(line).not.toContain('4111');
  expect(written).toHaveLength(3);
});
