import type { ExportStats } from '../export/channel.js';

/** Returned by `start()`. */
export interface BridgeHandle {
  /**
   * Resolves when everything recorded before the call is settled: delivered, rejected or dropped.
   * @param timeoutMillis @default 10000
   * @throws BridgeError TRACEBRIDGE_TIMEOUT, as a rejection
   */
  forceFlush(timeoutMillis?: number): Promise<void>;
  /**
   * Flushes and ends the bridge; what is recorded later is ignored. Further calls give the same promise.
   * @param timeoutMillis @default 5000
   */
  shutdown(timeoutMillis?: number): Promise<void>;
  /** What became of every record so far; `accepted = delivered + dropped + rejected + queued` for each signal. */
  stats(): ExportStats;
}

const GLOBAL = Symbol.for('tracebridge.handle.v1');
const shared = globalThis as { [GLOBAL]?: BridgeHandle };

/** The bridge that runs in this process, whichever copy of the package started it. */
export function getRunningBridge(): BridgeHandle | undefined {
  return shared[GLOBAL];
}

export function setRunningBridge(handle: BridgeHandle): void {
  shared[GLOBAL] = handle;
}
