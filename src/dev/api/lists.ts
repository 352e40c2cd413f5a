import type { LogLine, TraceSummary, Window } from '../api-types.js';
import { findLogs } from '../query/find-logs.js';
import { findTraces, TRACE_SORTS } from '../query/find-traces.js';
import { mistakesIn } from '../query/mistakes.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import type { StoredLog, Trace } from '../store/trace.js';
import { summarize } from '../view/summary.js';
import { logLine } from './trace-json.js';

/** Lines in one answer. */
const MAX_WINDOW = 500;

interface Found<T> {
  readonly key: string;
  readonly version: number;
  readonly list: T[];
}

/**
 * Windows of the lists of traces and log records: `q` the query, `offset` (from the end when negative) and `limit`;
 * `upTo` holds a list still at a number of arrival, `after` leaves out what came before one; `sort` and `order` of traces. What was found last is kept until
 * something comes, since a list that is scrolled is asked for window by window.
 */
export class Lists {
  #traces: Found<Trace> | undefined;
  #logs: Found<StoredLog> | undefined;

  constructor(private readonly store: TelemetryStore) {}

  traces(query: URLSearchParams): Window<TraceSummary> {
    this.#traces = this.#found(this.#traces, query, (text) =>
      findTraces(this.store, {
        text,
        sort: TRACE_SORTS.find((sort) => sort === query.get('sort')) ?? 'time',
        isDescending: query.get('order') !== 'asc',
      }),
    );
    const { lastArrival } = this.store.traces;
    return windowOf(this.#traces.list, query, lastArrival, ({ arrival }) => arrival, summarize);
  }

  logs(query: URLSearchParams): Window<LogLine> {
    this.#logs = this.#found(this.#logs, query, (text) => findLogs(this.store, text));
    const { lastSequence } = this.store.traces;
    const toLine = (log: StoredLog) => logLine(log, 0n);
    return windowOf(this.#logs.list, query, lastSequence, ({ sequence }) => sequence, toLine);
  }

  #found<T>(last: Found<T> | undefined, query: URLSearchParams, find: (text: string) => T[]): Found<T> {
    const key = keyOf(query);
    const { version } = this.store;
    if (last?.key === key && last.version === version) return last;
    return { key, version, list: find(query.get('q') ?? '') };
  }
}

/** What is asked for, but for the window. */
function keyOf(query: URLSearchParams): string {
  const named = ['q', 'sort', 'order'].map((name) => query.get(name));
  // "5m ago" is another moment later.
  return (
    JSON.stringify(named) + (/since:|until:/.test(query.get('q') ?? '') ? Math.floor(Date.now() / 1_000) : '')
  );
}

function windowOf<T, U>(
  found: T[],
  query: URLSearchParams,
  newest: number,
  numberOf: (item: T) => number,
  toItem: (item: T) => U,
): Window<U> {
  const upTo = query.has('upTo') ? Number(query.get('upTo')) : undefined;
  const after = Number(query.get('after') ?? 0);
  const list =
    upTo === undefined && after === 0
      ? found
      : found.filter((item) => numberOf(item) > after && (upTo === undefined || numberOf(item) <= upTo));
  const asked = Math.trunc(Number(query.get('offset') ?? 0)) || 0;
  const limit = Math.min(Math.max(Math.trunc(Number(query.get('limit') ?? MAX_WINDOW)) || 0, 0), MAX_WINDOW);
  const offset = Math.max(0, Math.min(asked < 0 ? list.length + asked : asked, list.length));
  const items = list.slice(offset, offset + limit).map(toItem);
  const mistakes = found.length === 0 ? mistakesIn(query.get('q') ?? '') : [];
  return {
    items,
    offset,
    total: list.length,
    newer: found.length - list.length,
    newest,
    ...(mistakes.length > 0 && { mistakes }),
  };
}
