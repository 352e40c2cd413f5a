import { ProtoWriter } from '../protobuf/writer.js';

/** A trace ID or span ID that field after field has: its digits are read once. */
export class RepeatedId {
  readonly #bytes = new ProtoWriter(24);
  #hex = '';
  #lastDigit = 0;

  write(writer: ProtoWriter, tag: number, hex: string): void {
    writer.tag(tag);
    const lastDigit = hex.charCodeAt(hex.length - 1);
    // The digit first: to compare texts that are parts of others is a call into the runtime.
    if (lastDigit !== this.#lastDigit || hex !== this.#hex) {
      this.#bytes.reset().hex(hex);
      this.#hex = hex;
      this.#lastDigit = lastDigit;
    }
    writer.append(this.#bytes);
  }
}

// The records of a request, its log lines and its span, share them.
export const traceIds = new RepeatedId();
export const spanIds = new RepeatedId();
