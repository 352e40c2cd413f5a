import type { Attributes, Span } from '@opentelemetry/api';
import { type DurationOptions, durationHistogram } from '../../metrics/duration-histogram.js';

/** Semantic conventions, "Metric: http.client.request.duration", and its advised buckets. */
const DURATION = {
  name: 'http.client.request.duration',
  boundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
};

/** Records the duration of an outgoing request, with its span as exemplar. */
export type RecordClientDuration = (seconds: number, attributes: Attributes, span: Span) => void;

/**
 * @param scope of the instrumentation that the requests belong to
 * @param description the same as the instrumentation gives its own instrument of the name: two would be a conflict
 */
export function clientDurations(scope: DurationOptions['scope'], description: string): RecordClientDuration {
  const histogram = durationHistogram({ ...DURATION, description, scope });
  return (seconds, attributes, span) =>
    histogram.record(JSON.stringify(attributes), () => attributes, seconds, undefined, span);
}
