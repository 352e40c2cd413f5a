import type { LoggerProvider } from '@opentelemetry/api';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { guardMethods } from './guard.js';

const NAME = 'tracebridge.guard';

/** See {@link guardMethods}. Instances of throw-away providers lead to the classes, which the SDK does not export. */
export function guardInstruments(): void {
  const meter = new MeterProvider().getMeter(NAME);
  guardMethods(meter.createCounter(NAME), ['add']);
  guardMethods(meter.createUpDownCounter(`${NAME}.up_down`), ['add']);
  guardMethods(meter.createHistogram(`${NAME}.histogram`), ['record']);
  guardMethods(meter.createGauge(`${NAME}.gauge`), ['record']);
}

export function guardLogger(provider: LoggerProvider): void {
  guardMethods(provider.getLogger(NAME), ['emit']);
}
