import { Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect, types } from 'node:util';
import { runInNewContext } from 'node:vm';
import { context, type Span, type SpanContext, trace } from '@opentelemetry/api';
import type { LogEntry, Logform, Logger } from 'winston';
import { parseKeepRules } from '../../../../src/config/keep-rules.js';
import { createValues, getValues, setValues } from '../../../../src/config/values.js';
import { KEEP_UNIT } from '../../../../src/core/globals.js';
import { ensureContextManager } from '../../../../src/correlation/context-manager.js';
import { runWithLoggingContext } from '../../../../src/correlation/current.js';
import { LoggingContext } from '../../../../src/correlation/logging-context.js';
import type { KeepUnit } from '../../../../src/keep/keep-unit.js';
import { Keeper } from '../../../../src/keep/keeper.js';
import { KeepPolicy } from '../../../../src/keep/policy.js';
import { structuredJson } from '../../../../src/logs/line/structured-json.js';
import { setHoldLevel } from '../../../../src/logs/record/below-level.js';
import { addLogSink } from '../../../../src/logs/record/sink.js';
import { encodeLogRecord, ProtoWriter } from '../../../../src/otlp/encode/index.js';
import fc from '../../../support/fast-check.js';
import { anyValues } from '../../../support/hostile-values.js';
import { runs } from '../../../support/runs.js';
import { SECRETS } from '../../../support/secrets.js';
import {
  learnedWinston,
  plainWinston,
  unknownWinston,
  type WinstonCopy,
} from '../../../support/winston/copies.js';

type Make = () => unknown;
interface FormatPart {
  name:
    | 'json'
    | 'timestamp'
    | 'errors'
    | 'splat'
    | 'label'
    | 'uncolorize'
    | 'simple'
    | 'prettyPrint'
    | 'custom'
    | 'copying'
    | 'asking'
    | 'filter'
    | 'throwing'
    | 'structured'
    | 'group';
  options: object;
  parts: FormatPart[];
}
interface LogCall {
  do: 'method' | 'log' | 'object' | 'write' | 'callback';
  level: string;
  message: Make;
  meta: Record<string, Make>;
  isMetaGiven: boolean;
  rest: Make[];
  child: Record<string, Make> | undefined;
  context: number;
}
interface Change {
  do:
    | 'addTransport'
    | 'removeTransport'
    | 'withhold'
    | 'release'
    | 'dataListener'
    | 'loggedListener'
    | 'patchLog'
    | 'patchIsLevelEnabled'
    | 'patchTransform'
    | 'optionSpace'
    | 'optionAlias'
    | 'replaceFormat'
    | 'consoleFormat'
    | 'consoleLevel'
    | 'consoleSilent'
    | 'consoleStderr'
    | 'stderrInPlace'
    | 'warnInPlace'
    | 'levelsInPlace'
    | 'eol'
    | 'transportFormat'
    | 'level'
    | 'silent'
    | 'levels';
  format: FormatPart;
  level: string;
}

const LEVELS = { error: 0, warn: 1, info: 2, debug: 3, odd: 4 };
const SPAN: SpanContext = {
  traceId: '6e8bc4309c3a11d996690800200c9a66',
  spanId: '0102030405060708',
  traceFlags: 1,
};
const logging = (extra: Record<string, unknown>) =>
  new LoggingContext({ correlationId: 'c-1', userId: 'u-1', requestPath: '/a"b', extra });
const CONTEXTS: { logging?: LoggingContext; span?: SpanContext }[] = [
  {},
  { span: SPAN },
  { logging: logging({}) },
  { logging: logging({}), span: SPAN },
  // The same names, other values.
  {
    logging: new LoggingContext({ correlationId: 'c-2', userId: 'u-2', requestPath: '/b' }),
    span: { ...SPAN, spanId: '1112131415161718' },
  },
  {
    logging: logging({ tenant: 'täst\u2028', nested: { z: [1, null], a: true } }),
    span: { ...SPAN, traceFlags: 0 },
  },
  { logging: logging({ level: 'x', timestamp: 1, label: 'l', message: 'm' }), span: SPAN },
  { logging: logging({ stack: 'Error: no\n at x', exception: true }), span: SPAN },
  { logging: logging({ trace_id: 'own', logger: 'l', a: 1, toString: 2 }), span: SPAN },
];

