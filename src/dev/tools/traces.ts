import { findTraces } from '../query/find-traces.js';
import { isError } from '../query/record.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { serviceOf, type Trace } from '../store/trace.js';
import { renderTrace } from '../terminal/render-trace.js';
import { formatMillis, plural } from '../text/format.js';
import { ownFields } from '../view/own-fields.js';
import { percentile, toMillis } from '../view/summary.js';
import { errorLine, traceLine } from './describe.js';
import { Count, nothing, QUERY, type Tool, text } from './tool.js';

const newest = (store: TelemetryStore, query: string) =>
  findTraces(store, { text: query, sort: 'time', isDescending: true });

const FOUND = new Count(10, 50);
const ROWS = new Count(60, 200, 'Lines of the waterfall');
const ERRORS = new Count(25, 100);
const OPERATIONS = new Count(20, 100);

export const findCorrelation: Tool = {
  name: 'find_correlation',
  description:
    'Traces of a correlation ID or trace ID (any spelling), or of a query; one line each, the newest first, and what failed in them.',
  parameters: {
    id: {
      ...QUERY,
      description: `A correlation ID, a trace ID, or a query. ${QUERY.description}`,
      required: true,
    },
    limit: FOUND,
  },
  run(store, args) {
    const query = text(args, 'id');
    const traces = newest(store, query);
    if (traces.length === 0) return nothing('0 traces', query);
    const shown = traces.slice(0, FOUND.of(args, 'limit'));
    const lines = shown.flatMap((trace) => [traceLine(trace), ...errorsOf(trace).slice(0, 3)]);
    return [
      `${plural(traces.length, 'trace')}${traces.length > shown.length ? `, the newest ${shown.length}:` : ''}`,
      ...lines,
    ];
  },
};

export const getTrace: Tool = {
  name: 'get_trace',
  description:
    'One trace as a compact waterfall: spans as a tree with duration and attributes, each log line at its moment, errors with their place in the code. Takes a trace ID or correlation ID; of a query, the newest trace.',
  parameters: {
    id: { type: 'string', description: 'Trace ID, correlation ID, or a query', required: true },
    max_rows: ROWS,
  },
  run(store, args) {
    const query = text(args, 'id');
    const [trace, ...others] = newest(store, query);
    if (trace === undefined) return nothing('No such trace is kept here.', query);
    const lines = renderTrace(trace, { maxRows: ROWS.of(args, 'max_rows') })
      .trimEnd()
      .split('\n');
    const attributes = attributesOf(trace);
    return [
      ...(others.length > 0
        ? [
            `the newest of ${others.length + 1}; others: ${others
              .slice(0, 5)
              .map(({ traceId }) => traceId)
              .join(' ')}`,
          ]
        : []),
      ...lines.map((line) =>
        line.trimEnd().replace(/ {3,}/g, (gap) => ' '.repeat(Math.ceil(gap.length / 2))),
      ),
      ...section('errors', errorsOf(trace)),
      ...section('attributes', attributes),
    ];
  },
};

export const listErrors: Tool = {
  name: 'list_errors',
  description:
    'What fails, grouped: error text with its place in the code, how often, in which service and operation, and the newest trace of each. Start here when something is broken.',
  parameters: { query: QUERY, limit: ERRORS },
  run(store, args) {
    const query = text(args, 'query');
    const groups = new Map<string, { count: number; where: string; traceId: string }>();
    for (const trace of newest(store, query)) {
      const root = trace.root();
      const where = `${root === undefined ? '' : root.name} (${[...trace.services].join(', ')})`;
      // The span of a failed log line fails as well; each text counts once a trace.
      for (const line of new Set(errorsOf(trace).map((error) => error.trim()))) {
        const key = `${line}\n${where}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { count: 1, where, traceId: trace.traceId });
        else group.count += 1;
      }
    }
    const sorted = [...groups].sort(([, one], [, other]) => other.count - one.count);
    if (sorted.length === 0)
      return nothing(query === '' ? 'No error is kept here.' : 'No such error is kept here.', query);
    return sorted
      .slice(0, ERRORS.of(args, 'limit'))
      .map(
        ([key, group]) => `${group.count}×  ${key.split('\n')[0]}  in ${group.where}  trace ${group.traceId}`,
      );
  },
};

export const slowOperations: Tool = {
  name: 'slow_operations',
  description:
    'Where the time goes: for each service and span name how many, how many in one trace at most (repeated queries), median, 95th percentile, longest, total, and the trace of the longest.',
  parameters: { query: QUERY, limit: OPERATIONS },
  run(store, args) {
    const query = text(args, 'query');
    const operations = new Map<
      string,
      { millis: number[]; most: number; longest: number; traceId: string }
    >();
    for (const trace of newest(store, query)) {
      const inTrace = new Map<string, number>();
      for (const span of trace.spans.values()) {
        const key = `${serviceOf(span)}  ${span.name}`;
        const millis = toMillis(span.endTimeUnixNano - span.startTimeUnixNano);
        const operation = operations.get(key) ?? { millis: [], most: 0, longest: -1, traceId: '' };
        operations.set(key, operation);
        operation.millis.push(millis);
        inTrace.set(key, (inTrace.get(key) ?? 0) + 1);
        operation.most = Math.max(operation.most, inTrace.get(key)!);
        if (millis > operation.longest) Object.assign(operation, { longest: millis, traceId: trace.traceId });
      }
    }
    if (operations.size === 0) return nothing('No such span is kept here.', query);
    return [...operations]
      .map(([name, { millis, ...rest }]) => {
        const sorted = millis.toSorted((one, other) => one - other);
        const total = sorted.reduce((sum, value) => sum + value, 0);
        return { name, sorted, total, ...rest };
      })
      .sort((one, other) => other.total - one.total)
      .slice(0, OPERATIONS.of(args, 'limit'))
      .map(({ name, sorted, total, most, longest, traceId }) => {
        const at = (part: number) => formatMillis(percentile(sorted, part));
        const repeated = most > 1 ? `  up to ${most} in a trace` : '';
        return `${name}  ${sorted.length}×${repeated}  p50 ${at(0.5)}  p95 ${at(0.95)}  max ${formatMillis(longest)}  total ${formatMillis(total)}  trace ${traceId}`;
      });
  },
};

/** What failed in a trace, a line each. */
function errorsOf(trace: Trace): string[] {
  const spans = [...trace.spans.values()]
    .filter(isError)
    .map((span) => `  ✖ ${span.name}: ${errorLine(span)}`);
  const logs = trace.logs
    .filter(({ record }) => isError(record))
    .map(({ record }) => `  ✖ ${errorLine(record)}`);
  return [...spans, ...logs];
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

/** Those of spans that say something about this trace, not about the connection. */
function attributesOf(trace: Trace): string[] {
  return [...trace.spans.values()].slice(0, 30).flatMap((span) => {
    const telling = Object.entries(span.attributes).filter(
      ([key]) => !/^(?:network|server|client|user_agent|telemetry|thread)\.|^url\.scheme$/.test(key),
    );
    const fields = ownFields(Object.fromEntries(telling));
    return fields === '' ? [] : [`  ${span.name}: ${fields}`];
  });
}
