import { SIGNALS } from '../../../otlp/signal.js';
import { createFrame, type Frame, type SharedMessage } from '../../frame.js';
import { FrameKind } from '../../ring/layout.js';
import { type RingFrame, RingReader } from '../../ring/ring-reader.js';
import type { Announcement } from '../announcement.js';

export interface RecordSink {
  record(frame: Frame): void;
  /** Right after the producer got the room back. */
  released(): void;
}

/** One producer thread as the exporter sees it: its ring, its resource and its scopes. */
export class Producer {
  readonly id: number;
  readonly thread: number;
  readonly starter: number | undefined;
  readonly ring: RingReader;
  readonly #scopes: SharedMessage[] = [];
  readonly #frame = createFrame();

  constructor({ id, thread, starter, ring, resource, scopes }: Announcement) {
    this.id = id;
    this.thread = thread;
    this.starter = starter;
    this.ring = new RingReader(ring);
    this.#frame.resource = resource && { bytes: Buffer.from(resource) };
    for (const scope of scopes) this.#scopes.push({ bytes: Buffer.from(scope) });
  }

  /** Reads about `maxBytes`; returns the bytes read. */
  drain(maxBytes: number, sink: RecordSink): number {
    return this.ring.read(
      maxBytes,
      (read) => this.#take(read, sink),
      () => sink.released(),
    );
  }

  #take({ kind, scope, data, start, end, items }: RingFrame, sink: RecordSink): void {
    const frame = this.#frame;
    if (kind === FrameKind.resource) {
      frame.resource = { bytes: Buffer.from(data.subarray(start, end)) };
    } else if (kind === FrameKind.scope) {
      // After a restart of the exporter the same scope may be announced and still be in the ring.
      this.#scopes[scope] ??= { bytes: Buffer.from(data.subarray(start, end)) };
    } else {
      frame.signal = SIGNALS[kind]!;
      frame.scope = this.#scopes[scope];
      frame.data = data;
      frame.start = start;
      frame.end = end;
      frame.items = items;
      sink.record(frame);
    }
  }
}
