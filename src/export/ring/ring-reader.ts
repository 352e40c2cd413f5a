import { FrameKind, frameBytes, HEADER_BYTES, RING_HEADER_BYTES, RingWord } from './layout.js';

/** A frame of the ring, valid until the call that takes it returns: there is one for all. */
export interface RingFrame {
  kind: FrameKind;
  /** Handle. */
  scope: number;
  items: number;
  /** The payload is `data[start, end)`. */
  readonly data: Buffer;
  start: number;
  end: number;
}

/** Room is given back to the producer each time this much was read, not only at the end of a pass. */
const RELEASE_BYTES = 64 * 1024;

/** The consumer's end of a ring. One thread only. */
export class RingReader {
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  readonly #data: Buffer;
  readonly #frame: RingFrame;
  #read: number;

  constructor(readonly memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, RING_HEADER_BYTES / 4);
    this.#words = new Int32Array(memory, RING_HEADER_BYTES);
    this.#data = Buffer.from(memory, RING_HEADER_BYTES);
    this.#frame = { kind: FrameKind.wrap, scope: 0, items: 0, data: this.#data, start: 0, end: 0 };
    this.#read = Atomics.load(this.#control, RingWord.read);
  }

  isEmpty(): boolean {
    return Atomics.load(this.#control, RingWord.write) === this.#read;
  }

  /**
   * Hands over frames until the ring is empty or about `maxBytes` were read; returns the bytes read.
   * `released` is called right after the producer got room back: what was handed over before can't be read again.
   */
  read(maxBytes: number, take: (frame: RingFrame) => void, released: () => void): number {
    const write = Atomics.load(this.#control, RingWord.write);
    const frame = this.#frame;
    let total = 0;
    let unreleased = 0;
    while (this.#read !== write && total < maxBytes) {
      const word = this.#read >> 2;
      const kind = this.#words[word + 1] as FrameKind;
      if (kind === FrameKind.wrap) {
        total += this.#data.length - this.#read;
        this.#read = 0;
        continue;
      }
      const length = this.#words[word]!;
      const size = frameBytes(length);
      frame.kind = kind;
      frame.scope = this.#words[word + 2]!;
      frame.items = this.#words[word + 3]!;
      frame.start = this.#read + HEADER_BYTES;
      frame.end = frame.start + length;
      take(frame);
      const next = this.#read + size;
      this.#read = next === this.#data.length ? 0 : next;
      total += size;
      unreleased += size;
      if (unreleased >= RELEASE_BYTES) {
        unreleased = 0;
        Atomics.store(this.#control, RingWord.read, this.#read);
        released();
      }
    }
    Atomics.store(this.#control, RingWord.read, this.#read);
    released();
    return total;
  }
}
