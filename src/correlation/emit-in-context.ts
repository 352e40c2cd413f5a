import { EventEmitter } from 'node:events';
import type { Context, ContextManager } from '@opentelemetry/api';

export type Emit = EventEmitter['emit'];

/** Emits an event whose listeners are to run in a context, entering it only where somebody notices. */
export function emitInContext(
  manager: Pick<ContextManager, 'active' | 'with'>,
  ctx: Context,
  emitter: EventEmitter,
  ownEmit: Emit | undefined,
  args: Parameters<Emit>,
): boolean {
  const emit = ownEmit ?? EventEmitter.prototype.emit;
  // Most events of a request and its response have no listener, and entering a context copies a Map.
  const isHeard = args[0] === 'error' || isAnyoneListening(emitter, args[0]);
  if (!isHeard || manager.active() === ctx) return emit.apply(emitter, args);
  return manager.with(ctx, () => emit.apply(emitter, args));
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
