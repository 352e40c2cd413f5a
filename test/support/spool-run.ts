import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNTERS_BYTES, Counters } from '../../src/export/counters.js';
import { Spool } from '../../src/export/spool/spool.js';

/** What a spool made of a directory that others left. */
export interface SpoolRun {
  delivered: string[];
  corrupt: number;
  /** Accepted, less what was delivered or lost: 0 in an even account. */
  difference: number;
  warnings: string[];
  /** Bytes that the spool says it holds in the end. */
  bytes: number;
}

/** Opens a spool in `root`, reads it to its end, settles each record at once, and closes it. */
export function runSpool(root: string, onRecord: () => void = () => {}): SpoolRun {
  const counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  const delivered: string[] = [];
  const warnings: string[] = [];
  const spool = new Spool(
    { directory: root, maxBytes: 64 * 1024 * 1024, segmentBytes: 1024 * 1024 },
    counters,
    (frame, origin) => {
      onRecord();
      delivered.push(Buffer.from(frame.data.subarray(frame.start, frame.end)).toString('latin1'));
      counters.delivered(frame.signal, frame.items);
      origin.settled(frame.items);
    },
    (text) => warnings.push(text),
  );
  try {
    do spool.pump(() => true);
    while (!spool.isRead);
    const stats = counters.stats({ ringBytes: 0, memoryLimit: 0, spoolLimit: 0 });
    const all = [stats.traces, stats.metrics, stats.logs];
    const sum = (of: (signal: (typeof all)[number]) => number): number =>
      all.reduce((total, signal) => total + of(signal), 0);
    const corrupt = sum(({ dropped }) => dropped.spool_corrupt ?? 0);
    return {
      delivered,
      corrupt,
      difference: sum(({ accepted }) => accepted) - sum((signal) => signal.delivered) - corrupt,
      warnings,
      bytes: stats.spool?.bytes ?? 0,
    };
  } finally {
    spool.close();
  }
}

/** A folder for a test, removed at its end. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'tb-spool-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
