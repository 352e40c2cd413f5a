import { EventEmitter } from 'node:events';
import { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { type Context, context } from '@opentelemetry/api';
import { MESSAGE_OBSERVERS } from '../core/globals.js';
import { tellFailure } from '../core/quietly.js';
import { replaceMethod } from '../core/replace-method.js';
import { share } from '../core/share.js';
import { createSlot, type Slot } from '../core/slot.js';
import { emitInContext } from '../correlation/emit-in-context.js';

/** Of a request, from its first sight to its end. */
export interface EventObserver {
  /** The context that listeners of the message run in: by themselves they run in the connection's. */
  readonly context: Context;
  /** Told of an event before its listeners are. */
  notice(emitter: object, event: string | symbol, argument: unknown): void;
}

interface Shared {
  readonly observers: Slot<object, EventObserver>;
  /** Whether Node's classes have been made to look for observers, of events and of the head of a response. */
  observesEvents: boolean;
  observesHeads: boolean;
}

// Shared by all copies of the package in the process: the preload's and that of the app's middlewares.
export const shared = share<Shared>(MESSAGE_OBSERVERS, () => ({
  observers: createSlot(),
  observesEvents: false,
  observesHeads: false,
}));

export function observerOf(emitter: object): EventObserver | undefined {
  return shared.observers.get(emitter);
}

/**
 * Lets an observer see all events of a message, without a listener that the app could count or remove. Messages of
 * `node:http` have nothing put on them: their classes' `emit` looks for an observer. A property of their own instead
 * costs a request a quarter to half a microsecond each, and shows.
 * @returns whether it has events at all
 */
export function observeEvents(message: object, observer: EventObserver): boolean {
  const isNodes = isOfNodesClasses(message);
  const isEmitter = isNodes || message instanceof EventEmitter;
  if (isNodes) observeClasses();
  else if (isEmitter && observerOf(message) === undefined) observeEmit(message as EventEmitter);
  shared.observers.set(message, observer);
  return isEmitter;
}

function isOfNodesClasses(message: object): boolean {
  return (
    message instanceof IncomingMessage ||
    message instanceof ServerResponse ||
    message instanceof ClientRequest
  );
}

function observeClasses(): void {
  if (shared.observesEvents) return;
  shared.observesEvents = true;
  for (const { prototype } of [IncomingMessage, ServerResponse, ClientRequest]) observeEmit(prototype);
}

function observeEmit(owner: EventEmitter): void {
  const { observers } = shared;
  // One that is inherited is looked up with each event: `node:domain` replaces it.
  const own = owner.emit === EventEmitter.prototype.emit ? undefined : owner.emit;
  replaceMethod(
    owner,
    'emit',
    () =>
      function emit(this: EventEmitter, ...args): boolean {
        const observer = observers.get(this);
        if (observer === undefined) return (own ?? EventEmitter.prototype.emit).apply(this, args);
        try {
          observer.notice(this, args[0], args[1]);
        } catch (error) {
          tellFailure('observing a request', error);
        }
        return emitInContext(context, observer.context, this, own, args);
      },
  );
}
