import { correlationIdToTraceId, isCorrelationId } from '../../correlation/correlation-id.js';
import type { Attributes } from '../../otlp/model/attributes.js';

/** The attribute that carries the correlation ID on spans and log records. */
const CORRELATION_ATTRIBUTE = 'correlation_id';

export function correlationIdOf(attributes: Attributes): string | undefined {
  const value = attributes[CORRELATION_ATTRIBUTE];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Same for all spellings of one ID: a UUID and its 32 hex digits, upper and lower case. */
export function correlationKey(id: string): string {
  return isCorrelationId(id) ? correlationIdToTraceId(id) : id;
}
