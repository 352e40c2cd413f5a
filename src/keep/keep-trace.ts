import { trace } from '@opentelemetry/api';
import { quietly } from '../core/quietly.js';
import { unitOf } from './keeper.js';

/**
 * Keeps the running request, job or root span, whatever `TRACEBRIDGE_KEEP` says: its spans and log records of this
 * process are exported, also those from before the call. Of one that was judged already, those that come from now on.
 *
 * Where everything is kept, and outside of any span, it does nothing. It never throws.
 * @example
 * ```ts
 * import { keepTrace } from 'tracebridge';
 *
 * export function onChargeback(): void {
 *   keepTrace(); // always worth a look
 * }
 * ```
 */
export function keepTrace(): void {
  quietly('keepTrace()', () => {
    const span = trace.getActiveSpan();
    // A span that is started when something asks for it is started now, and is not left out as too short.
    span?.spanContext();
    unitOf(span)?.keep('asked');
  });
}
