import type { InstrumentationScope } from '@opentelemetry/core';
import type { ExportChannel } from '../export/channel.js';
import { encodeScope } from '../export/encode/index.js';

/** Announces each instrumentation scope to the channel once. */
export class ScopeHandles {
  readonly #channel: ExportChannel;
  readonly #handles = new WeakMap<InstrumentationScope, number>();

  constructor(channel: ExportChannel) {
    this.#channel = channel;
  }

  /** The SDK gives all records of a tracer or logger the same scope object. */
  handleOf(scope: InstrumentationScope): number {
    let handle = this.#handles.get(scope);
    if (handle === undefined) {
      handle = this.#channel.defineScope(encodeScope(scope));
      this.#handles.set(scope, handle);
    }
    return handle;
  }
}
