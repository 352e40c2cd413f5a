import { OtlpDecodeError } from './decode-error.js';

/**
 * Nesting of messages. A level of a nested value takes three (AnyValue, KeyValueList, KeyValue), so this admits values
 * some 330 levels deep; recursion stays far below the stack's end.
 */
const MAX_DEPTH = 1_000;

/**
 * Messages in one request. An empty message takes two bytes on the wire and some hundred in memory, so a bound on bytes
 * alone would let 16 MiB become gigabytes.
 */
const MAX_MESSAGES = 1_000_000;

/** Bounds of one request being decoded. */
export class DecodeLimits {
  #messages = 0;

  /** @throws OtlpDecodeError when the message at `depth` exceeds a bound */
  enter(depth: number): void {
    if (depth > MAX_DEPTH) throw new OtlpDecodeError(`Messages nest deeper than ${MAX_DEPTH} levels`);
    this.#messages += 1;
    if (this.#messages > MAX_MESSAGES) {
      throw new OtlpDecodeError(`More than ${MAX_MESSAGES} messages in one request`);
    }
  }
}
