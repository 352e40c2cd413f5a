import { poll } from './wait.js';

interface JaegerTag {
  key: string;
  value: unknown;
}

/** A span as Jaeger's query API gives it (`/api/traces/{id}`), with the name of its service put in. */
export interface JaegerSpan {
  traceID: string;
  spanID: string;
  operationName: string;
  service: string;
  tags: Record<string, unknown>;
  references: { refType: 'CHILD_OF' | 'FOLLOWS_FROM'; traceID: string; spanID: string }[];
  /** What Jaeger's page shows with an exclamation mark, such as an invalid parent span ID. */
  warnings: string[];
}

interface TraceResponse {
  data: {
    spans: (Omit<JaegerSpan, 'service' | 'tags' | 'warnings'> & {
      processID: string;
      tags: JaegerTag[];
      warnings: string[] | null;
    })[];
    processes: Record<string, { serviceName: string }>;
  }[];
}

/** Reads traces back, through the API that Jaeger's own page uses. */
export class JaegerClient {
  /** Address of Jaeger's page and query API. */
  readonly url: string;
  readonly #details: () => string;

  constructor(url: string, details: () => string = () => '') {
    this.url = url;
    this.#details = details;
  }

  /** The spans of a trace; empty when Jaeger does not know the ID. */
  async trace(traceId: string): Promise<JaegerSpan[]> {
    const response = await fetch(`${this.url}/api/traces/${traceId}`);
    if (response.status === 404) {
      await response.arrayBuffer();
      return [];
    }
    if (!response.ok) throw new Error(`Jaeger answered ${response.status}: ${await response.text()}`);
    const { data } = (await response.json()) as TraceResponse;
    return data.flatMap(({ spans, processes }) =>
      spans.map(({ processID, tags, warnings, ...span }) => ({
        ...span,
        service: processes[processID]?.serviceName ?? '',
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
        warnings: warnings ?? [],
      })),
    );
  }

  async services(): Promise<string[]> {
    const response = await fetch(`${this.url}/api/services`);
    const { data } = (await response.json()) as { data: string[] | null };
    return data ?? [];
  }

  /** Span names of a service, as Jaeger's page offers them. */
  async operations(service: string): Promise<string[]> {
    const response = await fetch(`${this.url}/api/services/${encodeURIComponent(service)}/operations`);
    const { data } = (await response.json()) as { data: string[] | null };
    return data ?? [];
  }

  /** IDs of a service's traces that have a span with all these tags: the search of Jaeger's page. */
  async find(service: string, tags: Record<string, string>): Promise<string[]> {
    const query = new URLSearchParams({ service, tags: JSON.stringify(tags), lookback: '1h' });
    const response = await fetch(`${this.url}/api/traces?${query}`);
    const { data } = (await response.json()) as { data: { traceID: string }[] };
    return data.map(({ traceID }) => traceID);
  }

  /** Resolves with the trace once the condition holds; by default once it has a span. */
  async whenTrace(
    traceId: string,
    condition: (spans: JaegerSpan[]) => boolean = (spans) => spans.length > 0,
    timeoutMillis = 30_000,
  ): Promise<JaegerSpan[]> {
    return poll(
      async () => {
        const spans = await this.trace(traceId);
        return condition(spans) ? spans : undefined;
      },
      { what: `trace ${traceId} in Jaeger`, timeoutMillis, details: this.#details },
    );
  }
}
