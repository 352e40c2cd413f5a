import { type Attributes, logs, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { exceptionFields } from '../../core/stacktrace.js';
import { type CapturedLog, UNNAMED_LOGGER } from './log-record.js';

/** Hands a record to whatever logger provider is registered with OpenTelemetry's API. */
export function emitToLogsApi(record: CapturedLog): void {
  const spanContext = spanContextOf(record);
  logs.getLogger(record.logger ?? UNNAMED_LOGGER).emit({
    timestamp: record.time,
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: record.message,
    attributes: {
      ...record.contextFields,
      ...record.fields,
      ...(record.exception && exceptionFields(record.exception)),
    } as Attributes,
    context: spanContext === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext),
  });
}

function spanContextOf({ traceId, spanId, traceFlags }: CapturedLog): SpanContext | undefined {
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, traceFlags };
}
