import { writeText } from './batched-stdout.js';
import {
  type ConsoleTransport,
  isOnly,
  isPlainConsole,
  isStockConsole,
  streamOf,
} from './console-transport.js';
import { type CapturedLogger, isIdle } from './logger.js';

/**
 * The exit from a logger straight to the console. winston takes each line through two streams and schedules two
 * callbacks for it, which costs more than making the line. That way is needed when somebody is there to notice: another
 * transport, a format or a listener, a Console that was changed. It is asked for each line, so that what the app adds
 * later holds from the next line on.
 */
export class ConsoleExit {
  #transport: ConsoleTransport | undefined;

  constructor(private readonly logger: CapturedLogger) {}

  /** Whether winston's way would have no other effect than the line. */
  isOpen(): boolean {
    const logger = this.logger;
    if (logger.silent || !isIdle(logger)) return false;
    const pipes = logger._readableState?.pipes;
    if (this.#transport === undefined || !isOnly(pipes, this.#transport))
      this.#transport = onlyConsole(pipes);
    const transport = this.#transport;
    return (
      transport !== undefined &&
      isStockConsole(transport) &&
      isPlainConsole(transport) &&
      transport.parent === logger &&
      transport.levels === logger.levels &&
      logger.listenerCount('data') === 1
    );
  }

  /** What logger and transport together make of a level, as far as they agree. Of an open exit. */
  verdict(level: string): 'write' | 'drop' | 'ask winston' {
    const { levels, level: configured } = this.logger;
    const rank = levels[level] as number;
    const threshold = levels[configured as string] as number;
    if (!Number.isFinite(rank) || !Number.isFinite(threshold)) return 'ask winston';
    const own = (this.#transport as ConsoleTransport).level;
    if (own === undefined) return threshold >= rank ? 'write' : 'drop';
    const ownThreshold = levels[own] as number;
    if (!Number.isFinite(ownThreshold)) return 'ask winston';
    return ownThreshold >= rank ? 'write' : 'drop';
  }

  /**
   * The stream that lines of a level go to. Of an open exit.
   * @returns undefined when winston would call a method of `console`
   */
  stream(level: string): NodeJS.WritableStream | undefined {
    return streamOf(this.#transport as ConsoleTransport, level);
  }

  /** As {@link write}, later: the exit was open. */
  writeLine(level: string, text: string): void {
    const stream = this.stream(level);
    if (stream !== undefined) this.write(stream, text);
  }

  write(stream: NodeJS.WritableStream, line: string): void {
    writeText(stream, line + (this.#transport as ConsoleTransport).eol);
  }
}

function onlyConsole(pipes: unknown): ConsoleTransport | undefined {
  const only: unknown = Array.isArray(pipes) ? pipes[0] : pipes;
  const isTransport = typeof only === 'object' && only !== null && isOnly(pipes, only as ConsoleTransport);
  return isTransport ? (only as ConsoleTransport) : undefined;
}

const exits = new WeakMap<CapturedLogger, ConsoleExit>();
let lastLogger: CapturedLogger | undefined;
let lastExit: ConsoleExit | undefined;

export function consoleExit(logger: CapturedLogger): ConsoleExit {
  if (logger !== lastLogger) {
    lastExit = exits.get(logger);
    if (lastExit === undefined) {
      lastExit = new ConsoleExit(logger);
      exits.set(logger, lastExit);
    }
    lastLogger = logger;
  }
  return lastExit as ConsoleExit;
}
