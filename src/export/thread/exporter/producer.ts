import { SIGNALS } from '../../../otlp/signal.js';
import type { SharedMessage } from '../../frame.js';
import { type FrameKind, FrameKind as Kind } from '../../ring/layout.js';
import { RingReader } from '../../ring/ring-reader.js';
import type { Announcement } from '../announcement.js';

/** Where the records of a producer go. */
export interface RecordSink {
  record(
    signal: (typeof SIGNALS)[number],
    producer: Producer,
    scope: number,
    data: Buffer,
    start: number,
    end: number,
    items: number,
  ): void;
  /** Right after the producer got the room back. */
  released(): void;
}

/** One producer thread as the exporter sees it: its ring, its resource and its scopes. */
export class Producer {
  readonly id: number;
  readonly ring: RingReader;
  resource: SharedMessage | undefined;
  readonly scopes: SharedMessage[] = [];

  constructor({ id, ring, resource, scopes }: Announcement) {
    this.id = id;
    this.ring = new RingReader(ring);
    this.resource = resource && { bytes: Buffer.from(resource) };
    for (const scope of scopes) this.scopes.push({ bytes: Buffer.from(scope) });
  }

  /** Reads about `maxBytes`; returns the bytes read. */
  drain(maxBytes: number, sink: RecordSink): number {
    return this.ring.read(
      maxBytes,
      (kind, scope, items, data, start, end) => this.#frame(sink, kind, scope, items, data, start, end),
      () => sink.released(),
    );
  }

  #frame(
    sink: RecordSink,
    kind: FrameKind,
    scope: number,
    items: number,
    data: Buffer,
    start: number,
    end: number,
  ): void {
    if (kind === Kind.resource) {
      this.resource = { bytes: Buffer.from(data.subarray(start, end)) };
    } else if (kind === Kind.scope) {
      // After a restart of the exporter the same scope may be announced and still be in the ring.
      this.scopes[scope] ??= { bytes: Buffer.from(data.subarray(start, end)) };
    } else {
      sink.record(SIGNALS[kind]!, this, scope, data, start, end, items);
    }
  }
}
