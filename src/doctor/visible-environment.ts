import { setVariables } from '../config/environment.js';
import { safeText, safeUrl } from './safe-text.js';

/** Names whose values tell no secret. All others, headers, files and what is added one day, are "[set]". */
const SHOWN = new Set([
  'OTEL_SDK_DISABLED',
  'OTEL_SERVICE_NAME',
  'OTEL_LOG_LEVEL',
  'OTEL_PROPAGATORS',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORTER',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'OTEL_NODE_ENABLED_INSTRUMENTATIONS',
  'OTEL_NODE_DISABLED_INSTRUMENTATIONS',
  'OTEL_NODE_RESOURCE_DETECTORS',
  'TRACEBRIDGE_EXPORT',
  'TRACEBRIDGE_REQUEST_LOGS',
  'TRACEBRIDGE_TRUST',
  'TRACEBRIDGE_BAGGAGE',
  'TRACEBRIDGE_REDACT',
  'TRACEBRIDGE_REDACT_EMAILS',
  'TRACEBRIDGE_CONSOLE',
  'TRACEBRIDGE_LOG_LEVEL',
  'TRACEBRIDGE_LOG_PRESET',
  'TRACEBRIDGE_MAX_MEMORY_BYTES',
  'TRACEBRIDGE_RETRY_LIMIT_MS',
  'TRACEBRIDGE_SPOOL_DIR',
  'TRACEBRIDGE_SPOOL_MAX_BYTES',
]);
const SHOWN_OTLP = /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS|LOGS)_)?(?:PROTOCOL|TIMEOUT|COMPRESSION)$/;
const ENDPOINT = /_ENDPOINT$/;
const HIDDEN = '[set]';

/** The variables that matter here, as they may be shown. */
export function visibleEnvironment(): Record<string, string> {
  const variables = [...setVariables(/^(?:OTEL_|TRACEBRIDGE_|NODE_OPTIONS$|(?:https?|all|no)_proxy$)/i)];
  return Object.fromEntries(variables.sort().map(([name, value]) => [name, visible(name, value)]));
}

function visible(name: string, value: string): string {
  if (ENDPOINT.test(name)) return safeUrl(value);
  return SHOWN.has(name) || SHOWN_OTLP.test(name) ? safeText(value) : HIDDEN;
}
