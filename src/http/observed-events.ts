import { EventEmitter } from 'node:events';
import { context } from '@opentelemetry/api';
import { isComplete, type RequestMessage, type ResponseMessage } from './messages.js';
import { OBSERVATION, type Observed } from './observed.js';

type Emit = EventEmitter['emit'];

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
  if (request instanceof EventEmitter) take(request, emitInContext);
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

function emitInContext(this: ObservedEmitter, ...args: Parameters<Emit>): boolean {
  const emit = this[OWN_EMIT] ?? EventEmitter.prototype.emit;
  // Most events of a request and its response have no listener, and entering a context copies a Map.
  const isHeard = args[0] === 'error' || isAnyoneListening(this, args[0]);
  const ctx = this[OBSERVATION]!.context;
  if (!isHeard || context.active() === ctx) return emit.apply(this, args);
  return context.with(ctx, () => emit.apply(this, args));
}

/**
 * The listener that node:http itself adds to a request that was answered before it was read to its end, as each GET is
 * (lib/_http_server.js, `resOnFinish`). It needs no context.
 */
const NODES_END_LISTENER = 'clearIncoming';

function isAnyoneListening(emitter: EventEmitter, event: string | symbol): boolean {
  const count = emitter.listenerCount(event);
  if (count !== 1 || event !== 'end') return count > 0;
  return emitter.listeners(event)[0]?.name !== NODES_END_LISTENER;
}

function emitOfResponse(this: ObservedEmitter, ...args: Parameters<Emit>): boolean {
  if (args[0] === 'close') close.call(this as ObservedEmitter & ResponseMessage);
  return emitInContext.apply(this, args);
}

function close(this: ResponseMessage & Observed): void {
  const observation = this[OBSERVATION];
  if (this.errored) observation?.fail(this.errored);
  observation?.end(isComplete(this) ? this.statusCode : undefined);
}
