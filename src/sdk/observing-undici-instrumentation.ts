import type { Attributes } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import {
  UndiciInstrumentation,
  type UndiciInstrumentationConfig,
  type UndiciRequest,
} from '@opentelemetry/instrumentation-undici';
import { setOutgoingRequest } from '../correlation/outgoing-request.js';
import { CORRELATION_HEADER } from '../correlation/propagator.js';
import { requestErrorType } from '../http/client/request-error.js';
import { spanMethod } from '../http/methods.js';

interface RequestError {
  readonly request: UndiciRequest;
  readonly error: Error;
}

/** The class as it is: its types hide what is overridden here; the dependency's version is exact. */
const Undici = UndiciInstrumentation as unknown as new (
  config?: UndiciInstrumentationConfig,
) => Instrumentation<UndiciInstrumentationConfig> & { onError(message: RequestError): void };

/** OpenTelemetry's instrumentation of undici and fetch, where it says something else than the semantic conventions. */
export class ObservingUndiciInstrumentation extends Undici {
  override setConfig(config: UndiciInstrumentationConfig = {}): void {
    super.setConfig({ ...config, startSpanHook: (request) => startSpan(request, config) });
  }

  /** An error without a code of its own counts by its name: a DOMException's code is a number. */
  override onError({ request, error }: RequestError): void {
    const type = requestErrorType(error);
    // The caller's own `abort()` is no error there.
    const told = type === 'AbortError' ? error : { name: type, message: error.message, stack: error.stack };
    super.onError({ request, error: told as Error });
  }
}

function startSpan(request: UndiciRequest, config: UndiciInstrumentationConfig): Attributes {
  setOutgoingRequest({
    host: new URL(request.origin).hostname,
    hasCorrelationId: namesOf(request.headers).some(isCorrelationHeader),
  });
  return {
    // Only where it differs from `http.request.method`; only where there is a query.
    ...(isPlain(request.method) && { 'http.request.method_original': undefined }),
    ...(!request.path.includes('?') && { 'url.query': undefined }),
    ...config.startSpanHook?.(request),
  };
}

function isPlain(method: string): boolean {
  return spanMethod(method) === method;
}

/** Header names of a request as undici has them: a flat list, in older versions a text. */
function namesOf(headers: UndiciRequest['headers']): unknown[] {
  if (typeof headers === 'string')
    return headers.split('\r\n').map((line) => line.slice(0, line.indexOf(':')));
  return headers.filter((_, index) => index % 2 === 0);
}

function isCorrelationHeader(name: unknown): boolean {
  return typeof name === 'string' && name.toLowerCase() === CORRELATION_HEADER;
}
