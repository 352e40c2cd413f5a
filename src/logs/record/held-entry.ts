import { approximateBytes } from '../../core/approximate-bytes.js';
import { quietly } from '../../core/quietly.js';
import type { KeepEntry } from '../../keep/verdict.js';
import type { ActiveContext } from './active-context.js';
import type { CapturedLog } from './log-record.js';
import { hasLogSink } from './sink.js';

/** What a line takes beside its texts. */
const LINE_BYTES = 400;

/** A line that waits for the verdict of its unit. */
export abstract class HeldEntry implements KeepEntry {
  readonly signal = hasLogSink() ? 'logs' : undefined;
  readonly bytes: number;
  readonly active: ActiveContext;

  /** @param bytes about what its texts and fields take in memory */
  constructor(active: ActiveContext, bytes: number) {
    this.active = active;
    this.bytes = LINE_BYTES + bytes;
  }

  /** Holds it; or writes it at once, where its unit is kept. */
  begin(): void {
    const { unit } = this.active;
    if (unit === undefined) this.release();
    else unit.take(this);
  }

  release(): void {
    quietly('writing a held line', () => this.write());
  }

  protected abstract write(): void;
}

/** A line that was made at its call. */
export class HeldLine extends HeldEntry {
  protected readonly write: () => void;

  /** @param write to where it would have gone */
  constructor(active: ActiveContext, record: CapturedLog | undefined, write: () => void) {
    super(active, approximateBytes(record?.fields) + approximateBytes(record?.message));
    this.write = write;
  }
}

/**
 * About how much memory a value takes that nothing can change: text, a number and the like.
 * @returns undefined for any other
 */
export function bytesOfScalar(value: unknown): number | undefined {
  if (typeof value === 'string') return 2 * value.length;
  return (typeof value === 'object' && value !== null) || typeof value === 'function' ? undefined : 0;
}

/** As {@link bytesOfScalar}, of all values of a plain object. */
export function bytesOfScalars(fields: object): number | undefined {
  let bytes = 0;
  for (const name in fields) {
    const size = bytesOfScalar((fields as Record<string, unknown>)[name]);
    if (size === undefined) return undefined;
    bytes += size;
  }
  return bytes;
}
