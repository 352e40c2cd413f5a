import { readSafely } from '../../core/read-safely.js';
import { errorType } from '../../tracing/failure.js';

/** Codes of system errors, Node.js and undici; numbers are those of `DOMException`, which say nothing. */
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/**
 * `error.type` of a request that got no (whole) answer: the code of an error that has one (`ECONNREFUSED`,
 * `UND_ERR_HEADERS_TIMEOUT`), else its name; `TimeoutError` for what `AbortSignal.timeout()` ended, also where
 * Node.js wraps that into an `AbortError`.
 */
export function requestErrorType(error: unknown): string {
  if (readSafely(error, 'name') === 'AbortError')
    return readSafely(readSafely(error, 'cause'), 'name') === 'TimeoutError' ? 'TimeoutError' : 'AbortError';
  const code = readSafely(error, 'code');
  return typeof code === 'string' && CODE.test(code) ? code : errorType(error);
}
