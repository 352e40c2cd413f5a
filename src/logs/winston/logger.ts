import type { Format, Info } from '../record/info.js';

/**
 * The part of readable-stream's states, versions 2 to 4, that tells whether a stream passes everything straight on.
 */
export interface StreamStates {
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

/** The part of a winston logger that capturing uses. */
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
