import { type Hub, HubWord, wakeExporter } from './hub.js';

/** An exporter that moves nothing for this long is stuck, unless it is booting. Milliseconds. */
const STUCK_MILLIS = 200;

/** Room is given back in small steps between two notifications: it is looked for this often. Milliseconds. */
const SLICE_MILLIS = 2;

/** What waiting may cost altogether after a quiet time, and the part of the time that it may cost for ever. */
const BURST_MILLIS = 1000;
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
    const deadline = started + this.#credit;
    let progress = Atomics.load(control, HubWord.progress);
    let movedAt = started;
    let now = started;
    let written = false;
    Atomics.add(control, HubWord.waiters, 1);
    while (!written && now < deadline && progress !== this.#stuckAt) {
      wakeExporter(this.hub);
      Atomics.wait(control, HubWord.progress, progress, SLICE_MILLIS);
      written = attempt();
      now = performance.now();
      const current = Atomics.load(control, HubWord.progress);
      if (current !== progress || Atomics.load(control, HubWord.listening) === 0) movedAt = now;
      progress = current;
      this.#stuckAt = now - movedAt > STUCK_MILLIS ? progress : undefined;
    }
    Atomics.sub(control, HubWord.waiters, 1);
    this.#last = now;
    this.#credit = Math.max(0, deadline - now);
    return written;
  }
}
