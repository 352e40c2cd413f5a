import type { Trust } from '../config/start-options.js';

/** What `start()` decides about correlation; the defaults hold when nothing was started. */
export interface CorrelationSettings {
  readonly trust: Trust;
  /** Whether a host gets our headers on outgoing requests. */
  readonly propagatesTo: (host: string) => boolean;
  /** Whether the correlation ID travels in W3C baggage too. */
  readonly baggage: boolean;
}

export const DEFAULT_CORRELATION_SETTINGS: CorrelationSettings = {
  trust: 'continue',
  propagatesTo: () => true,
  baggage: false,
};
