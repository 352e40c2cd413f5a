import { threadId } from 'node:worker_threads';
import { FrameKind } from '../ring/layout.js';
import type { RingWriter } from '../ring/ring-writer.js';
import type { Announcement } from './announcement.js';

/**
 * The resource and the scopes of this thread. They travel in the ring, in order with the records. When the ring has no
 * room for one, it goes first once there is.
 */
export class ProducerState {
  #resource: Uint8Array | undefined;
  readonly #scopes: Uint8Array[] = [];
  /** Not in the ring yet: kind, handle and bytes. */
  #pending: [FrameKind, number, Uint8Array][] = [];

  constructor(
    readonly id: number,
    readonly ring: RingWriter,
    readonly starter: number | undefined,
  ) {}

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  setResource(bytes: Uint8Array): void {
    this.#resource = bytes.slice();
    this.#push(FrameKind.resource, 0, this.#resource);
  }

  defineScope(bytes: Uint8Array): number {
    const handle = this.#scopes.push(bytes.slice()) - 1;
    this.#push(FrameKind.scope, handle, this.#scopes[handle]!);
    return handle;
  }

  /** Writes what is pending; returns whether nothing is left. */
  writePending(): boolean {
    while (this.#pending.length > 0) {
      const [kind, handle, bytes] = this.#pending[0]!;
      if (!this.ring.write(kind, handle, bytes, 0, bytes.length, 0)) return false;
      this.#pending.shift();
    }
    return true;
  }

  announcement(): Announcement {
    const { id, ring, starter } = this;
    return {
      id,
      thread: threadId,
      starter,
      ring: ring.memory,
      resource: this.#resource,
      scopes: this.#scopes,
    };
  }

  #push(kind: FrameKind, handle: number, bytes: Uint8Array): void {
    this.#pending.push([kind, handle, bytes]);
    this.writePending();
  }
}
