/** winston's Console transport, with what it holds beside its declared properties. */
export interface ConsoleTransport {
  readonly level?: string | undefined;
  readonly silent?: boolean | undefined;
  readonly handleExceptions?: boolean | undefined;
  readonly format?: unknown;
  readonly levels?: unknown;
  readonly parent?: unknown;
  readonly eol: string;
  readonly forceConsole: boolean;
  readonly stderrLevels: Readonly<Record<string, boolean | undefined>>;
  readonly consoleWarnLevels: Readonly<Record<string, boolean | undefined>>;
  readonly log: unknown;
  readonly write: unknown;
  readonly _write?: unknown;
  readonly _writableState: {
    readonly length: number;
    readonly ending: boolean;
    readonly corked: number;
    readonly destroyed?: boolean;
  };
  listenerCount(event: string): number;
}

type NodeConsole = typeof console & {
  readonly _stdout?: NodeJS.WritableStream;
  readonly _stderr?: NodeJS.WritableStream;
};

type Methods = Pick<ConsoleTransport, 'log' | 'write' | '_write'>;

/** What the transports of a copy of winston share, by their `log`. */
const learned = new WeakMap<object, Methods>();

/** Learns the `Console` class of a copy of winston. */
export function learnConsole(exported: unknown): void {
  const prototype = (exported as { prototype?: ConsoleTransport } | undefined)?.prototype;
  if (typeof prototype?.log !== 'function') return;
  const { log, write, _write } = prototype;
  learned.set(log, { log, write, _write });
}

/** Whether the transport is a Console of winston's, of whichever copy, changed or derived as it may be. */
export function isConsole(transport: unknown): transport is ConsoleTransport {
  const { stderrLevels, consoleWarnLevels, log } = transport as Partial<ConsoleTransport>;
  return (
    typeof stderrLevels === 'object' && typeof consoleWarnLevels === 'object' && typeof log === 'function'
  );
}

/** Whether the transport is winston's Console, with the methods of its class. */
export function isStockConsole(transport: ConsoleTransport): boolean {
  const methods = learned.get(transport.log as object);
  return methods !== undefined && transport.write === methods.write && transport._write === methods._write;
}

/** Whether the transport would pass a line of the logger's format on as it is, and nobody would notice. */
export function isPlainConsole(transport: ConsoleTransport): boolean {
  const { length, ending, corked, destroyed } = transport._writableState;
  return (
    length === 0 &&
    !ending &&
    !corked &&
    !destroyed &&
    transport.format === undefined &&
    !transport.silent &&
    !transport.forceConsole &&
    transport.listenerCount('logged') === 0
  );
}

/** Whether the transport shows of an info nothing but its line. */
export function isLineWriter(transport: unknown): boolean {
  return isConsole(transport) && transport.format === undefined;
}

/**
 * The stream that the transport writes lines of a level to.
 * @returns undefined when it would call a method of `console`
 */
export function streamOf(transport: ConsoleTransport, level: string): NodeJS.WritableStream | undefined {
  const { _stdout: stdout, _stderr: stderr } = console as NodeConsole;
  return transport.stderrLevels[level] || transport.consoleWarnLevels[level] ? stderr : stdout;
}

export function isOnly(pipes: unknown, transport: ConsoleTransport): boolean {
  return pipes === transport || (Array.isArray(pipes) && pipes.length === 1 && pipes[0] === transport);
}
