/** OTLP signals, named as in the URL paths `/v1/traces`, `/v1/metrics`, `/v1/logs`. */
export type Signal = 'traces' | 'metrics' | 'logs';

export const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
