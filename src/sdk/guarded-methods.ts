import type { LogRecord } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LoggerProvider, LogRecordProcessor } from '@opentelemetry/sdk-logs';
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

/**
 * The SDK's logger provider, guarded. The SDK's logs package is loaded here: every instrumentation asks for a logger,
 * few ever use it.
 */
export function createLoggerProvider(resource: Resource, processors: LogRecordProcessor[]): LoggerProvider {
  const sdk = require('@opentelemetry/sdk-logs') as typeof import('@opentelemetry/sdk-logs');
  const provider = new sdk.LoggerProvider({ resource, processors });
  guardMethods(provider.getLogger(NAME), ['emit'], ([record]) => [saidBy(record as Partial<LogRecord>)]);
  return provider;
}

/** A log record without what may be no time, such as a text, no context and no error: it has the time of the call. */
function saidBy({
  body,
  attributes,
  severityNumber,
  severityText,
  eventName,
}: Partial<LogRecord>): Partial<LogRecord> {
  return { body, attributes: attributes ?? {}, severityNumber, severityText, eventName };
}
