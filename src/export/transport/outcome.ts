/** What came of one request. */
export type Outcome =
  /** Taken. `rejected` records were refused for good (partial success). */
  | { kind: 'delivered'; rejected: number; message: string | undefined }
  /** May succeed later. */
  | { kind: 'retry'; cause: FailureCause; retryAfterMillis: number | undefined }
  /** Must not be sent again as it is. */
  | { kind: 'refused'; cause: FailureCause };

export interface FailureCause {
  /**
   * - `connection`: no response
   * - `status`: the collector answered that it can't now
   * - `payload`: the collector refuses these bytes; others may pass
   * - `setup`: the collector refuses whatever we send: credentials, path, redirect
   */
  type: 'connection' | 'status' | 'payload' | 'setup';
  /** "HTTP 503" or an error code such as "ECONNREFUSED". */
  code: string;
}

/** Begins the code of a failure for which no connection was tried. */
export const UNREADABLE_FILE = 'unreadable file';

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Statuses that speak of the body: its form, its size, its content. */
const PAYLOAD = new Set([400, 413, 422]);

/** The outcome of a status other than 2xx. */
export function outcomeOfStatus(status: number, retryAfterMillis: number | undefined): Outcome {
  const code = `HTTP ${status}`;
  if (RETRYABLE.has(status)) return { kind: 'retry', cause: { type: 'status', code }, retryAfterMillis };
  return { kind: 'refused', cause: { type: PAYLOAD.has(status) ? 'payload' : 'setup', code } };
}

export function connectionFailure(error: unknown): Outcome {
  return { kind: 'retry', cause: { type: 'connection', code: codeOf(error) }, retryAfterMillis: undefined };
}

/** An AggregateError of failed addresses (localhost over IPv4 and IPv6) has its code on the first of them. */
function codeOf(error: unknown): string {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown[] };
  if (typeof code === 'string' && code !== '') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return String(message).slice(0, 80);
}
