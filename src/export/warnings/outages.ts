import type { Signal } from '../../otlp/signal.js';
import type { Counters } from '../counters.js';
import type { FailureCause } from '../transport/outcome.js';
import { countsText, countText } from './counts.js';
import { hintFor } from './remedies.js';
import { Throttle } from './throttle.js';

interface Outage {
  since: number;
  told: boolean;
}

/**
 * Tells of collectors that can't be reached or refuse records: when it begins, at most once in each interval while it
 * lasts, and when it ends. Endpoints come without credentials and query.
 */
export class OutageReporter {
  readonly #throttle: Throttle;
  readonly #outages = new Map<string, Outage>();
  /** Refused records that were not told yet. */
  readonly #refused = new Map<string, number>();

  constructor(
    readonly counters: Counters,
    intervalMillis: number,
    readonly write: (text: string) => void,
  ) {
    this.#throttle = new Throttle(intervalMillis);
  }

  down(endpoint: string, cause: FailureCause): void {
    // A host that can't be reached is one outage, however many signals go there.
    const place = cause.type === 'connection' ? originOf(endpoint) : endpoint;
    const outage = this.#outages.get(place) ?? { since: performance.now(), told: false };
    this.#outages.set(place, outage);
    if (!this.#throttle.allows(`down ${place}`)) return;
    outage.told = true;
    const held = countsText((signal) => this.counters.signal(signal).queued);
    this.write(
      `cannot deliver to ${place}: ${cause.code} (${hintFor(cause)})${held && `; ${held} held, retrying`}`,
    );
  }

  delivered(endpoint: string): void {
    if (this.#outages.size === 0) return;
    this.#ended(originOf(endpoint));
    this.#ended(endpoint);
  }

  #ended(place: string): void {
    const outage = this.#outages.get(place);
    if (outage === undefined) return;
    this.#outages.delete(place);
    if (!outage.told) return;
    const seconds = ((performance.now() - outage.since) / 1000).toFixed(1);
    const waiting = countsText((signal) => this.counters.signal(signal).queued);
    this.write(
      `delivery to ${place} works again after ${seconds} s${waiting && `; ${waiting} were held and follow`}`,
    );
  }

  /** A collector that took everything has something to say, such as a warning (OTLP, "Partial Success"). */
  remarked(endpoint: string, signal: Signal, message: string): void {
    if (!this.#throttle.allows(`remarked ${endpoint} ${signal}`)) return;
    this.write(`${endpoint} took all ${signal} and says: ${message.slice(0, 400)}`);
  }

  rejected(endpoint: string, signal: Signal, items: number, why: FailureCause | string | undefined): void {
    const key = `${endpoint} ${signal}`;
    const count = (this.#refused.get(key) ?? 0) + items;
    const told = this.#throttle.allows(`rejected ${key}`);
    this.#refused.set(key, told ? 0 : count);
    if (!told) return;
    const reason =
      typeof why === 'object'
        ? `${why.code} (${hintFor(why)})`
        : `partial success, ${why ?? 'without a message'}`;
    this.write(`${endpoint} refused ${countText(signal, count)}: ${reason.slice(0, 400)}`);
  }
}

function originOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).origin : endpoint;
}
