import type { Attributes, AttributeValue } from '../../otlp/model/attributes.js';
import type { LogRecord } from '../../otlp/model/log.js';
import type { SpanRecord } from '../../otlp/model/span.js';
import { serviceOf, type Trace, timeOf } from '../store/trace.js';
import { formatMillis, type Level, levelOf, plural } from '../text/format.js';
import { printable } from '../text/printable.js';
import { toJsonText } from '../view/json-text.js';
import { ownFields } from '../view/own-fields.js';
import { summarize, toMillis } from '../view/summary.js';
import { traceRows } from '../view/trace-rows.js';
import { createStyle, type Role, type Style } from './style.js';

export interface RenderOptions {
  /** Use terminal colours. @default false */
  readonly colour?: boolean;
  /** Lines of one trace; what is left out is told. @default 200 */
  readonly maxRows?: number;
  /** Said in the heading. */
  readonly note?: string;
}

const OFFSET_WIDTH = 10;

/** Deeper levels stay at this indent, so that a line keeps room for its text. */
const MAX_INDENT = 20;

/** What all lines of a trace share. */
interface Sheet {
  readonly style: Style;
  /** Where offsets count from. */
  readonly origin: bigint;
  readonly serviceWidth: number;
}

/** A trace as text: a heading, then its spans as a tree with each log line at its moment. Ends with a newline. */
export function renderTrace(trace: Trace, options: RenderOptions = {}): string {
  const style = createStyle(options.colour ?? false);
  const maxRows = options.maxRows ?? 200;
  const rows = traceRows(trace);
  const serviceWidth = Math.max(...[...trace.services].map((service) => printable(service, 24).length), 0);
  const sheet = { style, origin: trace.startTimeUnixNano ?? 0n, serviceWidth };
  const lines = [heading(trace, style, options.note ?? '')];
  for (const row of rows.slice(0, maxRows)) {
    const indent = '  '.repeat(Math.min(row.depth, MAX_INDENT));
    if (row.type === 'span') lines.push(spanLine(row.span, indent, sheet));
    else lines.push(...logLines(row.log.record, indent, sheet));
  }
  if (rows.length > maxRows) {
    lines.push(style('faint', `${' '.repeat(OFFSET_WIDTH)}  … ${rows.length - maxRows} more lines`));
  }
  return `${lines.join('\n')}\n`;
}

function heading(trace: Trace, style: Style, note: string): string {
  const summary = summarize(trace);
  const name = printable(summary.name, 120) || '(no root span yet)';
  const counts = [plural(summary.spans, 'span'), plural(summary.logs, 'log')];
  const parts = [style('heading', name)];
  if (summary.httpStatus !== undefined) parts.push(statusText(summary.httpStatus, style));
  parts.push(formatMillis(summary.durationMillis), style('faint', counts.join(', ')));
  if (summary.errors > 0) parts.push(style('error', plural(summary.errors, 'error')));
  parts.push(style('faint', `trace ${summary.traceId}`));
  if (note !== '') parts.push(style('faint', `(${note})`));
  return parts.join('  ');
}

function statusText(status: number, style: Style): string {
  if (status >= 500) return style('error', String(status));
  return style(status >= 400 ? 'warning' : 'good', String(status));
}

function offset(time: bigint, { origin, style }: Sheet): string {
  return style('faint', `+${formatMillis(toMillis(time - origin))}`.padStart(OFFSET_WIDTH));
}

function spanLine(span: SpanRecord, indent: string, sheet: Sheet): string {
  const { style } = sheet;
  const service = printable(serviceOf(span), 24).padEnd(sheet.serviceWidth);
  const failed = span.status.code === 'error';
  const parts = [
    offset(span.startTimeUnixNano, sheet),
    style('service', service),
    `${indent}${failed ? style('error', '✖') : '●'} ${printable(span.name, 120) || '(unnamed)'}`,
    formatMillis(toMillis(span.endTimeUnixNano - span.startTimeUnixNano)),
  ];
  if (span.kind !== 'internal' && span.kind !== 'unspecified') parts.push(style('faint', span.kind));
  if (failed) parts.push(style('error', printable(span.status.message, 120) || 'error'));
  return parts.join('  ');
}

function logLines(record: LogRecord, indent: string, sheet: Sheet): string[] {
  const { style } = sheet;
  const level = printable(record.severityText || levelName(record.severityNumber), 12);
  const message = record.body === null ? record.eventName : formatValue(record.body, 500);
  const gap = `${' '.repeat(sheet.serviceWidth)}  ${indent}`;
  const line = [
    offset(timeOf(record), sheet),
    `${gap}${style(LEVEL_ROLES[levelOf(record.severityNumber)], level)} ${message}`,
  ];
  const fields = printable(ownFields(record.attributes), 1_000);
  if (fields !== '') line.push(style('faint', fields));
  const exception = exceptionText(record.attributes);
  if (exception === '') return [line.join('  ')];
  return [line.join('  '), `${' '.repeat(OFFSET_WIDTH)}  ${gap}  ${style('error', exception)}`];
}

function exceptionText(attributes: Attributes): string {
  const type = attributes['exception.type'];
  const message = attributes['exception.message'];
  if (type === undefined && message === undefined) return '';
  const parts = [type, message].filter((part) => part !== undefined);
  return parts.map((part) => formatValue(part)).join(': ');
}

/** A value on one line: text as it is, anything else as JSON. */
function formatValue(value: AttributeValue, maxLength = 200): string {
  return printable(typeof value === 'string' ? value : toJsonText(value), maxLength);
}

const LEVEL_ROLES: Record<Level, Role> = { error: 'error', warning: 'warning', info: 'good', debug: 'faint' };

/** Logs data model, "Displaying Severity". */
function levelName(severityNumber: number): string {
  if (severityNumber === 0) return 'LOG';
  return ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'][Math.floor((severityNumber - 1) / 4)] ?? 'LOG';
}
