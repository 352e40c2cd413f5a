import { bindInstruments } from '../metrics/bound-instruments.js';
import type { Trigger } from './event.js';

/** https://opentelemetry.io/docs/specs/semconv/faas/faas-metrics/ */
export const faasMetrics = bindInstruments((meter) => {
  const duration = meter.createHistogram('faas.invoke_duration', {
    unit: 's',
    advice: {
      explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    },
  });
  const coldStarts = meter.createCounter('faas.coldstarts', { unit: '{coldstart}' });
  const errors = meter.createCounter('faas.errors', { unit: '{error}' });
  const timeouts = meter.createCounter('faas.timeouts', { unit: '{timeout}' });
  return {
    /** @param error `error.type`; "Timeout" counts as a time-out too */
    record(seconds: number, trigger: Trigger, coldStart: boolean, error: string | undefined): void {
      const attributes = { 'faas.trigger': trigger };
      duration.record(seconds, attributes);
      if (coldStart) coldStarts.add(1, attributes);
      if (error !== undefined) errors.add(1, { ...attributes, 'error.type': error });
      if (error === 'Timeout') timeouts.add(1, attributes);
    },
  };
});
