import type { Context, Span } from '@opentelemetry/api';
import { type Exemplar, exemplarOf, whenKept } from './exemplar.js';

/** Durations by bucket, with an exemplar of each bucket. */
export class DurationCell {
  readonly counts: number[];
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** By bucket; the first since they were taken, or the latest. */
  exemplars: (Exemplar | undefined)[] = [];

  /**
   * @param boundaries upper bounds of the buckets, inclusive; seconds
   * @param keepsLatest for exemplars that nobody takes: the latest of each bucket is kept
   */
  constructor(
    readonly boundaries: readonly number[],
    private readonly keepsLatest = false,
  ) {
    this.counts = new Array(boundaries.length + 1).fill(0);
  }

  /** @param of the context or the span that the duration is of */
  record(seconds: number, of: Context | Span | undefined): void {
    const { boundaries } = this;
    let bucket = 0;
    while (bucket < boundaries.length && seconds > (boundaries[bucket] as number)) bucket++;
    this.counts[bucket]!++;
    this.count++;
    this.sum += seconds;
    if (seconds < this.min) this.min = seconds;
    if (seconds > this.max) this.max = seconds;
    if (!this.keepsLatest && this.exemplars[bucket] !== undefined) return;
    const exemplar = exemplarOf(seconds, of);
    if (exemplar !== undefined) whenKept(of, () => this.#keep(bucket, exemplar));
  }

  /** Those since the last time. */
  takeExemplars(): Exemplar[] {
    const taken = this.exemplars.filter((exemplar) => exemplar !== undefined);
    this.exemplars = [];
    return taken;
  }

  #keep(bucket: number, exemplar: Exemplar): void {
    if (this.keepsLatest) this.exemplars[bucket] = exemplar;
    else this.exemplars[bucket] ??= exemplar;
  }
}
