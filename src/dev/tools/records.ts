import { findLogs } from '../query/find-logs.js';
import { findTraces } from '../query/find-traces.js';
import { bodyText } from '../query/record.js';
import { keptByRules } from '../store/kept-by-rules.js';
import { losses } from '../store/losses.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { serviceOf, timeOf } from '../store/trace.js';
import { renderWorkers } from '../terminal/render-workers.js';
import { plural } from '../text/format.js';
import { ownFields } from '../view/own-fields.js';
import { toMillis } from '../view/summary.js';
import { errorLine, traceLine } from './describe.js';
import { Count, nothing, QUERY, type Tool, text } from './tool.js';

const LINES = new Count(30, 200, 'The newest so many');
const SECONDS = new Count(10, 60, 'How long');

export const searchLogs: Tool = {
  name: 'search_logs',
  description:
    'Log lines that a query finds, in the order of their times, the newest last, each with its trace ID.',
  parameters: { query: QUERY, limit: LINES },
  run(store, args) {
    const query = text(args, 'query');
    const found = findLogs(store, query);
    if (found.length === 0) return nothing('0 log lines', query);
    const shown = found.slice(-LINES.of(args, 'limit'));
    const lines = shown.map(({ record }) => {
      const time = new Date(toMillis(timeOf(record))).toISOString().slice(11, 23);
      const fields = ownFields(record.attributes);
      const error = 'exception.type' in record.attributes ? `  ✖ ${errorLine(record)}` : '';
      const trace = record.traceId === '' ? '' : `  trace ${record.traceId}`;
      return `${time} ${record.severityText || 'LOG'} ${serviceOf(record)}: ${bodyText(record)}  ${fields}${error}${trace}`;
    });
    return [
      `${plural(found.length, 'log line')}${found.length > shown.length ? `, the newest ${shown.length}:` : ''}`,
      ...lines,
    ];
  },
};

export const workers: Tool = {
  name: 'workers',
  description: 'Background workers: jobs done and failed, active now, mean and longest duration.',
  parameters: {},
  run(store) {
    const table = renderWorkers(store.workers.list());
    return table === '' ? ['No worker has told anything.'] : table.trimEnd().split('\n');
  },
};

export const lossesTool: Tool = {
  name: 'losses',
  description:
    'Records that were lost: dropped by apps, as their meters tell, or evicted here to keep the memory bounded.',
  parameters: {},
  run(store) {
    const { evicted } = store.traces;
    const told = losses(store.series).map(
      ({ service, metric, detail, count: lost }) => `${lost}  ${service}  ${detail}  (${metric})`,
    );
    const here = `${evicted.traces} traces, ${evicted.spans} spans and ${evicted.logs} log lines evicted here`;
    const kept = keptByRules(store.series).map(
      ({ service, kept: count, judged, reasons }) =>
        `${service} kept ${count} of ${judged} requests, jobs and root spans (TRACEBRIDGE_KEEP): ${reasons}`,
    );
    return [told.length === 0 ? 'No app told of a loss.' : 'Lost by apps:', ...told, ...kept, here];
  },
};

export const waitFor: Tool = {
  name: 'wait_for',
  description:
    'Waits until a trace that a query finds has come and is complete, and tells it; for use after a request or a test was started. An earlier one counts unless the query says since:.',
  parameters: {
    query: { ...QUERY, required: true },
    timeout_seconds: SECONDS,
  },
  async run(store, args) {
    const query = text(args, 'query');
    const seconds = SECONDS.of(args, 'timeout_seconds');
    const found = await firstTrace(store, `${query} -is:open`, seconds * 1_000);
    return found === undefined
      ? nothing(`Nothing matching came within ${seconds} s.`, query)
      : [traceLine(found)];
  },
};

function firstTrace(store: TelemetryStore, query: string, millis: number) {
  const look = () => findTraces(store, { text: query, sort: 'time', isDescending: true })[0];
  const known = look();
  if (known !== undefined) return Promise.resolve(known);
  return new Promise<ReturnType<typeof look>>((resolve) => {
    const end = (trace: ReturnType<typeof look>) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(trace);
    };
    const timer = setTimeout(() => end(undefined), millis).unref();
    const unsubscribe = store.subscribe(() => {
      const trace = look();
      if (trace !== undefined) end(trace);
    });
  });
}
