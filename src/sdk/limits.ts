import type { SpanLimits } from '@opentelemetry/sdk-trace';
import { read, readOrDefault } from '../config/environment.js';

/** Span and attribute limits of the environment (specification, "Span Limits" and "Attribute Limits"). */
export function spanLimitsFromEnvironment(): SpanLimits {
  return {
    attributeCountLimit:
      read('OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT') ?? readOrDefault('OTEL_ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit:
      read('OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT') ?? read('OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    eventCountLimit: readOrDefault('OTEL_SPAN_EVENT_COUNT_LIMIT'),
    linkCountLimit: readOrDefault('OTEL_SPAN_LINK_COUNT_LIMIT'),
    attributePerEventCountLimit: readOrDefault('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'),
    attributePerLinkCountLimit: readOrDefault('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'),
  };
}
