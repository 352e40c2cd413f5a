import type { HrTime, TimeInput } from '@opentelemetry/api';
import { isTimeInputHrTime, millisToHrTime } from '@opentelemetry/core';
import type { Timeline } from '../../core/clock.js';
import { performance } from '../../core/native.js';

/**
 * A time that the app gave to an API call. The API takes readings of `performance.now()` as well as milliseconds since
 * the epoch.
 * @returns undefined for what is no time
 */
export function givenTime(time: TimeInput | undefined | null, timeline: Timeline): HrTime | undefined {
  if (time === undefined || time === null) return undefined;
  try {
    if (typeof time === 'number') return time > performance.now() ? millisToHrTime(time) : timeline.at(time);
    if (time instanceof Date) return millisToHrTime(Date.prototype.getTime.call(time));
    return isTimeInputHrTime(time) ? time : undefined;
  } catch {
    return undefined;
  }
}
