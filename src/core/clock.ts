import { type HrTime, trace } from '@opentelemetry/api';
import { performance } from './native.js';

const NANOS_PER_MILLI = 1e6;
const NANOS_PER_SECOND = 1e9;

/** How long the wall clock goes unread: records that follow each other closely cost one clock reading each. */
const CHECK_MILLIS = 1;
/** Like NTP's own rule (RFC 5905, "step threshold"): larger differences are steps, smaller ones are made up for slowly. */
const STEP_MILLIS = 128;
/** Share of the elapsed time by which a difference is made up for: time never stands still nor runs backwards. */
const SLEW = 0.1;

/**
 * A way to tell the wall clock's time from the monotonic one, in nanoseconds. The times that it hands out rise strictly.
 * A step of the wall clock begins a new one. A span that was open then keeps its own to the end, for its children and
 * records too: so its duration is what passed, and they lie within it.
 */
export class Timeline {
  /** Seconds since the Unix epoch, and the monotonic reading (ms) that belongs to their beginning. */
  #second: number;
  #origin: number;
  /** Nanoseconds after `#second` that were handed out last. */
  #last = -1;

  /** @param epochMillis time of the wall clock at the monotonic reading */
  constructor(epochMillis: number, reading: number) {
    this.#second = Math.floor(epochMillis / 1000);
    this.#origin = reading - (epochMillis - this.#second * 1000);
  }

  /** The time of a monotonic reading, or the nanosecond after the last time handed out if that is later. */
  tick(reading: number): HrTime {
    const nanos = Math.max(Math.round((reading - this.#origin) * NANOS_PER_MILLI), this.#last + 1);
    if (nanos < NANOS_PER_SECOND) {
      // As a small integer: V8 makes an array of doubles a list, and copies one to the other where both come along.
      this.#last = nanos | 0;
      return [this.#second, this.#last];
    }
    const seconds = Math.floor(nanos / NANOS_PER_SECOND);
    this.#second += seconds;
    this.#origin += seconds * 1000;
    this.#last = (nanos - seconds * NANOS_PER_SECOND) | 0;
    return [this.#second, this.#last];
  }

  /** The time of a monotonic reading, which may be an earlier one. Nothing is handed out. */
  at(reading: number): HrTime {
    return later([this.#second, 0], reading - this.#origin);
  }

  /** As {@link at}, in milliseconds since the Unix epoch. */
  millisAt(reading: number): number {
    return this.#second * 1000 + (reading - this.#origin);
  }

  shift(millis: number): void {
    this.#origin -= millis;
  }
}

/** @param millis may be negative */
export function later([second, nano]: HrTime, millis: number): HrTime {
  const nanos = nano + Math.round(millis * NANOS_PER_MILLI);
  const seconds = Math.floor(nanos / NANOS_PER_SECOND);
  return [second + seconds, nanos - seconds * NANOS_PER_SECOND];
}

/** Milliseconds since the Unix epoch, whole ones. */
export function wholeMillis([second, nano]: HrTime): number {
  return second * 1000 + Math.floor(nano / NANOS_PER_MILLI);
}

/** A clock whose milliseconds last longer than this stands still. */
const STANDING_MILLIS = 2;

/** Key under which an open span tells its timeline. */
export const TIMELINE = Symbol('tracebridge.timeline');

interface OnTimeline {
  readonly [TIMELINE]?: Timeline | undefined;
}

// `timeOrigin` is the wall clock in microseconds, which `Date.now()` tells in milliseconds only.
let current = new Timeline(performance.timeOrigin, 0);
let hasStepped = false;
let checkedAt = Number.NEGATIVE_INFINITY;
let lastWall = Number.NaN;
let movedAt = Number.NEGATIVE_INFINITY;
const nativeNow = Date.now;
let checkedNow = nativeNow;

/** Time of what happens now in the active span, in nanoseconds; within a thread each is later than the one before. */
export function now(): HrTime {
  const reading = performance.now();
  follow(reading);
  return (hasStepped ? timelineOf(trace.getActiveSpan()) : current).tick(reading);
}

/** The timeline of what happens in a span: the span's own, while it is open, else the present one. */
export function timelineIn(span: object | undefined, reading: number): Timeline {
  follow(reading);
  return hasStepped ? timelineOf(span) : current;
}

function timelineOf(span: object | undefined): Timeline {
  return (span as OnTimeline | undefined)?.[TIMELINE] ?? current;
}

/** Sees to it that the present timeline is the wall clock's. */
function follow(reading: number): void {
  const elapsed = reading - checkedAt;
  // Fake timers may be set to any time at any moment, and may stand still.
  const isReplaced = Date.now !== nativeNow;
  if (elapsed >= 0 && elapsed < CHECK_MILLIS && !isReplaced && checkedNow === nativeNow) return;
  checkedNow = Date.now;
  const wall = Date.now();
  const after = performance.now();
  checkedAt = after;
  if (wall !== lastWall) {
    lastWall = wall;
    movedAt = after;
  }
  // The wall clock showed a time from `wall` on, less than a millisecond, somewhere between the two readings.
  const behind = wall - current.millisAt(after);
  const ahead = current.millisAt(reading) - (wall + 1);
  if (!(behind > 0 || ahead > 0)) return;
  const isStanding = after - movedAt > STANDING_MILLIS;
  if (behind > STEP_MILLIS || ahead > STEP_MILLIS || (isReplaced && isStanding)) {
    current = new Timeline(wall, reading);
    hasStepped = true;
  } else if (isReplaced) {
    current.shift(wall - current.millisAt(reading));
  } else {
    const most = Math.max(elapsed, 0) * SLEW;
    current.shift(behind > 0 ? Math.min(behind, most) : -Math.min(ahead, most));
  }
}
