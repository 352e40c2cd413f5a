import { ENUMS } from '../schema/enums.js';
import type { RawMessage } from '../schema/message.js';
import { toAttributes } from './attributes.js';
import { bigintOf, listOf, messageOf, numberOf, textOf } from './proto-defaults.js';
import { recordsOf, type Source } from './source.js';

type SpanKindName = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export const KINDS = ENUMS.SpanKind.map(
  (name) => name.replace('SPAN_KIND_', '').toLowerCase() as SpanKindName,
);
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;

/** A span as received. Ids are lower-case hex, '' when absent; times are nanoseconds since the Unix epoch. */
export type SpanRecord = ReturnType<typeof toSpan>;
export type TraceRequest = ReturnType<typeof toTraceRequest>;

function toEvent(event: RawMessage) {
  return {
    timeUnixNano: bigintOf(event.timeUnixNano),
    name: textOf(event.name),
    attributes: toAttributes(event.attributes),
  } as const;
}

function toLink(link: RawMessage) {
  return {
    traceId: textOf(link.traceId),
    spanId: textOf(link.spanId),
    attributes: toAttributes(link.attributes),
  } as const;
}

function toSpan(span: RawMessage, source: Source) {
  const status = messageOf(span.status);
  return {
    ...source,
    traceId: textOf(span.traceId),
    spanId: textOf(span.spanId),
    parentSpanId: textOf(span.parentSpanId),
    traceState: textOf(span.traceState),
    flags: numberOf(span.flags),
    name: textOf(span.name),
    kind: KINDS[span.kind as number] ?? 'unspecified',
    startTimeUnixNano: bigintOf(span.startTimeUnixNano),
    endTimeUnixNano: bigintOf(span.endTimeUnixNano),
    attributes: toAttributes(span.attributes),
    events: listOf(span.events).map(toEvent),
    links: listOf(span.links).map(toLink),
    status: { code: STATUS_CODES[status.code as number] ?? 'unset', message: textOf(status.message) },
    // What the SDK left out because of its limits.
    dropped: {
      attributes: numberOf(span.droppedAttributesCount),
      events: numberOf(span.droppedEventsCount),
      links: numberOf(span.droppedLinksCount),
    },
  } as const;
}

export function toTraceRequest(request: RawMessage) {
  const records = recordsOf(request, 'resourceSpans', 'scopeSpans', 'spans');
  return {
    signal: 'traces',
    spans: Array.from(records, ({ record, source }) => toSpan(record, source)),
  } as const;
}
