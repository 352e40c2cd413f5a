import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Attributes, type Context, type Span, SpanStatusCode } from '@opentelemetry/api';
import { recordFailure } from '../../tracing/failure.js';
import { type EventObserver, observeEvents } from '../observed-events.js';
import type { ClientTelemetry } from './client-telemetry.js';
import { metricAttributes, responseAttributes } from './request-attributes.js';
import { requestErrorType } from './request-error.js';

/** From here on, a client span's status is an error (semantic conventions, "HTTP spans", "Status"). */
const CLIENT_ERROR = 400;

/** Value of `error.type` of a request that its caller gave up before there was an answer. */
const ABORTED = 'AbortError';

/** One outgoing request, from its making to the end of its response, or to whatever ended it before. */
export class ClientRequestObservation implements EventObserver {
  readonly context: Context;
  readonly #startMillis = performance.now();
  #response: IncomingMessage | undefined;
  #isEnded = false;

  constructor(
    private readonly request: ClientRequest,
    private readonly span: Span,
    private readonly attributes: Attributes,
    private readonly telemetry: ClientTelemetry,
    ctx: Context,
  ) {
    this.context = ctx;
    observeEvents(request, this);
  }

  notice(emitter: object, event: string | symbol, argument: unknown): void {
    if (emitter === this.request) this.#noticeRequest(event, argument);
    else if (emitter === this.#response) this.#noticeResponse(event, argument);
  }

  #noticeRequest(event: string | symbol, argument: unknown): void {
    switch (event) {
      case 'response':
        this.#respond(argument as IncomingMessage);
        observeEvents(argument as IncomingMessage, this);
        break;
      // The connection is the app's from here on.
      case 'upgrade':
      case 'connect':
        this.#respond(argument as IncomingMessage);
        this.#end();
        break;
      case 'error':
        this.#fail(argument);
        break;
      case 'close':
        this.#close();
    }
  }

  #noticeResponse(event: string | symbol, argument: unknown): void {
    if (event === 'end') this.#end();
    else if (event === 'error') this.#fail(argument);
    else if (event === 'close') this.#close();
  }

  #respond(response: IncomingMessage): void {
    if (this.#isEnded) return;
    this.#response = response;
    this.#add(responseAttributes(response));
    this.telemetry.onResponse(this.span, this.request, response);
  }

  /** The connection or the response closed: mostly the request has ended before. */
  #close(): void {
    if (this.#isEnded) return;
    const response = this.#response;
    if (response === undefined) {
      const { res } = this.request as ClientRequest & { res?: IncomingMessage | null };
      // An upgrade that nobody listens for is answered all the same.
      if (res === null || res === undefined)
        this.#fail({ name: ABORTED, message: 'The request was given up' });
      else this.#respond(res);
    } else if (!response.complete) {
      this.#fail(response.errored ?? { name: 'Error', code: 'ECONNRESET', message: 'aborted' });
    }
    this.#end();
  }

  #fail(error: unknown): void {
    if (this.#isEnded) return;
    const type = requestErrorType(error);
    this.attributes['error.type'] = type;
    recordFailure(this.span, error, type);
    this.#record();
  }

  #end(): void {
    if (this.#isEnded) return;
    const status = this.#response?.statusCode ?? 0;
    if (status >= CLIENT_ERROR) {
      this.#add({ 'error.type': String(status) });
      this.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#record();
  }

  #record(): void {
    this.#isEnded = true;
    if (this.#response !== undefined) this.telemetry.onEnd(this.span, this.request, this.#response);
    this.span.end();
    const seconds = (performance.now() - this.#startMillis) / 1000;
    this.telemetry.recordDuration(seconds, metricAttributes(this.attributes), this.span);
  }

  #add(attributes: Attributes): void {
    Object.assign(this.attributes, attributes);
    this.span.setAttributes(attributes);
  }
}
