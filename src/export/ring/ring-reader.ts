import {
  type FrameKind,
  frameBytes,
  HEADER_BYTES,
  FrameKind as Kind,
  RING_HEADER_BYTES,
  RingWord,
} from './layout.js';

/** Takes one frame. The payload is `data[start, end)`, valid until the call returns. */
export type FrameHandler = (
  kind: FrameKind,
  scope: number,
  items: number,
  data: Buffer,
  start: number,
  end: number,
) => void;

/** Room is given back to the producer each time this much was read, not only at the end of a pass. */
const RELEASE_BYTES = 64 * 1024;

/** The consumer's end of a ring. One thread only. */
export class RingReader {
  readonly #control: Int32Array;
  readonly #words: Int32Array;
  readonly #data: Buffer;
  #read: number;

  constructor(readonly memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, RING_HEADER_BYTES / 4);
    this.#words = new Int32Array(memory, RING_HEADER_BYTES);
    this.#data = Buffer.from(memory, RING_HEADER_BYTES);
    this.#read = Atomics.load(this.#control, RingWord.read);
    Atomics.store(this.#control, RingWord.attached, 1);
    Atomics.notify(this.#control, RingWord.attached);
  }

  get capacity(): number {
    return this.#data.length;
  }

  isEmpty(): boolean {
    return Atomics.load(this.#control, RingWord.write) === this.#read;
  }

  /**
   * Hands over frames until the ring is empty or about `maxBytes` were read; returns the bytes read.
   * `released` is called right after the producer got room back: what was handed over before can't be read again.
   */
  read(maxBytes: number, handle: FrameHandler, released: () => void): number {
    const write = Atomics.load(this.#control, RingWord.write);
    let total = 0;
    let unreleased = 0;
    while (this.#read !== write && total < maxBytes) {
      const word = this.#read >> 2;
      const kind = this.#words[word + 1] as FrameKind;
      if (kind === Kind.wrap) {
        total += this.#data.length - this.#read;
        this.#read = 0;
        continue;
      }
      const length = this.#words[word]!;
      const size = frameBytes(length);
      const start = this.#read + HEADER_BYTES;
      handle(kind, this.#words[word + 2]!, this.#words[word + 3]!, this.#data, start, start + length);
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
