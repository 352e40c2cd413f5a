import { attributeOf, errorTexts, isLog, type TelemetryRecord } from '../query/record.js';
import type { Trace } from '../store/trace.js';
import { formatMillis, plural } from '../text/format.js';
import { summarize } from '../view/summary.js';

export function traceLine(trace: Trace): string {
  const {
    name,
    service,
    httpStatus,
    durationMillis,
    spans,
    logs,
    errors,
    startTimeUnixMillis,
    traceId,
    correlationIds,
  } = summarize(trace);
  const parts = [
    new Date(startTimeUnixMillis).toISOString().slice(11, 23),
    traceId,
    service,
    name || '(no root span)',
    ...(httpStatus === undefined ? [] : [String(httpStatus)]),
    formatMillis(durationMillis),
    `${plural(spans, 'span')} ${plural(logs, 'log')}`,
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...correlationIds.slice(0, 1).map((id) => `correlation ${id}`),
  ];
  return parts.join('  ');
}

const OWN_FRAME = /^\s*at (?!.*(?:node:|node_modules))/;

/** What failed in a record, on one line, with the first stack frame of the app's own code and the causes. */
export function errorLine(record: TelemetryRecord): string {
  const texts = errorTexts(record);
  const stack = texts.find((text) => text.includes('\n    at '));
  const [type, message] = [own(record, 'exception.type'), own(record, 'exception.message')];
  const what =
    message === undefined ? (texts.find((text) => text !== '') ?? 'error') : `${type ?? 'Error'}: ${message}`;
  const frame = stack?.split('\n').find((line) => OWN_FRAME.test(line));
  const causes = stack?.match(/^(?:Caused by|\[cause\]): .*/gm) ?? [];
  const place = frame === undefined ? '' : ` [${frame.trim()}]`;
  return [`${what.split('\n', 1)[0]}${place}`, ...causes.slice(0, 3)].join('; ');
}

function own(record: TelemetryRecord, name: string): string | undefined {
  const lists = isLog(record)
    ? [record.attributes]
    : [record.attributes, ...record.events.map((event) => event.attributes)];
  for (const attributes of lists) {
    const value = attributeOf(attributes, name);
    if (typeof value === 'string') return value;
  }
  return undefined;
}
