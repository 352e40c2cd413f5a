import {
  type DatadogLog,
  type DatadogSeries,
  type DatadogSpan,
  decodeLogs,
  decodeSeries,
  decodeTraces,
} from './datadog-payloads.js';
import { type Answer, HttpSink, type SinkRequest } from './http-sink.js';

const MEGABYTE = 1_000_000;

/** Limits of one request, unpacked, as Datadog's API reference gives them. */
const LIMITS: Record<string, number> = {
  '/api/v0.2/traces': 3.2 * MEGABYTE,
  '/api/v2/logs': 5 * MEGABYTE,
  '/api/v2/series': 5 * MEGABYTE,
};

/**
 * Datadog's intake for traces, logs and metrics on one address: refuses another API key (403) and what is larger than
 * Datadog takes (413), keeps the rest.
 */
export class DatadogIntake extends HttpSink {
  readonly logs: DatadogLog[] = [];
  readonly spans: DatadogSpan[] = [];
  readonly series: DatadogSeries[] = [];
  /** Bodies of `/api/v0.2/stats` (MessagePack), which APM's hits, errors and latencies come from. */
  readonly stats: Buffer[] = [];
  /** Requests that were refused. */
  readonly refused: { path: string; status: number }[] = [];
  readonly #apiKey: string;

  constructor(apiKey: string) {
    super();
    this.#apiKey = apiKey;
  }

  protected override answer(request: SinkRequest): Answer {
    const answer = this.#judge(request);
    if (answer.status >= 400) this.refused.push({ path: request.path, status: answer.status });
    return answer;
  }

  #judge(request: SinkRequest): Answer {
    const { path, headers, body, target } = request;
    const key = headers['dd-api-key'] ?? new URL(target, this.url).searchParams.get('api_key');
    if (key !== this.#apiKey) return { status: 403, body: '{"errors":["Forbidden"]}' };
    if (body.length > (LIMITS[path] ?? Number.POSITIVE_INFINITY)) return { status: 413 };
    switch (path) {
      case '/api/v1/validate':
        return json(200, '{"valid":true}');
      case '/api/v2/logs':
        this.logs.push(...decodeLogs(body));
        return json(202, '{}');
      case '/api/v0.2/traces':
        this.spans.push(...decodeTraces(body));
        return json(200, '{}');
      case '/api/v0.2/stats':
        this.stats.push(body);
        return json(202, '{}');
      case '/api/v2/series':
        // The exporter's own gauges come as JSON, the application's as protobuf.
        if (headers['content-type'] === 'application/x-protobuf') this.series.push(...decodeSeries(body));
        return json(202, '{"errors":[]}');
      case '/api/beta/sketches':
        return json(202, '{}');
      default:
        return { status: 404 };
    }
  }
}

function json(status: number, body: string): Answer {
  return { status, body, headers: { 'content-type': 'application/json' } };
}
