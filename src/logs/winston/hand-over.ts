import { type CapturedLogger, type Info, LEVEL } from '../record/info.js';

/** The part of readable-stream's states, versions 2 to 4, that tells whether a stream passes everything straight on. */
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
  emit(event: 'data', info: Info): boolean;
}

/**
 * Does what a formatted info's way through the logger's stream ends in: the transports, and whoever listens to the
 * stream, get it. While nothing waits in the stream, nobody paused it and a level is known, the rest of that way only
 * costs time, half a microsecond a line. Back-pressure stays: a transport that is full pauses the stream itself.
 * @returns false, with nothing done, when the info has to go through the stream
 */
export function handOver(logger: CapturedLogger, info: Info): boolean {
  const stream = logger as unknown as StreamStates;
  if (!isIdle(stream) || logger.silent || logger.levels[info[LEVEL] as string] === undefined) return false;
  stream.emit('data', info);
  return true;
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
