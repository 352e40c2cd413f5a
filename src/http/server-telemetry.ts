import {
  type Attributes,
  type Context,
  type Meter,
  type MetricOptions,
  type Span,
  type SpanOptions,
  trace,
} from '@opentelemetry/api';
import { bindInstruments } from '../metrics/bound-instruments.js';
import { VERSION } from '../version.js';

/** Where spans and durations of the requests go that the bridge itself traces. */
export interface ServerTelemetry {
  startSpan(name: string, options: SpanOptions, ctx: Context): Span;
  recordDuration(seconds: number, attributes: Attributes, ctx: Context): void;
}

/** Semantic conventions, "Metric: http.server.request.duration", and its advised buckets. */
const DURATION_NAME = 'http.server.request.duration';
const DURATION_OPTIONS: MetricOptions = {
  description: 'Duration of HTTP server requests.',
  unit: 's',
  advice: {
    explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  },
};

export function createServerDuration(meter: Meter) {
  return meter.createHistogram(DURATION_NAME, DURATION_OPTIONS);
}

const SCOPE_NAME = 'tracebridge.http';
const duration = bindInstruments(createServerDuration);

/** For requests that no instrumentation sees: HTTP/2, or `node:http` loaded before the preload. */
export const ownServerTelemetry: ServerTelemetry = {
  startSpan: (name, options, ctx) => trace.getTracer(SCOPE_NAME, VERSION).startSpan(name, options, ctx),
  recordDuration: (seconds, attributes, ctx) => duration()?.record(seconds, attributes, ctx),
};
