import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { DurationHistogram } from '../metrics/duration-histogram.js';
import { ByRoute } from './by-route.js';

/** What the durations of requests are counted by; semantic conventions, "Metric: http.server.request.duration". */
interface RequestLabels {
  /** As in the span's name: HTTP for an unknown one. */
  readonly method: string;
  readonly scheme: string;
  readonly version: string | undefined;
  readonly status: number | undefined;
  readonly route: string | undefined;
  readonly errorType: string | undefined;
}

interface Known extends RequestLabels {
  readonly key: string;
}

/** Seconds; as the semantic conventions advise for the durations of requests in and out. */
export const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Records durations of requests. Those of a route and method mostly have the same labels: their series' name is kept. */
export class RequestDurations {
  readonly #known = new ByRoute<Known>();

  constructor(private readonly histogram: DurationHistogram) {}

  record(seconds: number, labels: RequestLabels, ctx: Context, span: Span): void {
    const { method, route } = labels;
    let known = this.#known.get(method, route);
    if (known === undefined || !isSame(known, labels)) {
      known = { ...labels, key: keyOf(labels) };
      this.#known.set(method, route, known);
    }
    this.histogram.record(known.key, () => attributesOf(labels), seconds, ctx, span);
  }
}

function isSame(one: RequestLabels, other: RequestLabels): boolean {
  return (
    one.status === other.status &&
    one.scheme === other.scheme &&
    one.version === other.version &&
    one.errorType === other.errorType
  );
}

function keyOf({ method, scheme, version, status, errorType, route }: RequestLabels): string {
  return `${method} ${scheme} ${version} ${status} ${errorType} ${route}`;
}

function attributesOf({ method, scheme, version, status, route, errorType }: RequestLabels): Attributes {
  const attributes = {
    'http.request.method': method === 'HTTP' ? '_OTHER' : method,
    'url.scheme': scheme,
    'network.protocol.version': version,
    'http.response.status_code': status,
    'http.route': route,
    'error.type': errorType,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
