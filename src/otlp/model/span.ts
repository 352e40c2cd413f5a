import { ENUMS } from '../schema/enums.js';
import type { RawMessage } from '../schema/message.js';
import { type Attributes, toAttributes } from './attributes.js';
import { recordsOf, type Source } from './source.js';

export type SpanKindName = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export const KINDS = ENUMS.SpanKind.map(
  (name) => name.replace('SPAN_KIND_', '').toLowerCase() as SpanKindName,
);
export const STATUS_CODES = ['unset', 'ok', 'error'] as const;

export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink {
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
    timeUnixNano: (event.timeUnixNano as bigint | undefined) ?? 0n,
    name: (event.name as string | undefined) ?? '',
    attributes: toAttributes(event.attributes),
  };
}

function toLink(link: RawMessage): SpanLink {
  return {
    traceId: (link.traceId as string | undefined) ?? '',
    spanId: (link.spanId as string | undefined) ?? '',
    attributes: toAttributes(link.attributes),
  };
}

function toSpan(span: RawMessage, source: Source): SpanRecord {
  const status = (span.status ?? {}) as RawMessage;
  return {
    ...source,
    traceId: (span.traceId as string | undefined) ?? '',
    spanId: (span.spanId as string | undefined) ?? '',
    parentSpanId: (span.parentSpanId as string | undefined) ?? '',
    traceState: (span.traceState as string | undefined) ?? '',
    flags: (span.flags as number | undefined) ?? 0,
    name: (span.name as string | undefined) ?? '',
    kind: KINDS[span.kind as number] ?? 'unspecified',
    startTimeUnixNano: (span.startTimeUnixNano as bigint | undefined) ?? 0n,
    endTimeUnixNano: (span.endTimeUnixNano as bigint | undefined) ?? 0n,
    attributes: toAttributes(span.attributes),
    events: ((span.events ?? []) as RawMessage[]).map(toEvent),
    links: ((span.links ?? []) as RawMessage[]).map(toLink),
    status: {
      code: STATUS_CODES[status.code as number] ?? 'unset',
      message: (status.message as string | undefined) ?? '',
    },
    dropped: {
      attributes: (span.droppedAttributesCount as number | undefined) ?? 0,
      events: (span.droppedEventsCount as number | undefined) ?? 0,
      links: (span.droppedLinksCount as number | undefined) ?? 0,
    },
  };
}

export function toTraceRequest(request: RawMessage): TraceRequest {
  const records = recordsOf(request, 'resourceSpans', 'scopeSpans', 'spans');
  return { signal: 'traces', spans: Array.from(records, ({ record, source }) => toSpan(record, source)) };
}
