import { readBoolean, readChoice, readNumber } from '../config/environment.js';
import { resolveOptions } from '../config/resolve.js';
import { collectWarnings } from '../core/warn.js';
import { SIGNALS } from '../otlp/signal.js';
import { createExportConfig } from './export-config.js';

/** What the bridge would say on stderr about the environment when it starts. */
export function environmentWarnings(): string[] {
  return collectWarnings(() => {
    createExportConfig(resolveOptions(), SIGNALS);
    readBoolean('OTEL_SDK_DISABLED');
    readChoice('TRACEBRIDGE_LOG_LEVEL', ['debug', 'info', 'warn', 'warning', 'error']);
    readNumber('OTEL_METRIC_EXPORT_INTERVAL', 1, Number.MAX_SAFE_INTEGER);
    readNumber('OTEL_METRIC_EXPORT_TIMEOUT', 1, Number.MAX_SAFE_INTEGER);
    for (const read of readersWithSdk()) read();
  });
}

/** These need `@opentelemetry/api`, which may be missing: a check of its own tells that. */
function readersWithSdk(): (() => unknown)[] {
  try {
    const { samplerFromEnvironment } = require('./sampler.js') as typeof import('./sampler.js');
    const { propagatorFromEnvironment } = require('./propagators.js') as typeof import('./propagators.js');
    const { spanLimitsFromEnvironment } = require('./limits.js') as typeof import('./limits.js');
    return [samplerFromEnvironment, propagatorFromEnvironment, spanLimitsFromEnvironment];
  } catch {
    return [];
  }
}
