import { type Context, type Span, type SpanOptions, trace } from '@opentelemetry/api';
import { VERSION } from '../core/version.js';
import { type DurationOptions, durationHistogram } from '../metrics/duration-histogram.js';
import { REQUEST_BUCKETS, RequestDurations } from './request-durations.js';

/** Where spans and durations of the requests go that the bridge itself traces. */
export interface ServerTelemetry {
  startSpan(name: string, options: SpanOptions, ctx: Context): Span;
  readonly durations: RequestDurations;
}

type Scope = DurationOptions['scope'];

/** Semantic conventions, "Metric: http.server.request.duration". */
const DURATION = {
  name: 'http.server.request.duration',
  description: 'Duration of HTTP server requests.',
  boundaries: REQUEST_BUCKETS,
};

/** @param startSpan of the tracer of that scope */
export function createServerTelemetry(
  scope: Scope,
  startSpan: ServerTelemetry['startSpan'],
): ServerTelemetry {
  return { startSpan, durations: new RequestDurations(durationHistogram({ ...DURATION, scope })) };
}

const OWN_SCOPE = { name: 'tracebridge.http', version: VERSION };

/** For requests that no instrumentation sees: HTTP/2, or `node:http` loaded before the preload. */
export const ownServerTelemetry = createServerTelemetry(OWN_SCOPE, (name, options, ctx) =>
  trace.getTracer(OWN_SCOPE.name, OWN_SCOPE.version).startSpan(name, options, ctx),
);
