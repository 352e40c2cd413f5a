import type { SpanLimits } from '@opentelemetry/sdk-trace';

/** Specification, "Span Limits": 128 of each, lengths without limit. */
const DEFAULT_COUNT = 128;

export type ResolvedSpanLimits = Readonly<Required<SpanLimits>>;

export function resolveSpanLimits(limits: SpanLimits = {}): ResolvedSpanLimits {
  const length = limits.attributeValueLengthLimit ?? Number.POSITIVE_INFINITY;
  return {
    attributeCountLimit: limits.attributeCountLimit ?? DEFAULT_COUNT,
    // No length is not a limit, as in the SDK.
    attributeValueLengthLimit: length > 0 ? length : Number.POSITIVE_INFINITY,
    eventCountLimit: limits.eventCountLimit ?? DEFAULT_COUNT,
    linkCountLimit: limits.linkCountLimit ?? DEFAULT_COUNT,
    attributePerEventCountLimit: limits.attributePerEventCountLimit ?? DEFAULT_COUNT,
    attributePerLinkCountLimit: limits.attributePerLinkCountLimit ?? DEFAULT_COUNT,
  };
}
