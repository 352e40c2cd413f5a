import { format } from 'node:util';
import { getValues } from '../../config/values.js';
import { quietly } from '../../core/quietly.js';
import { readActiveContext } from '../record/active-context.js';
import { type LogCall, recordOf } from '../record/log-call.js';
import { emitLog, hasLogSink } from '../record/sink.js';

const LOGGER = 'console';

/** Each method, and the winston level that says the same. */
const METHODS = [
  ['debug', 'debug'],
  ['log', 'info'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
] as const;

/** winston's Console transport with `forceConsole`: what it prints is captured at the logger. */
const WINSTON_FRAME = /[\\/]winston[\\/]lib[\\/]winston[\\/]transports[\\/]console\.js/;
const FRAMES = 8;

/**
 * Exports what the app writes with `console`, with the fields of the active context. What is printed stays the same.
 * For the rest of the process; while nobody takes log records, nothing is done.
 */
export function captureConsole(): void {
  let isInside = false;
  for (const [method, level] of METHODS) {
    const original = console[method];
    console[method] = (...args: unknown[]) => {
      // Reading values may run the app's code (a getter, `toJSON`), which may write to the console itself.
      if (!isInside && hasLogSink()) {
        isInside = true;
        quietly('capturing the console', () => emitConsole(level, args));
        isInside = false;
      }
      original.apply(console, args);
    };
  }
}

function emitConsole(level: string, args: readonly unknown[]): void {
  if (isCalledByWinston()) return;
  const { normalizer } = getValues();
  const thrown = args.find((argument) => argument instanceof Error);
  const call: LogCall = {
    level,
    levels: undefined,
    logger: LOGGER,
    message: format(...args.map(readable)),
    exception: thrown === undefined ? undefined : normalizer.toException(thrown),
    fields: undefined,
    skip: undefined,
  };
  emitLog(recordOf(call, readActiveContext(), normalizer));
}

/** Objects as in log messages. `util.format` would run their `inspect.custom`, as `console` itself is about to. */
function readable(argument: unknown): unknown {
  const isObject = (typeof argument === 'object' && argument !== null) || typeof argument === 'function';
  return isObject ? getValues().normalizer.toText(argument) : argument;
}

function isCalledByWinston(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = FRAMES;
  const { stack } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return stack !== undefined && WINSTON_FRAME.test(stack);
}
