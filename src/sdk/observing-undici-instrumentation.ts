import type { Attributes, HrTime, Span } from '@opentelemetry/api';
import { hrTime, hrTimeDuration, hrTimeToMilliseconds } from '@opentelemetry/core';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import {
  UndiciInstrumentation,
  type UndiciInstrumentationConfig,
  type UndiciRequest,
} from '@opentelemetry/instrumentation-undici';
import { quietly } from '../core/quietly.js';
import { setOutgoingRequest } from '../correlation/outgoing-request.js';
import { CORRELATION_HEADER } from '../correlation/propagator.js';
import { clientDurations } from '../http/client/client-durations.js';
import { METRIC_ATTRIBUTES, metricAttributes } from '../http/client/request-attributes.js';
import { requestErrorType } from '../http/client/request-error.js';
import { spanMethod } from '../http/methods.js';

interface RequestError {
  readonly request: UndiciRequest;
  readonly error: Error;
}

/** What the bridge uses of its parent. */
interface Inherited {
  readonly _recordFromReq?: WeakMap<UndiciRequest, { readonly span: Span }>;
  subscribeToChannel(name: string, onMessage: (message: unknown) => void): void;
  onDone(message: { readonly request: UndiciRequest }): void;
  onError(message: RequestError): void;
  recordRequestDuration(attributes: Attributes, startTime: HrTime): void;
}

/** The class as it is: its types hide what is overridden here; the dependency's version is exact. */
const Undici = UndiciInstrumentation as unknown as new (
  config?: UndiciInstrumentationConfig,
) => Instrumentation<UndiciInstrumentationConfig> & Inherited;

/** As the stock one, which has the scheme too. */
const COUNTED_BY = [...METRIC_ATTRIBUTES, 'url.scheme'];

/**
 * OpenTelemetry's instrumentation of undici and fetch, where it says something else than the semantic conventions, with
 * durations that have exemplars.
 */
export class ObservingUndiciInstrumentation extends Undici {
  readonly #recordDuration = clientDurations(
    { name: this.instrumentationName, version: this.instrumentationVersion },
    'Measures the duration of outbound HTTP requests.',
  );
  /** Of the request that ends. */
  #span: Span | undefined;

  override setConfig(config: UndiciInstrumentationConfig = {}): void {
    super.setConfig({ ...config, startSpanHook: (request) => startSpan(request, config) });
  }

  /** What a listener of a channel throws would end the process. */
  override subscribeToChannel(name: string, onMessage: (message: unknown) => void): void {
    super.subscribeToChannel(name, (message) =>
      quietly('observing a request by fetch', () => onMessage(message)),
    );
  }

  override onDone(message: { readonly request: UndiciRequest }): void {
    this.#span = this._recordFromReq?.get(message.request)?.span;
    super.onDone(message);
  }

  /** An error without a code of its own counts by its name: a DOMException's code is a number. */
  override onError({ request, error }: RequestError): void {
    const type = requestErrorType(error);
    // The caller's own `abort()` is no error there.
    const told = type === 'AbortError' ? error : { name: type, message: error.message, stack: error.stack };
    this.#span = this._recordFromReq?.get(request)?.span;
    super.onError({ request, error: told as Error });
  }

  override recordRequestDuration(attributes: Attributes, startTime: HrTime): void {
    const seconds = hrTimeToMilliseconds(hrTimeDuration(startTime, hrTime())) / 1000;
    const span = this.#span;
    this.#span = undefined;
    this.#recordDuration(seconds, metricAttributes(attributes, COUNTED_BY), span);
  }
}

function startSpan(request: UndiciRequest, config: UndiciInstrumentationConfig): Attributes {
  setOutgoingRequest({
    host: new URL(request.origin).hostname,
    hasCorrelationId: namesOf(request.headers).some(isCorrelationHeader),
  });
  return {
    // Only where it differs from `http.request.method`.
    ...(isPlain(request.method) && { 'http.request.method_original': undefined }),
    // Without the `?` that stands before it.
    'url.query': queryOf(request.path),
    ...config.startSpanHook?.(request),
  };
}

function queryOf(path: string): string | undefined {
  const mark = path.indexOf('?');
  return mark === -1 ? undefined : path.slice(mark + 1) || undefined;
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
