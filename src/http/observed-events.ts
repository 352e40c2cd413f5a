import { EventEmitter } from 'node:events';
import { context } from '@opentelemetry/api';
import { OBSERVATION } from '../core/globals.js';
import { type Emit, emitInContext } from '../correlation/emit-in-context.js';
import { isComplete, type RequestMessage, type ResponseMessage } from './messages.js';
import type { Observed } from './observed.js';

interface ObservedEmitter extends EventEmitter, Observed {
  /** What stood in the place of `EventEmitter.prototype.emit`, if anything did. */
  [OWN_EMIT]?: Emit;
}

const OWN_EMIT = Symbol('tracebridge.emit');

/**
 * Lets listeners of a request or a response, such as those of a body parser, run in the request's context: otherwise
 * they run in the connection's. Each property more on one of the two costs half a microsecond, V8 keeps it outside of
 * the object: so one is set, where `context.bind` sets two.
 */
export function bindEvents(request: RequestMessage): void {
  if (request instanceof EventEmitter) take(request, emitObserved);
}

/** As {@link bindEvents}, and ends the observation when the response closes, before its listeners are told. */
export function endWithClose(response: ResponseMessage): void {
  if (response instanceof EventEmitter) take(response, emitOfResponse);
  else (response as ResponseMessage).prependListener('close', close);
}

function take(emitter: ObservedEmitter, emit: Emit): void {
  if (emitter.emit !== EventEmitter.prototype.emit) emitter[OWN_EMIT] = emitter.emit;
  emitter.emit = emit;
}

function emitObserved(this: ObservedEmitter, ...args: Parameters<Emit>): boolean {
  return emitInContext(context, this[OBSERVATION]!.context, this, this[OWN_EMIT], args);
}

function emitOfResponse(this: ObservedEmitter, ...args: Parameters<Emit>): boolean {
  if (args[0] === 'close') close.call(this as ObservedEmitter & ResponseMessage);
  return emitObserved.apply(this, args);
}

function close(this: ResponseMessage & Observed): void {
  const observation = this[OBSERVATION];
  if (this.errored) observation?.fail(this.errored);
  observation?.end(isComplete(this) ? this.statusCode : undefined);
}
