import type { SpanContext } from '@opentelemetry/api';
import { lineFormatOf } from '../line/known-format.js';
import { runningCall } from '../line/running-call.js';
import { type Info, MESSAGE } from '../record/info.js';
import { type CapturedLogger, pipesOf } from './logger.js';

interface Transport {
  readonly format?: unknown;
  log?(info: Info, callback?: () => void): unknown;
}

let isOn = false;
const appending = new WeakSet<Transport>();

export function setAppendIds(value: boolean): void {
  isOn = value;
}

/**
 * Lets a logger's transports write ` trace_id=… span_id=…` behind lines that are no JSON, whose formats print no fields.
 * Done at the transport, which may have a format of its own, and only for those whose lines are not known to be JSON.
 */
export function appendIdsTo(logger: CapturedLogger): void {
  if (!isOn) return;
  const isJson = lineFormatOf(logger.format)?.isKnown() === true;
  for (const transport of pipesOf(logger) as Iterable<Transport>) {
    if (appending.has(transport) || (isJson && transport.format === undefined)) continue;
    appending.add(transport);
    appendIds(transport);
  }
}

function appendIds(transport: Transport): void {
  const { log } = transport;
  if (typeof log !== 'function') return;
  transport.log = function (this: Transport, info, callback) {
    const line = info[MESSAGE];
    const spanContext = runningCall()?.active.spanContext;
    if (line === undefined || spanContext === undefined) return log.call(this, info, callback);
    // Transports share the info: the line is only this one's.
    info[MESSAGE] = withIds(line, spanContext);
    try {
      return log.call(this, info, callback);
    } finally {
      info[MESSAGE] = line;
    }
  };
}

/** At the end of the first line: a stack may follow. */
function withIds(line: string, { traceId, spanId }: SpanContext): string {
  if (line.startsWith('{') || line.includes(traceId)) return line;
  const [first = '', ...more] = line.split('\n');
  return [`${first} trace_id=${traceId} span_id=${spanId}`, ...more].join('\n');
}
