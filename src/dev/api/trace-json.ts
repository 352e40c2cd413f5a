import type { LogLine, TraceAnswer, TraceRow as TraceRowJson } from '../api-types.js';
import { bodyText } from '../query/record.js';
import { type StoredLog, serviceOf, type Trace, timeOf } from '../store/trace.js';
import { ownFields } from '../view/own-fields.js';
import { summarize, toMillis } from '../view/summary.js';
import { type TraceRow, traceRows } from '../view/trace-rows.js';

/** A row carries what a line shows; the rest is asked for when it is opened. */
const MAX_LINE_TEXT = 300;

function rowJson(row: TraceRow, trace: Trace, origin: bigint): TraceRowJson {
  if (row.type === 'log') return { depth: row.depth, ...logLine(row.log, origin) };
  const { span } = row;
  const id = trace.keyOf(span);
  return {
    type: 'span',
    depth: row.depth,
    id,
    name: span.name.slice(0, MAX_LINE_TEXT),
    service: serviceOf(span),
    kind: span.kind,
    status: span.status.code,
    offsetMillis: toMillis(span.startTimeUnixNano - origin),
    durationMillis: toMillis(span.endTimeUnixNano - span.startTimeUnixNano),
    orphan: span.parentSpanId !== '' && !trace.spans.has(span.parentSpanId),
    sharesId: id !== span.spanId,
  };
}

/** A log record as a line of a list. `origin` is what its offset counts from. */
export function logLine({ sequence, record }: StoredLog, origin: bigint): LogLine {
  const time = timeOf(record);
  return {
    type: 'log',
    sequence,
    traceId: record.traceId,
    spanId: record.spanId,
    service: serviceOf(record),
    logger: record.scope.name,
    level: record.severityText,
    severity: record.severityNumber,
    message: bodyText(record).slice(0, MAX_LINE_TEXT),
    fields: ownFields(record.attributes).slice(0, MAX_LINE_TEXT),
    timeUnixMillis: toMillis(time),
    offsetMillis: toMillis(time - origin),
  };
}

/** A trace for the waterfall: summary and lines in reading order. */
export function traceJson(trace: Trace): TraceAnswer {
  const origin = trace.startTimeUnixNano ?? 0n;
  return { summary: summarize(trace), rows: traceRows(trace).map((row) => rowJson(row, trace, origin)) };
}

/** A trace with everything that was received. */
export function wholeTraceJson(trace: Trace): object {
  return {
    summary: summarize(trace),
    spans: [...trace.spans.values()],
    logs: trace.logs.map(({ record }) => record),
  };
}
