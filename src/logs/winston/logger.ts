import type { Format, Info } from '../record/info.js';

/**
 * The part of readable-stream's states, versions 2 to 4, that tells whether a stream passes everything straight on.
 */
interface StreamStates {
  readonly _readableState?: {
    readonly flowing: boolean | null;
    readonly length: number;
    readonly sync: boolean;
    readonly ended: boolean;
    readonly destroyed?: boolean;
    readonly pipes: unknown;
  };
  readonly _writableState?: { readonly length: number; readonly ending: boolean; readonly corked: number };
}

export interface CapturedLogger extends StreamStates {
  silent?: boolean;
  readonly level?: unknown;
  levels: Record<string, number>;
  format: Format;
  isLevelEnabled?(level: string): boolean;
  write(info: unknown, ...rest: unknown[]): boolean;
  _transform(info: unknown, ...rest: unknown[]): void;
  emit(event: 'data', info: Info): boolean;
  listenerCount(event: string): number;
}

/** What a stream is piped to: its transports. */
export function pipesOf({ _readableState: readable }: StreamStates): readonly unknown[] {
  const pipes = readable?.pipes;
  if (Array.isArray(pipes)) return pipes;
  return pipes === undefined || pipes === null ? [] : [pipes];
}

/** The part of a transport that winston-transport judges a level by. */
interface LeveledTransport {
  readonly silent?: boolean;
  readonly level?: string;
  /** Those that its logger had when it was added. */
  readonly levels: Record<string, number>;
  readonly parent: CapturedLogger;
}

/**
 * Whether a transport of the logger takes a level. winston asks nobody else: the logger's `isLevelEnabled` says otherwise
 * when its `levels` were replaced after a transport was added, or when the app has one of its own.
 */
export function isTaken(logger: CapturedLogger, level: string): boolean {
  return pipesOf(logger).some((pipe) => {
    const { parent, silent, level: own, levels } = pipe as LeveledTransport;
    if (parent !== logger || silent) return false;
    const least = own || (logger.level as string | undefined);
    return !least || (levels[least] as number) >= (levels[level] as number);
  });
}

/** Whether the stream flows, holds nothing and has somewhere to flow to. */
export function isIdle({ _readableState: readable, _writableState: writable }: StreamStates): boolean {
  return (
    readable !== undefined &&
    writable !== undefined &&
    readable.flowing === true &&
    readable.length === 0 &&
    !readable.sync &&
    !readable.ended &&
    !readable.destroyed &&
    hasPipes(readable.pipes) &&
    writable.length === 0 &&
    !writable.ending &&
    !writable.corked
  );
}

function hasPipes(pipes: unknown): boolean {
  return Array.isArray(pipes) ? pipes.length > 0 : pipes !== null && pipes !== undefined;
}
