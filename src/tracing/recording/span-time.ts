import { performance } from 'node:perf_hooks';
import type { HrTime, TimeInput } from '@opentelemetry/api';
import { hrTime, isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';

const NANOS_PER_MILLI = 1e6;
const NANOS_PER_SECOND = 1e9;

/**
 * The clock of one span: the wall clock at its start, and from there on the monotonic one, so that a step of the wall
 * clock changes no duration.
 */
export class SpanTime {
  readonly start: HrTime;
  readonly #wallMillis = Date.now();
  readonly #monotonicMillis = performance.now();
  readonly #isStartGiven: boolean;

  constructor(start: TimeInput | undefined) {
    this.#isStartGiven = start !== undefined && start !== null;
    this.start = this.#isStartGiven ? this.read(start) : wholeMillis(this.#wallMillis);
  }

  /** Any time an API call may give; without one, or for what is none, now. */
  read(time: TimeInput | undefined): HrTime {
    if (time === undefined || time === null) return this.#now();
    try {
      return this.#converted(time);
    } catch {
      return this.#now();
    }
  }

  #converted(time: TimeInput): HrTime {
    if (typeof time === 'number') {
      // The API takes readings of `performance.now()` as well as milliseconds since the epoch.
      if (time > performance.now()) return millisToHrTime(time);
      const offset = this.#wallMillis - (this.#monotonicMillis + performance.timeOrigin);
      return hrTime(time + offset);
    }
    if (time instanceof Date) return millisToHrTime(Date.prototype.getTime.call(time));
    return isTimeInputHrTime(time) ? time : this.#now();
  }

  /** @param elapsed milliseconds since the start */
  after(elapsed: number): HrTime {
    const nanos = this.start[1] + Math.round(elapsed * NANOS_PER_MILLI);
    if (nanos < NANOS_PER_SECOND) return [this.start[0], nanos];
    const seconds = Math.floor(nanos / NANOS_PER_SECOND);
    return [this.start[0] + seconds, nanos - seconds * NANOS_PER_SECOND];
  }

  #now(): HrTime {
    // How long before the call a given start was is not known to the monotonic clock.
    if (this.#isStartGiven) return wholeMillis(Date.now());
    return this.after(performance.now() - this.#monotonicMillis);
  }
}

function wholeMillis(epochMillis: number): HrTime {
  const seconds = Math.floor(epochMillis / 1000);
  return [seconds, (epochMillis - seconds * 1000) * NANOS_PER_MILLI];
}
