import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import winston from 'winston';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import { getLogger, getRootLogger } from '../../../../src/logs/logger/get-logger.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import { captureLogger, type LoggerClass } from '../../../../src/logs/winston/logger-class.js';
import fc from '../../../support/fast-check.js';

const RUNS = (globalThis as { LONG_RUNS?: boolean }).LONG_RUNS ? 1000 : 100;
const LEVELS = ['debug', 'info', 'warning', 'error'] as const;

// Lines are written past jest's console, which has no stream.
globalThis.console = new Console({ stdout: new PassThrough(), stderr: new PassThrough() });
const { _stdout, _stderr } = console as unknown as Record<'_stdout' | '_stderr', PassThrough>;

// Counted, to know that calls do take the short way; wrapped before the bridge learns what winston's own is.
const { prototype } = winston.transports.Console as unknown as {
  prototype: { log(...args: unknown[]): unknown };
};
const { log: stockLog } = prototype;
let throughWinston = 0;
prototype.log = function (...args) {
  throughWinston++;
  return stockLog.apply(this, args);
};

captureLogger((winston as unknown as { Logger: LoggerClass }).Logger);
const root = getRootLogger();
const { format } = root;
const [transport] = root.transports as InstanceType<typeof winston.transports.Console>[];

/** What is written and exported, in order, without times. */
type Seen = readonly [where: string, what: unknown];

const THROWN = new RangeError('thrown');

const level = fc.constantFrom(...LEVELS);
const fieldName = fc.constantFrom(
  'order',
  'level',
  'message',
  'logger',
  'label',
  'timestamp',
  'err',
  'password',
  'correlation_id',
);
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.bigInt(),
  fc.date(),
  fc.string().map((text) => new TypeError(text)),
  fc.constant({ nested: { token: 'abc', list: [1, 'two'] } }),
);
const call = fc.record({
  kind: fc.constantFrom('log', 'log', 'log', 'child', 'exception'),
  level,
  message: fc.oneof(fc.string(), fc.integer(), fc.constant(undefined), fc.constant(new Error('as message'))),
  fields: fc.option(
    fc.oneof(
      fc.dictionary(fieldName, value, { maxKeys: 3 }),
      fc.string().map((text) => new Error(text)),
      fc.constantFrom<unknown>('text', 7, null, ['a', 1]),
    ),
    { nil: undefined },
  ),
  inContext: fc.boolean(),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

/** What an app may do to the one logger and the one Console, without making others of them. */
const CHANGES = {
  level: (name) => Object.assign(root, { level: name }),
  silent: () => Object.assign(root, { silent: !root.silent }),
  consoleLevel: (name) => Object.assign(transport!, { level: name }),
  consoleSilent: () => Object.assign(transport!, { silent: transport!.silent !== true }),
  stderrLevels: (name) => Object.assign(transport!, { stderrLevels: { [name]: true } }),
  stderrInPlace: (name) => Object.assign(transport!.stderrLevels as object, { [name]: true }),
  warnInPlace: (name) =>
    Object.assign((transport as unknown as { consoleWarnLevels: object }).consoleWarnLevels, {
      [name]: true,
    }),
  format: () => Object.assign(root, { format: winston.format.json() }),
  eol: () => Object.assign(transport!, { eol: '\r\n' }),
} satisfies Record<string, (name: (typeof LEVELS)[number]) => unknown>;

const change = fc.record({
  change: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])),
  level,
});
const program = fc.array(fc.oneof({ weight: 3, arbitrary: call }, { weight: 1, arbitrary: change }), {
  maxLength: 12,
});

function reset(): void {
  Object.assign(root, { level: 'info', silent: false, format });
  Object.assign(transport!, {
    level: undefined,
    silent: undefined,
    stderrLevels: {},
    consoleWarnLevels: {},
    eol: '\n',
  });
}

function perform({ kind, level: name, message, fields, inContext }: Call): void {
  const log = () => {
    const logger = getLogger('app.orders');
    if (kind === 'exception') logger.exception(message as string, THROWN, fields as Record<string, unknown>);
    else if (kind === 'child')
      logger.child({ part: 'a' })[name](message as string, fields as Record<string, unknown>);
    else logger[name](message as string, fields as Record<string, unknown>);
  };
  if (inContext) runWithLoggingContext(new LoggingContext({ correlationId: 'c-1', userId: 'u-1' }), log);
  else log();
}

const withoutTime = (text: string) => text.replace(/"timestamp":"[^"]+"/, '');

async function run(
  steps: readonly (Call | { change: keyof typeof CHANGES; level: (typeof LEVELS)[number] })[],
) {
  const seen: Seen[] = [];
  const watch = (name: string, stream: PassThrough) =>
    jest.spyOn(stream, 'write').mockImplementation(((chunk: string) => {
      seen.push([name, withoutTime(chunk)]);
      return true;
    }) as never);
  const spies = [watch('stdout', _stdout), watch('stderr', _stderr)];
  const records: unknown[] = [];
  const removeSink = addLogSink(({ time: _, ...record }) => records.push(record));
  try {
    for (const step of steps) {
      if ('change' in step) CHANGES[step.change](step.level);
      else perform(step);
      await nextTurn();
    }
  } finally {
    removeSink();
    for (const spy of spies) spy.mockRestore();
    reset();
  }
  return { seen, records };
}

beforeAll(async () => {
  reset();
  await nextTurn();
});

test('random programs: the short way of getLogger writes and exports what the way through winston does', async () => {
  let written = 0;
  let passed = 0;
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      const before = throughWinston;
      const short = await run(steps);
      written += short.seen.length;
      passed += throughWinston - before;
      // Somebody who listens: from here on each call goes through winston's streams.
      const listen = () => {};
      root.on('data', listen);
      try {
        expect(short).toEqual(await run(steps));
      } finally {
        root.off('data', listen);
      }
    }),
    { numRuns: RUNS },
  );
  // Else it was a comparison of winston's way with itself.
  expect(passed / written).toBeLessThan(0.8);
});
