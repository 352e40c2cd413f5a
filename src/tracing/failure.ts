import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { readSafely } from '../core/read-safely.js';

/** Value of `error.type` for what has no usable type name (semantic conventions, `error.type`). */
const OTHER = '_OTHER';

/** Class names and the like. Anything else, such as a name with an ID or a message in it, would be a series of its own. */
const TYPE_NAME = /^[A-Za-z_$][\w$.]{0,63}$/;

/**
 * `error.type` of anything thrown: an error's name, or its class where the name says only "Error"; "string",
 * "undefined", "null" and so on for other values; `_OTHER` where that is no plain identifier of at most 64 characters.
 */
export function errorType(thrown: unknown): string {
  if (thrown === null) return 'null';
  if (typeof thrown !== 'object') return typeof thrown;
  const name = readSafely(thrown, 'name');
  const type =
    typeof name === 'string' && name !== '' && name !== 'Error'
      ? name
      : readSafely(readSafely(thrown, 'constructor'), 'name');
  return typeof type === 'string' && TYPE_NAME.test(type) ? type : OTHER;
}

/** Marks a span as failed: status, `error.type` and the exception event. Never throws, whatever was thrown. */
export function recordFailure(span: Span, thrown: unknown, type: string = errorType(thrown)): void {
  try {
    const message = messageOf(thrown);
    const stack = readSafely(thrown, 'stack');
    span.setAttribute('error.type', type);
    span.recordException({ name: type, message, ...(typeof stack === 'string' && { stack }) });
    span.setStatus({ code: SpanStatusCode.ERROR, message });
  } catch {
    // A span of a foreign SDK that throws must not replace the error that is on its way.
  }
}

function messageOf(thrown: unknown): string {
  const message = typeof thrown === 'object' ? readSafely(thrown, 'message') : thrown;
  try {
    return String(message ?? (thrown === null ? 'null' : ''));
  } catch {
    return '';
  }
}
