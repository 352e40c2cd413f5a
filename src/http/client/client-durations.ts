import type { Attributes, Span } from '@opentelemetry/api';
import { type DurationOptions, durationHistogram } from '../../metrics/duration-histogram.js';
import { REQUEST_BUCKETS } from '../request-durations.js';

/** Semantic conventions, "Metric: http.client.request.duration". */
const DURATION = { name: 'http.client.request.duration', boundaries: REQUEST_BUCKETS };

/** Records the duration of an outgoing request, with its span as exemplar. */
export type RecordClientDuration = (seconds: number, attributes: Attributes, span: Span | undefined) => void;

/**
 * @param scope of the instrumentation that the requests belong to
 * @param description the same as the instrumentation gives its own instrument of the name: two would be a conflict
 */
export function clientDurations(scope: DurationOptions['scope'], description: string): RecordClientDuration {
  const histogram = durationHistogram({ ...DURATION, description, scope });
  return (seconds, attributes, span) =>
    histogram.record(JSON.stringify(attributes), () => attributes, seconds, undefined, span);
}
