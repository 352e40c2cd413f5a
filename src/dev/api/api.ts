import type { ServerResponse } from 'node:http';
import type { ChangeEvent, Status } from '../api-types.js';
import { answerJson, answerText } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { suggestAttributes, suggestValues } from '../query/suggest.js';
import { keptByRules } from '../store/kept-by-rules.js';
import { losses } from '../store/losses.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { decodePart } from '../text/decode-part.js';
import { toJsonText } from '../view/json-text.js';
import { metricDetail, metricList } from '../view/metrics.js';
import { serviceMap } from '../view/service-map.js';
import { EventStream } from './event-stream.js';
import { Lists } from './lists.js';
import { traceJson, wholeTraceJson } from './trace-json.js';

/** Traces named in one event; beyond that the page asks anew. */
const MAX_TOLD = 500;

/** The page's own interface, under `/api/`. */
export class Api {
  readonly #lists: Lists;
  readonly #events: EventStream;
  readonly #unsubscribe: readonly (() => void)[];
  #changed = new Set<string>();
  #metricsChanged = false;

  /** @param linkQuery what the page's address carries for those who may use it, or '' */
  constructor(
    private readonly store: TelemetryStore,
    private readonly linkQuery: string,
    private readonly keepFile?: string,
  ) {
    this.#lists = new Lists(store);
    this.#events = new EventStream(() => toJsonText(this.#change()));
    const changed = store.subscribe(({ request, traceIds }) => {
      if (request.signal === 'metrics') this.#metricsChanged = true;
      for (const traceId of traceIds) {
        // One more than an event carries is enough to know that it is partial.
        if (this.#changed.size <= MAX_TOLD) this.#changed.add(traceId);
      }
      this.#events.notify();
    });
    const cleared = store.onClear(() => {
      this.#changed.clear();
      this.#events.tell('cleared');
    });
    this.#unsubscribe = [changed, cleared];
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
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#events.close();
  }

  #get(parts: string[], query: URLSearchParams, response: ServerResponse): boolean {
    const [collection, id, part, partId] = parts;
    if (id === undefined) return this.#getCollection(collection, query, response);
    if (collection === 'logs') {
      const log = this.store.traces.log(Number(id));
      return log === undefined ? notFound(response) : json(response, log.record);
    }
    if (collection === 'metrics') {
      const metric = metricDetail(this.store.series, decodePart(id));
      return metric === undefined ? notFound(response) : json(response, metric);
    }
    if (collection !== 'traces') return false;
    const trace = this.store.traces.get(id);
    if (trace === undefined) return notFound(response);
    if (part === undefined)
      return json(response, query.has('whole') ? wholeTraceJson(trace) : traceJson(trace));
    const span = part === 'spans' && partId !== undefined ? trace.spans.get(partId) : undefined;
    return span === undefined ? notFound(response) : json(response, span);
  }

  #getCollection(name: string | undefined, query: URLSearchParams, response: ServerResponse): boolean {
    switch (name) {
      case 'events':
        this.#events.open(response);
        return true;
      case 'traces':
        return json(response, this.#lists.traces(query));
      case 'logs':
        return json(response, this.#lists.logs(query));
      case 'metrics':
        return json(response, metricList(this.store.series));
      case 'link':
        return json(response, { query: this.linkQuery });
      case 'map':
        return json(response, serviceMap(this.store));
      case 'suggest': {
        const [field, prefix] = [query.get('field') ?? '', query.get('prefix') ?? ''];
        const suggestions =
          field === '' ? suggestAttributes(this.store, prefix) : suggestValues(this.store, field, prefix);
        return json(response, suggestions);
      }
      case 'status':
        return json(response, { ...this.#status(), workers: this.store.workers.list() });
      default:
        return false;
    }
  }

  #clear(parts: string[], response: ServerResponse): boolean {
    if (parts.join('/') !== 'telemetry') return false;
    this.store.clear();
    answerText(response, 200, 'Cleared');
    return true;
  }

  #status(): Status {
    const { traces, received, series } = this.store;
    return {
      receiver: 'tracebridge dev',
      keepFile: this.keepFile,
      received,
      kept: traces.size,
      evicted: traces.evicted,
      refusedSeries: series.refused,
      losses: losses(series),
      keptByRules: keptByRules(series),
    };
  }

  /** What changed since the last event; `partial` when that is more than an event carries. */
  #change(): ChangeEvent {
    const changed = [...this.#changed].slice(0, MAX_TOLD);
    const partial = this.#changed.size > MAX_TOLD;
    this.#changed = new Set();
    // The samples of the workers are by far the most text, and change only with metrics.
    const workers = this.#metricsChanged ? { workers: this.store.workers.list() } : {};
    this.#metricsChanged = false;
    return { changed, partial, status: this.#status(), ...workers };
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
