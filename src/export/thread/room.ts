import { type Hub, HubWord, wakeExporter } from './hub.js';

/** One wait for room never takes longer: an exporter that frees nothing in this time is stuck, unless it is booting. Milliseconds. */
const STUCK_MILLIS = 10;

/** What waiting may cost altogether after a quiet time, and the part of the time that it may cost for ever. */
const BURST_MILLIS = 500;
const LASTING_PART = 0.05;

/**
 * Waiting for room in a full ring. A burst that outruns the exporter for a moment is delivered whole at the price of a
 * short wait; an app that logs more than its processor can send loses 5 % of its time at most, and then records,
 * counted `queue_full`. The exporter empties its rings whether the collector is there or not, so an outage makes
 * nobody wait.
 */
export class Room {
  #credit = BURST_MILLIS;
  #last = 0;
  /** After a wait in vain there is no other until the exporter moves on. */
  #stuckAt: number | undefined;

  constructor(readonly hub: Hub) {}

  /** Calls `attempt` until it succeeds or waiting is no longer worth it. */
  wait(attempt: () => boolean): boolean {
    const { control } = this.hub;
    const started = performance.now();
    this.#credit = Math.min(BURST_MILLIS, this.#credit + (started - this.#last) * LASTING_PART);
    let written = false;
    while (!written) {
      const progress = Atomics.load(control, HubWord.progress);
      const left = this.#credit - (performance.now() - started);
      if (left <= 0 || progress === this.#stuckAt) break;
      wakeExporter(this.hub);
      Atomics.add(control, HubWord.waiters, 1);
      // A pass may have ended before it could see that somebody waits.
      written = attempt();
      const outcome = written
        ? 'ok'
        : Atomics.wait(control, HubWord.progress, progress, Math.min(left, STUCK_MILLIS));
      Atomics.sub(control, HubWord.waiters, 1);
      written ||= attempt();
      const stuck = outcome === 'timed-out' && !written && Atomics.load(control, HubWord.listening) === 1;
      this.#stuckAt = stuck ? progress : undefined;
    }
    this.#last = performance.now();
    this.#credit -= this.#last - started;
    return written;
  }
}
