import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { DROP_REASONS, type DropReason } from '../channel.js';
import type { Counters } from '../counters.js';
import { countsText } from './counts.js';
import { REASON_HINTS } from './remedies.js';
import { Throttle } from './throttle.js';

/** Losses are looked for this often. Milliseconds. */
const LOOK_MILLIS = 1000;

/** A loss has ended when nothing more was lost for this long. Milliseconds. */
const QUIET_MILLIS = 10_000;

type Totals = Record<Signal, number>;

/**
 * Tells of dropped records, from the counters, so whoever dropped them: when it begins, at most once in each interval
 * while it lasts, and when it ends.
 */
export class LossReporter {
  readonly #throttle: Throttle;
  /** Totals when they were last told, and at the last look. */
  readonly #told = new Map<DropReason, Totals>();
  readonly #seen = new Map<DropReason, Totals>();
  readonly #lossy = new Map<DropReason, number>();
  #nextLook = 0;

  constructor(
    readonly counters: Counters,
    intervalMillis: number,
    readonly write: (text: string) => void,
  ) {
    this.#throttle = new Throttle(intervalMillis);
  }

  /** Call often: the look is taken at most once a second. */
  look(): void {
    const now = performance.now();
    if (now < this.#nextLook) return;
    this.#nextLook = now + LOOK_MILLIS;
    for (const reason of DROP_REASONS) this.#lookAt(reason, now);
  }

  #lookAt(reason: DropReason, now: number): void {
    const totals = this.#totals(reason);
    if (SIGNALS.some((signal) => totals[signal] > (this.#seen.get(reason)?.[signal] ?? 0))) {
      this.#seen.set(reason, totals);
      this.#lossy.set(reason, now);
      if (this.#throttle.allows(reason)) this.#tell(reason, totals, 'lost', REASON_HINTS[reason]);
    } else if (now - (this.#lossy.get(reason) ?? now) > QUIET_MILLIS) {
      this.#lossy.delete(reason);
      this.#tell(reason, totals, 'no more losses; since the last warning', 'it has ended');
    }
  }

  #tell(reason: DropReason, totals: Totals, what: string, end: string): void {
    const told = this.#told.get(reason);
    const more = countsText((signal) => totals[signal] - (told?.[signal] ?? 0));
    this.#told.set(reason, totals);
    this.write(`${what} ${more || 'none'} (${reason}): ${end}`);
  }

  #totals(reason: DropReason): Totals {
    const count = (signal: Signal): number => this.counters.dropCount(signal, reason);
    return { traces: count('traces'), metrics: count('metrics'), logs: count('logs') };
  }
}
