import { Readable } from 'node:stream';
import { traceLines } from '../exchange/otlp-lines.js';
import { beginStream } from '../http/answer.js';
import type { Route } from '../http/router.js';
import { findTraces } from '../query/find-traces.js';
import type { TelemetryStore } from '../store/telemetry-store.js';

/** `GET /api/export?q=<query>`: spans and log records of the traces found, as a file of OTLP JSON lines. */
export function exportRoute(store: TelemetryStore): Route {
  return (path, request, response) => {
    if (path !== '/api/export' || request.method !== 'GET') return false;
    const text = new URLSearchParams(request.url?.split('?')[1]).get('q') ?? '';
    const traces = findTraces(store, { text, sort: 'time', isDescending: false });
    response.setHeader('content-disposition', 'attachment; filename="traces.otlp.jsonl"');
    beginStream(response, 'application/x-ndjson');
    Readable.from(traceLines(traces)).pipe(response);
    return true;
  };
}