/** Common ones, so that the same combinations come again; others have a meaning for formats, transports or records. */
const plainNames = ['order_id', 'amount', 'a', 'b', 'Z', 'nested'];
const specialNames = [
  ...['level', 'message', 'timestamp', 'label', 'stack', 'exception', 'error', 'cause', 'logger'],
  ...['user_id', 'correlation_id', 'trace_id', 'field_user_id', 'field_logger', 'service_name'],
  ...['password', 'token', 'tokens', '__proto__', 'constructor', 'toJSON', '1', '\ud800', 'k"ey', 'ä'],
];
const fixed = <T>(value: T) => fc.constant<Make>(() => value);
const plainValues: fc.Arbitrary<Make> = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => () => text),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => () => text),
  fc.oneof(fc.integer(), fc.double(), fc.boolean()).map((value) => () => value),
  fc
    .constantFrom(null, undefined, -0, 1e13, 4111111111111111, 'u-1', 'c-1', SPAN.traceId)
    .map((value) => () => value),
  fc.json({ maxDepth: 3 }).map((json) => () => JSON.parse(json)),
);
class PaymentError extends Error {
  #code = 402;
  get code(): number {
    return this.#code;
  }
}
class MessageError extends Error {
  override get message(): string {
    return 'computed';
  }
}
class Notice {
  a = 1;
  get message(): string {
    return 'of a class';
  }
}
const ownMessage = (error: object, descriptor: PropertyDescriptor) =>
  Object.defineProperty(error, 'message', descriptor);
/** Other realms have a stackTraceLimit of their own. */
const withoutPlace = (error: object) =>
  Object.defineProperty(error, 'stack', { value: 'Error: x', configurable: true, writable: true });
/** What apps log that is no plain object of their own realm. */
const errors = fc.constantFrom<Make[]>(
  () => new TypeError('no'),
  () => Object.assign(new Error('failed', { cause: new RangeError('root') }), { code: 'E_FAILED', a: 1 }),
  () => new AggregateError([new Error('first'), 'second'], 'many'),
  () => withoutPlace(new DOMException('aborted', 'AbortError')),
  () => withoutPlace(runInNewContext('new TypeError("of another realm")')),
  () => new PaymentError('declined'),
  () => new MessageError('hidden'),
  () => ownMessage(new Error('x'), { get: () => 'own getter', configurable: true }),
  () => ownMessage(new Error('x'), { value: 'read only', writable: false }),
  () => Object.preventExtensions(new Error('not extensible')),
  () => Object.freeze(new Error('frozen')),
  () => new Error(''),
  () => new Notice(),
  () => ownMessage({ a: 1 }, { value: 'hidden' }),
  () => Object.assign(Object.create(null), { message: 'without a prototype', a: 1 }),
);
const values: fc.Arbitrary<Make> = fc.oneof(
  { weight: 24, arbitrary: plainValues },
  // winston's own json writes each hole of a sparse array.
  { weight: 1, arbitrary: anyValues().filter((make) => !isHuge(make())) },
  { weight: 1, arbitrary: fc.constantFrom(...SECRETS.map(({ text }) => text)).map((text) => () => text) },
  { weight: 1, arbitrary: fixed('x'.repeat(5_000)) },
  { weight: 2, arbitrary: errors },
);
const isHuge = (value: unknown) => !types.isProxy(value) && Array.isArray(value) && value.length > 10_000;
const fields = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(fc.constantFrom(...plainNames), plainValues, { maxKeys: 4 }) },
  {
    weight: 2,
    arbitrary: fc.dictionary(fc.constantFrom(...plainNames, ...specialNames), values, { maxKeys: 4 }),
  },
  // `format.splat` empties its list, so it gets a new one each time.
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('splat', 'a'), plainValues, { maxKeys: 2 }) },
);
const messages: fc.Arbitrary<Make> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 20 }).map((text) => () => text) },
  { weight: 1, arbitrary: values },
  { weight: 1, arbitrary: errors },
  {
    weight: 1,
    arbitrary: fc.constantFrom('100%', '%s of %d', '\u001b[31mred\u001b[39m').map((text) => () => text),
  },
);
const levels = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('info', 'warn', 'error') },
  { weight: 2, arbitrary: fc.constantFrom('debug', 'odd') },
);

