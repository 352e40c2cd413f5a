import type { SpanOptions } from '@opentelemetry/api';
import type { UNIT_ROOT } from '../core/globals.js';

/** Marks attributes that a span may take over instead of copying them. */
export const OWNED: unique symbol = Symbol('tracebridge.ownedAttributes');

/**
 * Options of a span whose attributes nobody else holds: valid ones, in an object that inherits nothing. The bridge's
 * tracer takes the object over; others copy it.
 */
export interface OwnedSpanOptions extends SpanOptions {
  [OWNED]?: true;
  [UNIT_ROOT]?: true;
}
