import type { Normalizer } from './normalizer.js';

const MAX_CHARS = 256;
const MAX_TEXTS = 512;

/**
 * Remembers texts in which nothing is masked or mended: names of spans, services and routes come again and again, and a
 * look-up costs a tenth of a search for secrets. Texts with secrets are searched, and counted, each time.
 */
export class CleanTexts {
  readonly #clean = new Set<string>();
  #normalizer: Normalizer | undefined;

  /** As the normaliser's `toText`. */
  text(value: unknown, normalizer: Normalizer): string {
    if (normalizer !== this.#normalizer) {
      this.#normalizer = normalizer;
      this.#clean.clear();
    }
    if (typeof value !== 'string' || value.length > MAX_CHARS) return normalizer.toText(value);
    if (this.#clean.has(value)) return value;
    const text = normalizer.toText(value);
    if (text === value) {
      if (this.#clean.size >= MAX_TEXTS) this.#clean.clear();
      this.#clean.add(value);
    }
    return text;
  }
}
