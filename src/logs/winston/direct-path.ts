import { type Pipeline, pipelineOf } from '../line/stock/pipeline.js';
import { stockLine } from '../line/stock/stock-line.js';
import { type Structured, structuredOf } from '../line/structured-json.js';
import { readActiveContext } from '../record/active-context.js';
import type { CapturedLogger, Format, Info } from '../record/info.js';
import { LEVEL, RECORD } from '../record/info.js';
import type { CapturedLog } from '../record/log-record.js';
import { emitLog, hasLogSink } from '../record/sink.js';
import {
  type ConsoleTransport,
  isOnly,
  isPlainConsole,
  isStockConsole,
  streamOf,
} from './console-transport.js';
import { isIdle, type StreamStates } from './hand-over.js';

interface StreamingLogger extends CapturedLogger, StreamStates {
  readonly level?: unknown;
  listenerCount(event: string): number;
}

/** A line, and its record if somebody takes records. */
interface Made {
  readonly line: string;
  readonly record: CapturedLog | undefined;
}

/** With nothing done, either the way was closed, or the info was not one for it. */
type Outcome = 'done' | 'closed' | 'unsuitable';

/**
 * The short way of a hand-made logger's lines: straight from the info to the line and the record, and to the console.
 * It is open while the logger's format is `structuredJson()` or made of winston's own formats, a Console its only
 * transport, and nobody there to notice the difference. All of that is asked again for each line.
 */
class DirectPath {
  readonly #logger: StreamingLogger;
  #format: Format | undefined;
  #pipeline: Pipeline | undefined;
  #structured: Structured | undefined;
  #transport: ConsoleTransport | undefined;

  constructor(logger: StreamingLogger) {
    this.#logger = logger;
  }

  write(info: Info): Outcome {
    const logger = this.#logger;
    this.#learnFormat();
    const pipeline = this.#pipeline;
    const structured = this.#structured;
    if (logger.silent || !isIdle(logger)) return 'closed';
    const isKnown =
      structured === undefined ? pipeline?.isKnown() : logger.format.transform === structured.transform;
    if (!isKnown) return 'closed';
    const transport = this.#currentTransport();
    if (transport === undefined) return 'closed';
    const level = info[LEVEL] ?? info.level;
    if (typeof level !== 'string') return 'unsuitable';
    const verdict = this.#verdict(level, transport);
    // winston runs the format of what nobody takes, too, and `format.splat` changes what it is given.
    if (verdict === 'drop') return pipeline?.hasSplat && 'splat' in info ? 'unsuitable' : 'done';
    if (verdict === 'ask winston') return 'closed';
    const stream = streamOf(transport, level);
    if (stream === undefined) return 'closed';
    const made =
      structured === undefined
        ? this.#stock(info, level, pipeline as Pipeline)
        : structuredLine(info, structured);
    if (made === undefined) return 'unsuitable';
    if (made.record !== undefined) emitLog(made.record);
    stream.write(made.line + transport.eol);
    return 'done';
  }

  #stock(info: Info, level: string, pipeline: Pipeline): Made | undefined {
    return stockLine(info, level, {
      pipeline,
      levels: this.#logger.levels,
      active: readActiveContext(),
      hasSink: hasLogSink(),
    });
  }

  #learnFormat(): void {
    const { format } = this.#logger;
    if (format === this.#format) return;
    this.#format = format;
    this.#structured = structuredOf(format);
    this.#pipeline = this.#structured === undefined ? pipelineOf(format) : undefined;
  }

  #currentTransport(): ConsoleTransport | undefined {
    const logger = this.#logger;
    const pipes = logger._readableState?.pipes;
    if (this.#transport === undefined || !isOnly(pipes, this.#transport))
      this.#transport = onlyConsole(pipes);
    const transport = this.#transport;
    const isOpen =
      transport !== undefined &&
      isStockConsole(transport) &&
      isPlainConsole(transport) &&
      transport.parent === logger &&
      transport.levels === logger.levels &&
      logger.listenerCount('data') === 1;
    return isOpen ? transport : undefined;
  }

  /** What logger and transport together make of a level, as far as they agree. */
  #verdict(level: string, transport: ConsoleTransport): 'write' | 'drop' | 'ask winston' {
    const { levels, level: configured } = this.#logger;
    const rank = levels[level] as number;
    const threshold = levels[configured as string] as number;
    if (!Number.isFinite(rank) || !Number.isFinite(threshold)) return 'ask winston';
    const own = transport.level;
    if (own === undefined) return threshold >= rank ? 'write' : 'drop';
    const ownThreshold = levels[own] as number;
    if (!Number.isFinite(ownThreshold)) return 'ask winston';
    return ownThreshold >= rank ? 'write' : 'drop';
  }
}

function structuredLine(info: Info, structured: Structured): Made | undefined {
  try {
    if (info[RECORD] !== undefined || Object.getPrototypeOf(info) !== Object.prototype) return undefined;
    // Transports leave out what is marked as an uncaught exception, unless they were told to take it.
    if (info.exception === true) return undefined;
    const record = structured.record(info, readActiveContext());
    return { line: structured.line(record), record: hasLogSink() ? record : undefined };
  } catch {
    return undefined;
  }
}

function onlyConsole(pipes: unknown): ConsoleTransport | undefined {
  const only: unknown = Array.isArray(pipes) ? pipes[0] : pipes;
  const isTransport = typeof only === 'object' && only !== null && isOnly(pipes, only as ConsoleTransport);
  return isTransport ? (only as ConsoleTransport) : undefined;
}

const paths = new WeakMap<CapturedLogger, DirectPath>();
let lastLogger: CapturedLogger | undefined;
let lastPath: DirectPath | undefined;

/** Writes an info past winston's formats and streams. */
export function writeDirect(logger: CapturedLogger, info: Info): Outcome {
  if (logger !== lastLogger) {
    lastPath = paths.get(logger);
    if (lastPath === undefined) {
      lastPath = new DirectPath(logger as StreamingLogger);
      paths.set(logger, lastPath);
    }
    lastLogger = logger;
  }
  return (lastPath as DirectPath).write(info);
}
