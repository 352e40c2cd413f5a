/**
 * OTLP signals, named as in the URL paths `/v1/traces`, `/v1/metrics`, `/v1/logs`.
 * @example
 * ```ts
 * import { type Signal, start } from 'tracebridge';
 *
 * const stats = start().stats();
 * for (const signal of ['traces', 'metrics', 'logs'] satisfies Signal[]) console.log(signal, stats[signal].queued);
 * ```
 */
export type Signal = 'traces' | 'metrics' | 'logs';

export const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