const part = (name: FormatPart['name'], options: object = {}): FormatPart => ({ name, options, parts: [] });
const group = (parts: FormatPart[]): FormatPart => ({ name: 'group', options: {}, parts });
const stockParts = fc
  .shuffledSubarray([
    part('timestamp'),
    part('errors', { stack: true }),
    part('splat'),
    part('label', { label: 'shop' }),
  ])
  .map((parts) => group([...parts, part('json')]));
const oddParts = fc
  .array(
    fc.constantFrom(
      part('timestamp', { alias: 'time' }),
      part('timestamp', { format: 'YYYY-MM-DD HH:mm' }),
      part('timestamp', { format: () => 5 }),
      part('label', { label: 'shop', message: true }),
      part('label', { label: 7 }),
      part('json', { space: 2 }),
      part('json', { maximumDepth: 1 }),
      part('json', { deterministic: false }),
      part('json'),
      part('timestamp'),
      part('uncolorize'),
      part('simple'),
      part('prettyPrint'),
      part('custom'),
      part('copying'),
      part('asking'),
      part('filter'),
      part('throwing'),
      group([part('timestamp'), part('json')]),
      group([part('errors')]),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(group);
const formats = fc.oneof(
  { weight: 10, arbitrary: stockParts },
  { weight: 2, arbitrary: fc.constant(part('json')) },
  { weight: 2, arbitrary: fc.constantFrom(part('structured'), part('structured', { logger: 'shop' })) },
  { weight: 2, arbitrary: oddParts },
);

const calls: fc.Arbitrary<LogCall> = fc.record({
  do: fc.oneof(
    { weight: 6, arbitrary: fc.constant('method' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('log' as const, 'object' as const, 'write' as const, 'callback' as const),
    },
  ),
  level: levels,
  message: messages,
  meta: fields,
  isMetaGiven: fc.boolean(),
  rest: fc.oneof(
    { weight: 8, arbitrary: fc.constant<Make[]>([]) },
    { weight: 1, arbitrary: fc.array(values, { maxLength: 2 }) },
  ),
  child: fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fields }),
  context: fc.oneof(
    { weight: 4, arbitrary: fc.constant(3) },
    { weight: 2, arbitrary: fc.nat(CONTEXTS.length - 1) },
  ),
});
const changes: fc.Arbitrary<Change> = fc.record({
  do: fc.constantFrom<Change['do']>(
    ...([
      'addTransport',
      'removeTransport',
      'withhold',
      'release',
      'dataListener',
      'loggedListener',
    ] as const),
    ...(['patchLog', 'patchIsLevelEnabled', 'patchTransform', 'optionSpace', 'optionAlias'] as const),
    ...(['replaceFormat', 'consoleFormat', 'consoleLevel', 'consoleSilent', 'consoleStderr'] as const),
    ...(['stderrInPlace', 'warnInPlace', 'levelsInPlace', 'eol', 'transportFormat'] as const),
    ...(['level', 'silent', 'levels'] as const),
  ),
  format: formats,
  level: levels,
});
const programs = fc.record({
  format: formats,
  defaultMeta: fc.option(fields, { freq: 2 }),
  withRecords: fc.boolean(),
  isSubclass: fc.oneof(
    { weight: 6, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
  steps: fc.oneof<fc.Arbitrary<(LogCall | Change)[]>[]>(
    fc.array(calls, { minLength: 1, maxLength: 8 }),
    fc.array(fc.oneof<(fc.Arbitrary<LogCall> | fc.Arbitrary<Change>)[]>(calls, calls, changes), {
      minLength: 1,
      maxLength: 12,
    }),
  ),
});
type Program = typeof programs extends fc.Arbitrary<infer Type> ? Type : never;

const learned = learnedWinston();
const unknown = unknownWinston();
const plain = plainWinston();
const consoles = console as unknown as Record<'_stdout' | '_stderr', NodeJS.WritableStream>;
const writer = new ProtoWriter(16);
let written = 0;

const made = (makers: Record<string, Make>) => {
  const result: Record<string, unknown> = {};
  for (const name of Object.keys(makers)) {
    const value = (makers[name] as Make)();
    Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
};

function build({ name, options, parts }: FormatPart, { format }: WinstonCopy): Logform.Format {
  if (name === 'group')
    return format.combine(...parts.map((inner) => build(inner, { format } as WinstonCopy)));
  if (name === 'custom') return format((info) => Object.assign(info, { a: 'custom' }))();
  if (name === 'copying') return format((info) => ({ ...info }))();
  if (name === 'asking')
    return format((info) => Object.assign(info, { asked: [info instanceof Error, info.code] }))();
  if (name === 'throwing')
    return format((info) => {
      if (info.a === 1 || info.message === 'no') throw new Error('refused');
      return info;
    })();
  if (name === 'filter') return format((info) => (info.a === 1 ? false : info))();
  // Its own: programs change what a format has.
  if (name === 'structured') return structuredJson({ ...options });
  return format[name]({ ...options });
}

/** What a transport or a listener can see of an info. */
function seen(info: unknown, apps: WeakSet<object>): string {
  if (typeof info !== 'object' || info === null) return String(info);
  const kind = `${apps.has(info) ? "the app's" : 'an'} ${types.isNativeError(info) ? 'Error' : 'object'}`;
  return `${kind} ${inspect(info, { showHidden: true, depth: 3 })}`;
}

/** Of a run whose spans belong to a unit. */
interface Holding {
  readonly level: string | undefined;
  readonly isKept: boolean;
  /** Of the logger at its beginning. */
  readonly loggerLevel: string;
}

/** Nothing of it is let go for want of room. */
function openUnit(): KeepUnit {
  const limits = { unitRecords: 1e6, unitBytes: 1e9, unitAgeMillis: 1e6, maxBytes: 1e9 };
  const account = { waiting() {}, withheld() {}, judged() {}, dropWaiting() {} };
  return new Keeper(new KeepPolicy(parseKeepRules('errors')!), limits, account).open(SPAN.traceId, undefined);
}

/** Runs a program and tells everything that can be noticed of it. */
async function run(program: Program, copy: WinstonCopy, holding?: Holding): Promise<string[]> {
  const told: string[] = [];
  const unit = holding === undefined ? undefined : openUnit();
  setHoldLevel(holding?.level, false);
  const restore = (['_stdout', '_stderr'] as const).map((name) =>
    jest.spyOn(consoles[name], 'write').mockImplementation(((chunk: string) => {
      told.push(`${name} ${chunk}`);
      if (copy === learned) written++;
      return true;
    }) as never),
  );
  const removeSink = addLogSink((record) => {
    writer.reset();
    // No two are written at the same nanosecond.
    encodeLogRecord(writer, { ...record, time: [0, 0] });
    told.push(`${record.logger} ${Buffer.from(writer.finish()).toString('latin1')}`);
  });
  if (!program.withRecords) removeSink();
  const { redactor } = getValues();
  const before = redactor?.count ?? 0;
  try {
    await new Run(program, copy, told, unit, holding?.loggerLevel).steps();
    if (holding?.isKept === true) unit?.keep('asked');
    else unit?.judge('rules');
  } finally {
    setHoldLevel(undefined, true);
    removeSink();
    for (const spy of restore) spy.mockRestore();
  }
  // On winston's way structuredJson() masks lines of levels that nobody takes as well.
  const all = [program.format, ...program.steps.flatMap((step) => ('format' in step ? [step.format] : []))];
  if (!all.some(({ name }) => name === 'structured')) told.push(`${(redactor?.count ?? 0) - before} masked`);
  // The wall clock stands still, the bridge's own goes on for some milliseconds.
  return told.map((text) => text.replaceAll(/(?<=22:13:20\.)\d{3}(?=Z)/g, '123'));
}

class Run {
  readonly #program: Program;
  readonly #copy: WinstonCopy;
  readonly #told: string[];
  readonly #console: InstanceType<WinstonCopy['transports']['Console']>;
  readonly #logger: Logger;
  readonly #formats: Logform.Format[] = [];
  readonly #added: InstanceType<WinstonCopy['transports']['Stream']>[] = [];
  readonly #withheld: (() => void)[] = [];
  /** What the app logged itself. */
  readonly #apps = new WeakSet<object>();
  readonly #unit: KeepUnit | undefined;

  constructor(program: Program, copy: WinstonCopy, told: string[], unit?: KeepUnit, level = 'info') {
    this.#unit = unit;
    this.#program = program;
    this.#copy = copy;
    this.#told = told;
    this.#console = new copy.transports.Console();
    const create = program.isSubclass ? changingLogger(copy) : copy.createLogger;
    this.#logger = create({
      level,
      levels: { ...LEVELS },
      format: this.#build(program.format),
      defaultMeta: program.defaultMeta === null ? undefined : made(program.defaultMeta),
      transports: [this.#console],
    });
    this.#logger.setMaxListeners(0);
    this.#logger.on('error', (error) => told.push(`error ${error}`));
  }

  /** Four times, because what is known of an info's names is made when they come again. */
  async steps(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      // The streams of a new logger flow from the next turn on.
      await nextTurn();
      for (const step of this.#program.steps) {
        try {
          if ('message' in step) this.#inContext(step);
          else this.#change(step);
        } catch (error) {
          this.#told.push(`thrown ${error}`);
        }
      }
    }
    do {
      for (const release of this.#withheld.splice(0)) {
        try {
          release();
        } catch (error) {
          // Of a format of the Console's own, such as winston's json with a toJSON that never ends.
          this.#told.push(`thrown ${error}`);
        }
      }
      await nextTurn();
    } while (this.#withheld.length > 0);
  }

  #build(format: FormatPart): Logform.Format {
    const instance = build(format, this.#copy);
    this.#formats.push(instance);
    return instance;
  }

  #inContext(call: LogCall): void {
    const { logging: own, span } = CONTEXTS[call.context] as (typeof CONTEXTS)[number];
    const inSpan = () =>
      span === undefined
        ? this.#log(call)
        : context.with(trace.setSpan(context.active(), this.#span(span)), () => this.#log(call));
    if (own === undefined) inSpan();
    else runWithLoggingContext(own, inSpan);
  }

  #span(spanContext: SpanContext): Span {
    return Object.assign(trace.wrapSpanContext(spanContext), { [KEEP_UNIT]: this.#unit });
  }

  #log({ do: how, level, message, meta, isMetaGiven, rest, child }: LogCall): void {
    const target = child === undefined ? this.#logger : this.#logger.child(made(child));
    const args = [...(isMetaGiven ? [made(meta)] : []), ...rest.map((make) => make())];
    const said = message();
    if (typeof said === 'object' && said !== null) this.#apps.add(said);
    if (how === 'method')
      (target as unknown as Record<string, (...args: unknown[]) => void>)[level]?.(said, ...args);
    else if (how === 'log') target.log(level, said as string, ...args);
    else {
      const info = Object.defineProperties(made(meta), {
        level: { value: level, enumerable: true, writable: true, configurable: true },
        message: { value: said, enumerable: true, writable: true, configurable: true },
      }) as Logform.TransformableInfo;
      this.#apps.add(info);
      if (how === 'object') target.log(info as LogEntry);
      else if (how === 'write') target.write(info);
      else target.write(info, 'utf8', () => this.#told.push('written'));
      // What nobody takes does not pass the format either. Behind a transport that is full, winston's format runs later.
      if (this.#logger.isLevelEnabled(level) && this.#withheld.length === 0)
        this.#told.push(`left ${inspect(info, { showHidden: true, depth: 3 })}`);
    }
  }

  #change({ do: what, format, level }: Change): void {
    const logger = this.#logger;
    const transport = this.#console as unknown as Record<string, unknown>;
    const changes: Record<Change['do'], () => void> = {
      addTransport: () => this.#add((done) => done()),
      withhold: () => this.#add((done) => this.#withheld.push(done)),
      release: () => {
        for (const release of this.#withheld.splice(0)) release();
      },
      removeTransport: () => {
        const last = this.#added.pop();
        if (last !== undefined) logger.remove(last);
      },
      dataListener: () => logger.on('data', (info) => this.#told.push(`data ${seen(info, this.#apps)}`)),
      loggedListener: () => this.#console.on('logged', () => {}),
      patchLog: () => {
        const { log } = this.#console;
        transport.log = (info: Logform.TransformableInfo, next: () => void) => {
          this.#told.push(`log ${seen(info, this.#apps)}`);
          log?.call(this.#console, info, next);
        };
      },
      patchIsLevelEnabled: () => {
        logger.isLevelEnabled = (name) => name !== 'warn';
      },
      patchTransform: () => {
        const instance = this.#formats.at(-1);
        const transform = instance?.transform;
        if (instance !== undefined)
          instance.transform = (info, options) =>
            transform?.call(instance, { ...info, Z: 'patched' }, options) as never;
      },
      optionSpace: () => Object.assign((logger.format as { options?: object }).options ?? {}, { space: 1 }),
      optionAlias: () => Object.assign((logger.format as { options?: object }).options ?? {}, { alias: 'b' }),
      replaceFormat: () => {
        logger.format = this.#build(format);
      },
      consoleFormat: () => {
        transport.format = build(format, this.#copy);
      },
      consoleLevel: () => {
        transport.level = level;
      },
      consoleSilent: () => {
        transport.silent = transport.silent !== true;
      },
      consoleStderr: () => {
        transport.stderrLevels = { [level]: true };
      },
      stderrInPlace: () => {
        (transport.stderrLevels as Record<string, boolean>)[level] = true;
      },
      warnInPlace: () => {
        (transport.consoleWarnLevels as Record<string, boolean>)[level] = true;
      },
      levelsInPlace: () => {
        logger.levels.debug = 0;
      },
      eol: () => {
        transport.eol = '\r\n';
      },
      transportFormat: () => {
        const added = this.#added.at(-1);
        if (added !== undefined) added.format = build(format, this.#copy);
      },
      level: () => {
        logger.level = level;
      },
      silent: () => {
        logger.silent = !logger.silent;
      },
      levels: () => {
        logger.levels = { ...LEVELS, odd: 0, debug: 9 };
      },
    };
    changes[what]();
  }

  #add(then: (done: () => void) => void): void {
    const witness = `added${this.#added.length}`;
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        this.#told.push(`${witness} ${chunk}`);
        done();
      },
    });
    const transport = new this.#copy.transports.Stream({ stream });
    const { log } = transport;
    transport.log = (info, next) => {
      this.#told.push(`${witness} ${seen(info, this.#apps)}`);
      log?.call(transport, info, () => then(next));
    };
    this.#added.push(transport);
    this.#logger.add(transport);
  }
}

/** Of a class of the app's that changes infos on their way. */
function changingLogger({ Logger: Base }: WinstonCopy): WinstonCopy['createLogger'] {
  class Changing extends (Base as unknown as new (options: object) => Logger) {
    override _transform(
      info: Logform.TransformableInfo,
      encoding: BufferEncoding,
      callback: () => void,
    ): void {
      super._transform({ ...info, Z: 'changed' } as never, encoding, callback);
    }
  }
  for (const level of Object.keys(LEVELS))
    Object.defineProperty(Changing.prototype, level, {
      value(this: Logger, ...args: unknown[]) {
        return this.log(level, ...(args as [string]));
      },
    });
  return (options) => new Changing(options as object);
}

// Stacks of errors tell who made them.
const { stackTraceLimit } = Error;
beforeAll(() => {
  ensureContextManager();
  Error.stackTraceLimit = 0;
  const others = [
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
  ] as const;
  const timers = ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const;
  jest.useFakeTimers({ now: 1_700_000_000_123, doNotFake: [...others, ...timers] });
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
  jest.useRealTimers();
});

function withoutSplat({ do: what, format }: Change): FormatPart {
  if (what !== 'consoleFormat' && what !== 'transportFormat') return format;
  return { ...format, parts: format.parts.filter(({ name }) => name !== 'splat') };
}

test('lines and records are the same, whether a logger takes the short way or not', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      // What `splat()` of a transport does to the line, the record says only where the format is known.
      const steps = program.steps.map((step) =>
        'message' in step ? step : { ...step, format: withoutSplat(step) },
      );
      const told: string[][] = [];
      for (const copy of [learned, unknown]) told.push(await run({ ...program, steps }, copy));
      expect(told[0]).toEqual(told[1]);
    }),
    { numRuns: runs(300) },
  );
  // Else it was a comparison of winston's way with itself.
  expect(learned.consoleCalls() / written).toBeLessThan(0.9);
}, 300_000);

/**
 * What each one saw, in order. With a transport that is full, winston's streams need some turns of the event loop, in
 * which one transport may be served before another.
 */
function byWitness(told: readonly string[]): Partial<Record<string, string[]>> {
  return Object.groupBy(told, (text) => text.slice(0, text.indexOf(' ')));
}

test('outside of any context, and without masking, whoever looks sees what is seen without the bridge', async () => {
  const before = getValues();
  setValues(createValues(undefined));
  try {
    await fc.assert(
      fc.asyncProperty(programs, async (program) => {
        // On a transport, or behind a copy that another format made, our own format knows more of a captured call.
        const isOurs = program.format.name === 'structured';
        const steps = program.steps
          .filter((step) => !(isOurs && step.do === 'patchTransform'))
          .map((step) => {
            if ('message' in step) return { ...step, context: 0 };
            return step.format.name === 'structured' ? { ...step, format: part('json') } : step;
          });
        const alone = { ...program, steps, withRecords: false };
        const told: string[][] = [];
        for (const copy of [plain, learned, unknown]) told.push(await run(alone, copy));
        for (const captured of told.slice(1))
          expect(byWitness(captured)).toEqual(byWitness(told[0] as string[]));
      }),
      { numRuns: 300 },
    );
  } finally {
    setValues(before);
  }
}, 120_000);

/** Without what is told of infos: the context's fields are on those of held lines, too. */
const linesOf = (told: readonly string[]) =>
  byWitness(told.filter((text) => !/^(data|log|\d+ masked)/.test(text)));

test('lines that are held and not kept are seen by nobody', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const steps = program.steps
        // A transport that is full may take later, by another level, what had none that wrote it.
        .filter(({ do: what }) => !['removeTransport', 'withhold', 'levelsInPlace'].includes(what))
        .map((step) => ('message' in step ? { ...step, context: 1 } : step));
      const withUnit = { isKept: false, loggerLevel: 'info' };
      for (const copy of [learned, unknown]) {
        const without = await run({ ...program, steps }, copy, { ...withUnit, level: undefined });
        const held = await run({ ...program, steps }, copy, { ...withUnit, level: 'silly' });
        expect(linesOf(held)).toEqual(linesOf(without));
      }
    }),
    { numRuns: runs(300) },
  );
}, 300_000);

