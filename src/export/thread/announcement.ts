import type { ExportConfig } from '../config-types.js';

/** What the exporter must know of a producer before it reads its ring. */
export interface Announcement {
  /** Unique in the process: the memory arrives as another object with each message. */
  id: number;
  /** Its thread, and the one that has started that; ID of `node:worker_threads`. */
  thread: number;
  starter: number | undefined;
  ring: SharedArrayBuffer;
  /** As they were when the producer sent the announcement; frames in the ring only add to them. */
  resource: Uint8Array | undefined;
  scopes: Uint8Array[];
}

/** IDs of threads that write no more. */
export interface EndedThreads {
  ended: readonly number[];
}

/** Passed to the exporter thread. */
export interface ExporterWorkerData {
  hub: SharedArrayBuffer;
  channelName: string;
  config: ExportConfig;
  main: Announcement;
}

/** Sent by the exporter thread when it starts: producers on other threads announce themselves again. */
export const HELLO = 'hello';
