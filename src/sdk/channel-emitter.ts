import type { InstrumentationScope } from '@opentelemetry/core';
import { getValues } from '../config/values.js';
import type { Normalizer } from '../core/normalize/index.js';
import type { ExportChannel } from '../export/channel.js';
import type { Lane, Outbox } from '../export/outbox.js';
import { encodeScope, ProtoWriter } from '../otlp/encode/index.js';
import type { Signal } from '../otlp/signal.js';

type Encode<Item> = (writer: ProtoWriter, item: Item, normalizer: Normalizer) => void;

/** Encodes what the SDK gives and hands it to the channel, in bursts. */
export class ChannelEmitter<Item extends { readonly instrumentationScope: InstrumentationScope }> {
  readonly #writer = new ProtoWriter();
  /** The SDK gives all items of a tracer or logger the same scope object. */
  readonly #scopes = new WeakMap<InstrumentationScope, number>();

  readonly emit: Lane<Item>;

  /** @param weigh about what an item takes in memory, in bytes */
  constructor(
    private readonly channel: ExportChannel,
    private readonly outbox: Outbox,
    private readonly signal: Signal,
    private readonly encode: Encode<Item>,
    weigh: (item: Item) => number,
  ) {
    this.emit = outbox.lane((item: Item) => this.#write(item), weigh);
  }

  #write(item: Item): void {
    const writer = this.#writer.reset();
    try {
      this.encode(writer, item, getValues().normalizer);
    } catch {
      this.channel.countDropped(this.signal, 'encode_failed', 1);
      return;
    }
    this.channel.emit(this.signal, this.#scopeOf(item.instrumentationScope), writer.buffer, 0, writer.pos);
  }

  forceFlush(): Promise<void> {
    this.outbox.flush();
    return this.channel.forceFlush();
  }

  #scopeOf(scope: InstrumentationScope): number {
    let handle = this.#scopes.get(scope);
    if (handle === undefined) {
      handle = this.channel.defineScope(encodeScope(scope, getValues().normalizer));
      this.#scopes.set(scope, handle);
    }
    return handle;
  }
}
