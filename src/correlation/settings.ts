import type { Context } from '@opentelemetry/api';
import type { Trust } from '../config/start-options.js';

/** What `start()` decides about correlation; the defaults hold when nothing was started. */
export interface CorrelationSettings {
  readonly trust: Trust;
  /** Whether a host gets our headers on outgoing requests. */
  readonly propagatesTo: (host: string) => boolean;
  /** Whether the correlation ID travels in W3C baggage too. */
  readonly baggage: boolean;
  /** Carries debug for one customer; undefined: nobody has a secret for it. */
  readonly debug?: DebugPropagation | undefined;
}

/** What carries debug for one customer: text that is signed, so that it counts whoever sends it. */
export interface DebugPropagation {
  /** The context of a request or job that came with a text. */
  extract(ctx: Context, text: string, correlationId: string): Context;
  /** What a request or job that is debugged takes along. */
  textFor(ctx: Context, correlationId: string): string | undefined;
}

export const DEFAULT_CORRELATION_SETTINGS: CorrelationSettings = {
  trust: 'continue',
  propagatesTo: () => true,
  baggage: false,
};
