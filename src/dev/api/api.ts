import type { ServerResponse } from 'node:http';
import { answerJson, answerText } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { losses } from '../store/losses.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { toJsonText } from '../view/json-text.js';
import { summarize } from '../view/summary.js';
import { EventStream } from './event-stream.js';
import { searchLogs } from './log-search.js';
import { logJson, traceJson, wholeTraceJson } from './trace-json.js';

/** Traces in the list and in one event; beyond that the page asks anew. */
const MAX_LISTED = 500;
const MAX_LOGS = 2_000;

/** The page's own interface, under `/api/`. */
export class Api {
  readonly #store: TelemetryStore;
  readonly #events: EventStream;
  readonly #unsubscribe: () => void;
  #changed = new Set<string>();
  #removed = new Set<string>();
  #metricsChanged = false;

  constructor(store: TelemetryStore) {
    this.#store = store;
    this.#events = new EventStream(() => this.#change());
    this.#unsubscribe = store.subscribe(({ request, traceIds }) => {
      if (request.signal === 'metrics') this.#metricsChanged = true;
      for (const traceId of traceIds) this.#note(this.#changed, traceId);
      this.#events.notify();
    });
    store.traces.onEvict = (traceId) => this.#note(this.#removed, traceId);
  }

  readonly route: Route = (path, request, response) => {
    if (!path.startsWith('/api/')) return false;
    const parts = path.slice('/api/'.length).split('/');
    if (request.method === 'DELETE') return this.#clear(parts, response);
    if (request.method !== 'GET') return false;
    const query = new URLSearchParams(request.url?.split('?')[1]);
    return this.#get(parts, query, response);
  };

  close(): void {
    this.#unsubscribe();
    this.#events.close();
  }

  #get(parts: string[], query: URLSearchParams, response: ServerResponse): boolean {
    const [collection, id, part, partId] = parts;
    if (id === undefined) {
      switch (collection) {
        case 'events':
          this.#events.open(response);
          return true;
        case 'traces':
          return json(response, this.#listTraces(query.get('id')));
        case 'logs':
          return json(response, this.#listLogs(query));
        case 'status':
          return json(response, { ...this.#status(), workers: this.#store.workers.list() });
        default:
          return false;
      }
    }
    if (collection === 'logs') {
      const log = this.#store.traces.log(Number(id));
      return log === undefined ? notFound(response) : json(response, log.record);
    }
    if (collection !== 'traces') return false;
    const trace = this.#store.traces.get(id);
    if (trace === undefined) return notFound(response);
    if (part === undefined)
      return json(response, query.has('whole') ? wholeTraceJson(trace) : traceJson(trace));
    const span = part === 'spans' && partId !== undefined ? trace.spans.get(partId) : undefined;
    return span === undefined ? notFound(response) : json(response, span);
  }

  #clear(parts: string[], response: ServerResponse): boolean {
    if (parts.join('/') !== 'telemetry') return false;
    this.#store.clear();
    this.#removed.clear();
    this.#changed.clear();
    answerText(response, 200, 'Cleared');
    return true;
  }

  #listTraces(id: string | null): object {
    const { traces } = this.#store;
    const found = id === null ? traces.list(MAX_LISTED) : traces.find(id).slice(-MAX_LISTED).reverse();
    return { traces: found.map(summarize) };
  }

  #listLogs(query: URLSearchParams): object {
    const found = searchLogs(this.#store, {
      minSeverity: Number(query.get('severity') ?? 0),
      text: query.get('text') ?? '',
      after: Number(query.get('after') ?? 0),
      limit: MAX_LOGS,
    });
    return { logs: found.map((log) => logJson(log, 0n)), lastSequence: this.#store.traces.lastSequence };
  }

  #status(): object {
    const { traces, received, series } = this.#store;
    return {
      received,
      kept: traces.size,
      evicted: traces.evicted,
      refusedSeries: series.refused,
      lastSequence: traces.lastSequence,
      losses: losses(series),
    };
  }

  /** What changed since the last event; `partial` when that is more than an event carries. */
  #change(): string {
    const changed = [...this.#changed].slice(-MAX_LISTED);
    const traces = changed.flatMap((traceId) => {
      const trace = this.#store.traces.get(traceId);
      return trace === undefined ? [] : [summarize(trace)];
    });
    const removed = [...this.#removed].filter((traceId) => this.#store.traces.get(traceId) === undefined);
    const partial = this.#changed.size > MAX_LISTED || this.#removed.size > MAX_LISTED;
    this.#changed = new Set();
    this.#removed = new Set();
    // The samples of the workers are by far the most text, and change only with metrics.
    const workers = this.#metricsChanged ? this.#store.workers.list() : undefined;
    this.#metricsChanged = false;
    return toJsonText({ traces, removed, partial, status: this.#status(), workers });
  }

  #note(set: Set<string>, traceId: string): void {
    // One more than an event carries is enough to know that it is partial.
    if (set.size <= MAX_LISTED) set.add(traceId);
  }
}

function json(response: ServerResponse, value: unknown): true {
  answerJson(response, toJsonText(value));
  return true;
}

function notFound(response: ServerResponse): true {
  answerText(response, 404, 'Not kept here (any more)');
  return true;
}
