import { SIGNALS } from '../../otlp/signal.js';
import type { Budget } from '../budget.js';
import type { ExportConfig } from '../config-types.js';
import type { Counters } from '../counters.js';
import { createInlineInstead } from '../inline/create.js';
import type { InlineChannel } from '../inline/inline-channel.js';
import { FrameKind } from '../ring/layout.js';
import { type RingFrame, RingReader } from '../ring/ring-reader.js';
import type { RingWriter } from '../ring/ring-writer.js';
// Now, not when the end needs it.
import '../transport/node-http.js';
import type { ProducerState } from './producer-state.js';

type RecordFrame = Pick<RingFrame, 'kind' | 'scope' | 'items'> & { bytes: Buffer };

/**
 * Sends what is in the ring from this thread, at the end of a process that has no exporter thread yet: starting one
 * takes 45 ms of CPU, more than most such programs do. What is not settled can be given back for an exporter thread,
 * which the end by `process.exit()` needs. While it is under way no exporter thread is started for what comes later.
 */
export class InPlaceFlush {
  readonly #counters: Counters;
  readonly #ring: RingWriter;
  readonly #inline: InlineChannel;
  readonly #frames: RecordFrame[] = [];

  constructor(config: ExportConfig, counters: Counters, state: ProducerState) {
    this.#counters = counters;
    this.#ring = state.ring;
    const announced = state.announcement();
    this.#inline = createInlineInstead(config, counters, announced);
    new RingReader(announced.ring).read(
      Number.POSITIVE_INFINITY,
      (frame) => this.#take(frame),
      () => {},
    );
  }

  /** Whether the collector may have taken what is not settled. */
  get isAwaited(): boolean {
    return this.#inline.isAwaited;
  }

  /** Whether all that was taken is settled in time. */
  async run(budget: Budget): Promise<boolean> {
    const settled = await this.#inline.flushAtEnd(budget);
    if (settled) this.#inline.close();
    return settled;
  }

  /** Puts back into the ring what is not settled. What the collector may have taken arrives again then. */
  giveBack(): void {
    this.#inline.close();
    for (const signal of SIGNALS) {
      const frames = this.#frames.filter(({ kind }) => kind === FrameKind[signal]);
      const held = this.#counters.held(signal);
      if (held === 0) continue;
      if (held < frames.reduce((sum, { items }) => sum + items, 0)) {
        // Parts of a request that was refused as a whole are settled one by one.
        this.#counters.dropped(signal, 'shutdown', held);
        continue;
      }
      this.#counters.taken(signal, -held);
      for (const { kind, scope, bytes, items } of frames) {
        if (this.#ring.write(kind, scope, bytes, 0, bytes.length, items)) continue;
        this.#counters.taken(signal, items);
        this.#counters.dropped(signal, 'queue_full', items);
      }
    }
  }

  /** What is not settled stays so. */
  close(): void {
    this.#inline.close();
  }

  #take({ kind, scope, data, start, end, items }: RingFrame): void {
    const signal = SIGNALS[kind];
    if (signal === undefined) return;
    const bytes = Buffer.from(data.subarray(start, end));
    this.#frames.push({ kind, scope, items, bytes });
    this.#counters.taken(signal, items);
    this.#inline.adopt(signal, scope, bytes, 0, bytes.length, items);
  }
}
