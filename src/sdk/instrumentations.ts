import type { Instrumentation } from '@opentelemetry/instrumentation';
import { read } from '../config/environment.js';
import type { ResolvedOptions } from '../config/options.js';
import { ObservingHttpInstrumentation } from './observing-http-instrumentation.js';
import { ObservingUndiciInstrumentation } from './observing-undici-instrumentation.js';
import { RoutesInstrumentation } from './routes-instrumentation.js';
import { WinstonInstrumentation } from './winston-instrumentation.js';

/**
 * The bridge's own instrumentations, less those that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` leaves out or
 * `OTEL_NODE_DISABLED_INSTRUMENTATIONS` names (short names: http, undici, winston; for metrics runtime-node).
 */
export function createInstrumentations(options: ResolvedOptions): Instrumentation[] {
  return [
    ...createHttpInstrumentations(options),
    ...(isEnabled('http') ? [new RoutesInstrumentation()] : []),
    ...(isEnabled('winston') ? [new WinstonInstrumentation()] : []),
  ];
}

/** Those for incoming and outgoing requests: http and undici. */
export function createHttpInstrumentations({ requestLogs, ignorePaths }: ResolvedOptions): Instrumentation[] {
  return [
    ...(isEnabled('http') ? [new ObservingHttpInstrumentation({ requestLogs, ignorePaths })] : []),
    ...(isEnabled('undici') ? [new ObservingUndiciInstrumentation()] : []),
  ];
}

/** Whether the standard variables leave an instrumentation switched on. */
export function isEnabled(shortName: string): boolean {
  const enabled = read('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const disabled = read('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  return (enabled?.includes(shortName) ?? true) && !disabled?.includes(shortName);
}
