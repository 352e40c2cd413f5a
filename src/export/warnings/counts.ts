import { SIGNALS, type Signal } from '../../otlp/signal.js';

const NOUNS: Record<Signal, readonly [string, string]> = {
  logs: ['log record', 'log records'],
  traces: ['span', 'spans'],
  metrics: ['metric data point', 'metric data points'],
};

/** "1 span", "1204 log records". */
export function countText(signal: Signal, count: number): string {
  return `${count} ${NOUNS[signal][count === 1 ? 0 : 1]}`;
}

/** "3 spans, 1204 log records": the signals that have a count; empty when none has. */
export function countsText(count: (signal: Signal) => number): string {
  return SIGNALS.map((signal) => [signal, count(signal)] as const)
    .filter(([, value]) => value > 0)
    .map(([signal, value]) => countText(signal, value))
    .join(', ');
}
