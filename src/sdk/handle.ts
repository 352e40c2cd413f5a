import { MAX_TIMER_MILLIS } from '../config/rules.js';
import { invalidOption } from '../core/errors.js';
import { HANDLE } from '../core/globals.js';
import { setShared } from '../core/share.js';
import type { ExportStats } from '../export/channel.js';
import type { Signal } from '../otlp/signal.js';

/**
 * Returned by `start()`.
 * @example
 * ```ts
 * import { type BridgeHandle, start } from 'tracebridge';
 *
 * const bridge: BridgeHandle = start();
 * await bridge.forceFlush(2000);
 * await bridge.shutdown();
 * ```
 */
export interface BridgeHandle {
  /**
   * Resolves when everything recorded before the call is settled: delivered, rejected or dropped.
   * @param timeoutMillis @default 10000
   * @throws BridgeError TRACEBRIDGE_TIMEOUT, as a rejection
   * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
   */
  forceFlush(timeoutMillis?: number): Promise<void>;
  /**
   * Flushes and ends the bridge; what is recorded later is ignored. Further calls give the same promise.
   * @param timeoutMillis @default 5000
   * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
   */
  shutdown(timeoutMillis?: number): Promise<void>;
  /** What became of every record so far; `accepted = delivered + dropped + rejected + queued` for each signal. */
  stats(): ExportStats;
}

/** The bridge that runs in this process, whichever copy of the package started it. */
export function getRunningBridge(): BridgeHandle | undefined {
  return (globalThis as { [HANDLE]?: BridgeHandle })[HANDLE];
}

export function setRunningBridge(handle: BridgeHandle): void {
  setShared(HANDLE, handle);
}

const FLUSH_MILLIS = 10_000;
const SHUTDOWN_MILLIS = 5000;

/** What a bridge does; {@link createHandle} adds the defaults, and sees to it that it ends once. */
interface BridgeParts {
  flush(timeoutMillis: number): Promise<void>;
  end(timeoutMillis: number): Promise<void>;
  stats(): ExportStats;
}

export function createHandle({ flush, end, stats }: BridgeParts): BridgeHandle {
  let ended: Promise<void> | undefined;
  return {
    forceFlush: (timeoutMillis = FLUSH_MILLIS) => flush(checkedTimeout(timeoutMillis)),
    shutdown(timeoutMillis = SHUTDOWN_MILLIS) {
      const millis = checkedTimeout(timeoutMillis);
      ended ??= end(millis);
      return ended;
    },
    stats,
  };
}

/** A deadline that has passed leaves no time: less than 0 is 0. */
function checkedTimeout(timeoutMillis: number): number {
  if (typeof timeoutMillis === 'number' && timeoutMillis <= MAX_TIMER_MILLIS)
    return Math.max(0, timeoutMillis);
  throw invalidOption('timeoutMillis', `a number of milliseconds up to ${MAX_TIMER_MILLIS}`, timeoutMillis);
}

/** Stats of a bridge that keeps no account of its own: so many records were handed to others, nothing is held. */
export function handedOver(counts: Record<Signal, number>): ExportStats {
  const signal = (count: number) => ({
    captured: count,
    withheld: 0,
    withheldBy: {},
    waiting: 0,
    accepted: count,
    delivered: count,
    rejected: 0,
    dropped: {},
    queued: 0,
  });
  return {
    traces: signal(counts.traces),
    metrics: signal(counts.metrics),
    logs: signal(counts.logs),
    memory: { bytes: 0, limitBytes: 0 },
    units: { kept: {}, withheld: {} },
    requests: { sent: 0, retried: 0, failed: 0 },
  };
}
