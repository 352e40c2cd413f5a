import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { approximateBytes } from '../core/approximate-bytes.js';
import type { CapturedLog } from '../logs/record/log-record.js';

/** What a record takes beside its texts and fields, and a span beside its attributes. */
const RECORD_BYTES = 300;
const SPAN_BYTES = 900;

/** About what a captured record takes in memory. What its context's records share counts nothing. */
export function logBytes({ message, fields, exception }: CapturedLog): number {
  let bytes = RECORD_BYTES + message.length;
  if (fields !== undefined) bytes += approximateBytes(fields);
  if (exception !== undefined) bytes += approximateBytes(exception);
  return bytes;
}

export function readableLogBytes({ body, attributes }: ReadableLogRecord): number {
  return RECORD_BYTES + approximateBytes(body) + approximateBytes(attributes);
}

export function spanBytes({ attributes, events, links }: ReadableSpan): number {
  let bytes = SPAN_BYTES + approximateBytes(attributes);
  for (const event of events) bytes += approximateBytes(event.attributes);
  for (const link of links) bytes += approximateBytes(link.attributes);
  return bytes;
}
