import { quietly } from '../core/quietly.js';
import { activeUnit } from './keeper.js';

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
  quietly('keepTrace()', () => activeUnit()?.keep('asked'));
}
