import { isMainThread } from 'node:worker_threads';
import { metrics } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { quietly } from '../core/quietly.js';
import { isEnabled } from './instrumentations.js';

/** OpenTelemetry's package for event loop, heap and garbage collection. */
export const RUNTIME_INSTRUMENTATION = '@opentelemetry/instrumentation-runtime-node';

let state: 'off' | 'wanted' | 'on' = 'off';
let running: Instrumentation | undefined;

/**
 * Has runtime metrics begin with the first periodic collection (`OTEL_METRIC_EXPORT_INTERVAL`): loading and observing
 * takes what a short program must not pay. Only of the main thread, since other threads' points would be of the same
 * series. `OTEL_NODE_DISABLED_INSTRUMENTATIONS=runtime-node` switches them off.
 * @param others passed to `start()`: one for them takes this one's place
 */
export function wantRuntimeMetrics(others: readonly Instrumentation[]): void {
  const isTheirs = others.some(({ instrumentationName }) => instrumentationName === RUNTIME_INSTRUMENTATION);
  if (isMainThread && !isTheirs && isEnabled('runtime-node')) state = 'wanted';
}

/** Begins, if wanted. */
export function beginRuntimeMetrics(): void {
  if (state !== 'wanted') return;
  state = 'on';
  quietly(RUNTIME_INSTRUMENTATION, () => {
    const { RuntimeNodeInstrumentation } =
      require('@opentelemetry/instrumentation-runtime-node') as typeof import('@opentelemetry/instrumentation-runtime-node');
    running = new RuntimeNodeInstrumentation();
    // It makes its instruments no earlier.
    running.setMeterProvider(metrics.getMeterProvider());
  });
}

/** Ends with the bridge. */
export function endRuntimeMetrics(): void {
  state = 'off';
  running?.disable();
  running = undefined;
}
