import { ENUMS } from '../schema/enums.js';
import type { RawMessage } from '../schema/message.js';
import { type Attributes, toAttributes } from './attributes.js';
import { bigintOf, listOf, messageOf, numberOf, textOf } from './proto-defaults.js';
import { recordsOf, type Source } from './source.js';

type SpanKindName = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export const KINDS = ENUMS.SpanKind.map(
  (name) => name.replace('SPAN_KIND_', '').toLowerCase() as SpanKindName,
);
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;

interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Attributes;
}

/** A span as received. Ids are lower-case hex, '' when absent; times are nanoseconds since the Unix epoch. */
export interface SpanRecord extends Source {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly events: SpanEvent[];
  readonly links: SpanLink[];
  readonly status: { readonly code: (typeof STATUS_CODES)[number]; readonly message: string };
  /** What the SDK left out because of its limits. */
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

export interface TraceRequest {
  readonly signal: 'traces';
  readonly spans: SpanRecord[];
}

function toEvent(event: RawMessage): SpanEvent {
  return {
    timeUnixNano: bigintOf(event.timeUnixNano),
    name: textOf(event.name),
    attributes: toAttributes(event.attributes),
  };
}

function toLink(link: RawMessage): SpanLink {
  return {
    traceId: textOf(link.traceId),
    spanId: textOf(link.spanId),
    attributes: toAttributes(link.attributes),
  };
}

function toSpan(span: RawMessage, source: Source): SpanRecord {
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
    status: {
      code: STATUS_CODES[status.code as number] ?? 'unset',
      message: textOf(status.message),
    },
    dropped: {
      attributes: numberOf(span.droppedAttributesCount),
      events: numberOf(span.droppedEventsCount),
      links: numberOf(span.droppedLinksCount),
    },
  };
}

export function toTraceRequest(request: RawMessage): TraceRequest {
  const records = recordsOf(request, 'resourceSpans', 'scopeSpans', 'spans');
  return { signal: 'traces', spans: Array.from(records, ({ record, source }) => toSpan(record, source)) };
}
