import { REQUEST_BUCKETS } from '../http/request-durations.js';
import { bindInstruments } from '../metrics/bound-instruments.js';
import type { Trigger } from './event.js';

/** https://opentelemetry.io/docs/specs/semconv/faas/faas-metrics/ */
export const faasMetrics = bindInstruments((meter) => {
  const duration = meter.createHistogram('faas.invoke_duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: REQUEST_BUCKETS },
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
