import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { readNumber } from '../config/environment.js';
import type { OtelVariable } from '../config/variables.js';

/** Span and attribute limits of the environment (specification, "Span Limits" and "Attribute Limits"). */
export function spanLimitsFromEnvironment(): SpanLimits {
  return {
    attributeCountLimit: limit('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT') ?? limit('OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit:
      limit('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? limit('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    eventCountLimit: limit('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: limit('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: limit('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: limit('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}

function limit(name: OtelVariable): number | undefined {
  return readNumber(name, 0, Number.MAX_SAFE_INTEGER);
}
