import { LOG_SINKS } from '../../core/globals.js';
import { share } from '../../core/share.js';
import type { CapturedLog } from './log-record.js';

/** Takes captured records to where they are exported. Must not throw. */
export type LogSink = (record: CapturedLog) => void;

// Shared by all copies of this package: what a logger of one copy writes reaches the bridge that another one started.
const sinks = share<LogSink[]>(LOG_SINKS, () => []);

/** @returns a function that takes the sink away again */
export function addLogSink(sink: LogSink): () => void {
  sinks.push(sink);
  return () => {
    const index = sinks.indexOf(sink);
    if (index !== -1) sinks.splice(index, 1);
  };
}

/** Whether anybody takes records: without, capturing them is not worth its time. */
export function hasLogSink(): boolean {
  return sinks.length > 0;
}

export function emitLog(record: CapturedLog): void {
  for (const sink of sinks) sink(record);
}
