import type { PlainException } from '../../../core/plain.js';
import { stacktraceText } from '../../../core/stacktrace.js';
import { defaultIdentity, type Identity } from '../../../correlation/identity.js';
import { quote, safeJson } from '../quote.js';
import type { LinePreset, PresetRecord } from './line-preset.js';

const WRITTEN = ['status', 'service', 'env', 'version', 'ddsource', 'dd', 'error'];

/**
 * By these Datadog would take a call's field for the host, source, tags or time of the log.
 * https://docs.datadoghq.com/logs/log_configuration/pipelines/#preprocessing
 */
const READ = ['host', 'hostname', 'source', 'ddtags', '@timestamp'];

/**
 * What Datadog's log pipelines look for: `dd` as its tracers write it, the reserved attributes `status`, `service` and
 * `ddsource`, and `error` for Error Tracking.
 * https://docs.datadoghq.com/logs/log_configuration/attributes_naming_convention/
 */
export const datadog: LinePreset = {
  names: new Set([...WRITTEN, ...READ]),
  hasStack: true,
  text({ severityNumber, exception, traceId, spanId }: PresetRecord): string {
    const { tags, inner } = ownerTexts(defaultIdentity());
    const errorField = exception === undefined ? '' : errorText(exception);
    const ids = traceId === undefined || spanId === undefined ? '' : idText(traceId, spanId);
    return `,"status":"${statusOf(severityNumber)}"${tags},"ddsource":"nodejs","dd":{${inner}${ids}}${errorField}`;
  },
};

/**
 * Span IDs are decimal in Datadog. Trace IDs are 32 hex digits there since its tracers make 128-bit ones; the decimal
 * form has but the low 64 bits (dd-trace-js, `DD_TRACE_128_BIT_TRACEID_LOGGING_ENABLED`, default true).
 */
function idText(traceId: string, spanId: string): string {
  return `,"trace_id":"${traceId}","span_id":"${BigInt(`0x${spanId}`)}"`;
}

/** Datadog's statuses are those of syslog. */
function statusOf(severityNumber: number): string {
  if (severityNumber >= 21) return 'emergency';
  if (severityNumber >= 19) return 'alert';
  if (severityNumber === 18) return 'critical';
  if (severityNumber === 17) return 'error';
  if (severityNumber >= 13) return 'warning';
  if (severityNumber >= 10) return 'notice';
  return severityNumber === 9 ? 'info' : 'debug';
}

function errorText(exception: PlainException): string {
  const { type, message } = exception;
  return `,"error":{"kind":${quote(type)},"message":${quote(message)},"stack":${quote(stacktraceText(exception))}}`;
}

interface OwnerTexts {
  readonly tags: string;
  readonly inner: string;
}

let lastKey = '';
let last: OwnerTexts = { tags: '', inner: '' };

/** Who writes changes at start, if ever. */
function ownerTexts({ serviceName, environment, version }: Identity): OwnerTexts {
  const key = `${serviceName}\n${environment}\n${version}`;
  if (key !== lastKey) {
    const fields = { service: serviceName, env: environment, ...(version !== undefined && { version }) };
    const inner = safeJson(fields).slice(1, -1);
    last = { tags: `,${inner}`, inner };
    lastKey = key;
  }
  return last;
}
