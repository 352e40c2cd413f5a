import type { Normalizer } from '../../core/normalize/index.js';
import type { ProtoWriter } from '../protobuf/writer.js';
import { writeText } from './fields.js';

/** Longer texts and more of them are not remembered: what is kept stays below a quarter of a MiB. */
const MAX_CHARS = 256;
const MAX_TEXTS = 512;

/**
 * A field whose texts come again and again, such as the names of spans: each is normalised, searched for secrets and
 * encoded once. Texts with secrets are searched, and counted, each time.
 */
export class RepeatedTexts {
  readonly #known = new Map<unknown, Buffer>();
  #normalizer: Normalizer | undefined;

  constructor(private readonly tag: number) {}

  /** @param text of the app's it may be of any type */
  write(writer: ProtoWriter, text: unknown, normalizer: Normalizer): void {
    if (normalizer !== this.#normalizer) {
      this.#normalizer = normalizer;
      this.#known.clear();
    }
    const known = this.#known.get(text);
    if (known !== undefined) {
      writer.raw(known);
      return;
    }
    const start = writer.pos;
    const clean = normalizer.toText(text);
    writeText(writer, this.tag, clean);
    if (clean !== text || clean.length > MAX_CHARS) return;
    if (this.#known.size >= MAX_TEXTS) this.#known.clear();
    this.#known.set(text, Buffer.from(writer.buffer.subarray(start, writer.pos)));
  }
}
