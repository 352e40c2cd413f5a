import type { RetryConfig } from '../config-types.js';
import type { FailureCause } from '../transport/outcome.js';
import { backoffMillis } from './backoff.js';

/** While a collector that answers "not now" still takes something within this time it is not down. Milliseconds. */
const ALIVE_MILLIS = 2000;

/** Retries of single batches while the collector is alive. Milliseconds. */
const QUICK_RETRY = { initial: 50, max: 250 };

/** Failures in a row, while the process ends, after which waiting on is in vain. */
const HOPELESS_FAILURES = 4;

/** Pauses while the process ends: its time is short. Milliseconds. */
const URGENT = { initial: 100, max: 200 };

/**
 * When a destination may be tried again.
 *
 * - A collector that refuses some requests and takes others (overload, a rolling restart behind a load balancer) gets
 *   each refused batch again soon.
 * - One that can't be reached, or takes nothing for two seconds, is down: one probe at a time, with growing pauses.
 * - A Retry-After stops all requests until then.
 */
export class Pace {
  /** Failures since the last success. */
  failures = 0;
  #failingSince: number | undefined;
  #urgent = false;
  #urgentFailures = 0;
  #down = false;
  #pausedUntil = 0;
  /** A pause that the collector asked for is kept whatever happens here. */
  #askedUntil = 0;

  constructor(readonly retry: RetryConfig) {}

  get urgent(): boolean {
    return this.#urgent;
  }

  /** Set while the process is about to end. */
  set urgent(urgent: boolean) {
    this.#urgent = urgent;
    this.#urgentFailures = 0;
  }

  get down(): boolean {
    return this.#down;
  }

  /** Milliseconds until the next request may start. */
  pauseMillis(): number {
    return Math.max(0, Math.max(this.#pausedUntil, this.#askedUntil) - performance.now());
  }

  succeeded(): void {
    this.failures = 0;
    this.#urgentFailures = 0;
    this.#failingSince = undefined;
    this.#down = false;
    this.#pausedUntil = 0;
  }

  /**
   * A failure that allows another attempt.
   * @returns milliseconds after which this batch may go again while the others go on; undefined: all wait
   */
  failed(
    cause: FailureCause,
    retryAfterMillis: number | undefined,
    batchFailures: number,
  ): number | undefined {
    this.#count();
    if (retryAfterMillis !== undefined) {
      const { minRetryAfterMillis, maxRetryAfterMillis } = this.retry;
      const asked = Math.min(maxRetryAfterMillis, Math.max(minRetryAfterMillis, retryAfterMillis));
      this.#down = true;
      this.#askedUntil = Math.max(this.#askedUntil, performance.now() + asked);
      return undefined;
    }
    if (cause.type === 'status' && !this.#down && performance.now() - this.#failingSince! < ALIVE_MILLIS) {
      return backoffMillis(batchFailures, QUICK_RETRY.initial, QUICK_RETRY.max);
    }
    this.#pause();
    return undefined;
  }

  /** The collector refuses these records. */
  refusedPayload(): void {
    this.#count();
  }

  /** The collector refuses whatever we send: another batch would fare no better now. */
  refusedSetup(): void {
    this.#count();
    if (!this.urgent) this.#pause();
  }

  /** Whether nothing can be hoped for within `millis`: asked to wait longer, or failing again and again when urgent. */
  isHopeless(millis: number): boolean {
    if (this.#askedUntil - performance.now() > millis) return true;
    return this.urgent && this.#down && this.#urgentFailures >= HOPELESS_FAILURES;
  }

  /** Tries at once what waits only because of our own backoff. */
  hurry(): void {
    this.#pausedUntil = 0;
  }

  #count(): void {
    this.failures++;
    this.#urgentFailures++;
    this.#failingSince ??= performance.now();
  }

  #pause(): void {
    this.#down = true;
    const { initialMillis, maxMillis } = this.retry;
    const pause = this.urgent
      ? backoffMillis(this.#urgentFailures, Math.min(initialMillis, URGENT.initial), URGENT.max)
      : backoffMillis(this.failures, initialMillis, maxMillis);
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + pause);
  }
}