/** What changes what a logger takes, or what its Console does with a line later. */
const CHANGES_LATER = new Set<string>([
  ...['level', 'levels', 'levelsInPlace', 'consoleLevel', 'consoleSilent', 'silent', 'patchIsLevelEnabled'],
  ...['eol', 'consoleStderr', 'stderrInPlace', 'warnInPlace', 'optionSpace', 'optionAlias', 'patchTransform'],
  ...['withhold', 'release', 'patchLog', 'consoleFormat', 'addTransport', 'dataListener'],
]);

test('lines that are held and kept are those that a lower level would have written', async () => {
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const steps = program.steps.filter(({ do: what }) => !CHANGES_LATER.has(what));
      const inSpan = steps.map((step) =>
        'message' in step && CONTEXTS[step.context]?.span === undefined ? { ...step, context: 3 } : step,
      );
      const all = { ...program, steps: inSpan };
      for (const copy of [learned, unknown]) {
        const enabled = await run(all, copy, { level: undefined, isKept: true, loggerLevel: 'odd' });
        const held = await run(all, copy, { level: 'silly', isKept: true, loggerLevel: 'error' });
        const lines = (told: string[]) => told.filter((text) => !/^(left|\d+ masked)/.test(text)).sort();
        expect(lines(held)).toEqual(lines(enabled));
      }
    }),
    { numRuns: runs(300) },
  );
}, 300_000);
