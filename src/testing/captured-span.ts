import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { getValues } from '../config/values.js';
import type { PlainObject } from '../core/plain.js';
import { CORRELATION_ATTRIBUTE } from '../tracing/correlation-attribute.js';

/**
 * Kind of a span, as OpenTelemetry names it.
 * @example
 * ```ts
 * import { captureTelemetry, type SpanKindName } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const ofKind = (kind: SpanKindName) => telemetry.spans.filter((span) => span.kind === kind);
 * ```
 */
export type SpanKindName = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
/**
 * Status of a span, as OpenTelemetry names it.
 * @example
 * ```ts
 * import { captureTelemetry, type SpanStatusName } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const withStatus = (status: SpanStatusName) => telemetry.spans.filter((span) => span.status === status);
 * ```
 */
export type SpanStatusName = 'unset' | 'ok' | 'error';

/**
 * An ended span, with its values masked and bounded as they would be exported.
 * @example
 * ```ts
 * import { type CapturedSpan, captureTelemetry } from 'tracebridge/testing';
 *
 * using telemetry = captureTelemetry();
 * const roots: CapturedSpan[] = telemetry.spans.filter((span) => span.parentSpanId === undefined);
 * ```
 */
export interface CapturedSpan {
  readonly name: string;
  readonly kind: SpanKindName;
  readonly status: SpanStatusName;
  readonly statusMessage: string | undefined;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** undefined for a root span. */
  readonly parentSpanId: string | undefined;
  readonly correlationId: string | undefined;
  readonly attributes: PlainObject;
  readonly events: readonly { readonly name: string; readonly attributes: PlainObject }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** Name of the instrumentation scope. */
  readonly scope: string;
  /** When it started, since the epoch. */
  readonly startTimeMs: number;
  readonly durationMs: number;
}

export const SPAN_KINDS: Readonly<Record<SpanKind, SpanKindName>> = {
  [SpanKind.INTERNAL]: 'internal',
  [SpanKind.SERVER]: 'server',
  [SpanKind.CLIENT]: 'client',
  [SpanKind.PRODUCER]: 'producer',
  [SpanKind.CONSUMER]: 'consumer',
};

export const SPAN_STATUSES: Readonly<Record<SpanStatusCode, SpanStatusName>> = {
  [SpanStatusCode.UNSET]: 'unset',
  [SpanStatusCode.OK]: 'ok',
  [SpanStatusCode.ERROR]: 'error',
};

export function toCapturedSpan(span: ReadableSpan): CapturedSpan {
  const { normalizer } = getValues();
  const { traceId, spanId } = span.spanContext();
  const { message } = span.status;
  const attributes = plain(span.attributes);
  const correlationId = attributes[CORRELATION_ATTRIBUTE];
  return {
    name: normalizer.toText(span.name),
    kind: SPAN_KINDS[span.kind],
    status: SPAN_STATUSES[span.status.code],
    statusMessage: message === undefined ? undefined : normalizer.toText(message),
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
    attributes,
    events: span.events.map((event) => ({ name: event.name, attributes: plain(event.attributes ?? {}) })),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    scope: span.instrumentationScope.name,
    startTimeMs: hrTimeToMilliseconds(span.startTime),
    durationMs: hrTimeToMilliseconds(span.duration),
  };
}

function plain(attributes: object): PlainObject {
  return { ...getValues().normalizer.toFields(attributes) };
}
