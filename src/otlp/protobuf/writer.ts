import { varintBytes, writeVarint } from './varint.js';

/** Longer strings are written by the native encoder, shorter ones by a loop (measured on Node 24). */
const LOOP_CHARS = 16;
/** Shorter pieces are copied by a loop over words, which takes less than the call of a copy. */
const SHORT_BYTES = 64;
const TWO_32 = 4_294_967_296;

/**
 * Writes protobuf messages into one buffer that grows and is used again. Field tags are given whole, see `tagsOf`; below
 * 2^14.
 */
export class ProtoWriter {
  /** Valid from 0 to {@link pos}, until the next write, which may replace it. */
  buffer: Buffer;
  pos = 0;
  /** Of the buffer: what it writes takes a tenth of writing each byte. */
  #view: DataView;
  /** Of the time that was written last, most have the same; and its nanoseconds since the Unix epoch, in two words. */
  #second = 0;
  #secondLow = 0;
  #secondHigh = 0;

  /** @param initialBytes size to start with, in whole words of four bytes */
  constructor(initialBytes = 16_384) {
    this.buffer = Buffer.allocUnsafeSlow(initialBytes);
    this.#view = new DataView(this.buffer.buffer);
  }

  /** Forgets what was written. A buffer that one huge record made grow is given back. */
  reset(): this {
    this.pos = 0;
    if (this.buffer.length > 4_194_304) this.#replace(Buffer.allocUnsafeSlow(16_384));
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.pos);
  }

  /** Makes room for `bytes` more, up to a whole word. */
  reserve(bytes: number): void {
    const needed = this.pos + bytes;
    if (needed <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed + 3, this.buffer.length * 2));
    this.buffer.copy(grown, 0, 0, this.pos);
    this.#replace(grown);
  }

  #replace(buffer: Buffer): void {
    this.buffer = buffer;
    this.#view = new DataView(buffer.buffer);
  }

  tag(tag: number): void {
    this.reserve(2);
    if (tag > 127) {
      this.buffer[this.pos++] = (tag & 127) | 128;
      this.buffer[this.pos++] = tag >>> 7;
    } else this.buffer[this.pos++] = tag;
  }

  /** An integer between −2^63 and 2^64, exact as far as a double is; negative ones as two's complement, 10 bytes. */
  varint(value: number): void {
    this.reserve(10);
    if (value >= 0 && value < 128) this.buffer[this.pos++] = value;
    else if (value >= 0 && value < TWO_32) this.varint32(value);
    else this.varint64(value);
  }

  private varint32(value: number): void {
    this.pos = writeVarint(this.buffer, this.pos, value);
  }

  private varint64(value: number): void {
    // Floor division makes two's complement of negative numbers: high is negative, low positive.
    let high = Math.floor(value / TWO_32);
    let low = (value - high * TWO_32) >>> 0;
    high >>>= 0;
    while (high > 0 || low > 127) {
      this.buffer[this.pos++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.buffer[this.pos++] = low;
  }

  /** sint32 and sint64: zigzag. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  fixed32(value: number): void {
    this.reserve(4);
    this.#view.setUint32(this.pos, value, true);
    this.pos += 4;
  }

  /** fixed64 and sfixed64 of an integer, exact as far as a double is. */
  fixed64(value: number): void {
    const high = Math.floor(value / TWO_32);
    this.words(value - high * TWO_32, high);
  }

  double(value: number): void {
    this.reserve(8);
    this.#view.setFloat64(this.pos, value, true);
    this.pos += 8;
  }

  /**
   * Nanoseconds since the Unix epoch as fixed64, exact although they are beyond 2^53; 0 for what is no time after 1970.
   */
  time(time: readonly [seconds: number, nanoseconds: number]): void {
    const seconds = time[0];
    if (seconds !== this.#second) {
      if (!(seconds >= 0 && seconds < 2 ** 48)) {
        this.words(0, 0);
        return;
      }
      this.#setSecond(seconds);
    }
    const low = this.#secondLow + time[1];
    const carry = Math.floor(low / TWO_32);
    this.words(low - carry * TWO_32, this.#secondHigh + carry);
  }

  #setSecond(seconds: number): void {
    this.#second = seconds;
    const upper = Math.floor(seconds / 65_536);
    const upperScaled = upper * 1e9;
    const upperHigh = Math.floor(upperScaled / 65_536);
    const low = (upperScaled - upperHigh * 65_536) * 65_536 + Math.round((seconds - upper * 65_536) * 1e9);
    const carry = Math.floor(low / TWO_32);
    this.#secondLow = low - carry * TWO_32;
    this.#secondHigh = upperHigh + carry;
  }

  private words(low: number, high: number): void {
    this.reserve(8);
    this.#view.setUint32(this.pos, low, true);
    this.#view.setUint32(this.pos + 4, high, true);
    this.pos += 8;
  }

  /** Length and UTF-8 bytes; a lone surrogate becomes U+FFFD. */
  string(text: string): void {
    const { length } = text;
    if (length > LOOP_CHARS) {
      this.longString(text);
      return;
    }
    this.reserve(1 + 3 * length);
    const { buffer } = this;
    const start = this.pos;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) {
        // At most 48 bytes, so that the length takes one.
        const bytes = buffer.write(text, start + 1, 'utf8');
        buffer[start] = bytes;
        this.pos = start + 1 + bytes;
        return;
      }
      buffer[start + 1 + index] = unit;
    }
    buffer[start] = length;
    this.pos = start + 1 + length;
  }

  private longString(text: string): void {
    // Where that is no waste, the room for the worst case is taken instead of measuring first.
    const worst = text.length <= 4_096 ? text.length * 3 : Buffer.byteLength(text);
    this.reserve(worst + 5);
    const start = this.pos;
    const guess = varintBytes(text.length);
    const bytes = this.buffer.write(text, start + guess, 'utf8');
    const needed = varintBytes(bytes);
    if (needed !== guess) this.buffer.copyWithin(start + needed, start + guess, start + guess + bytes);
    this.varint32(bytes);
    this.pos += bytes;
  }

  /** Writes text at an offset if it is ASCII; returns whether it is. There must be room for three bytes a unit. */
  ascii(text: string, at: number): boolean {
    const { length } = text;
    const { buffer } = this;
    if (length > LOOP_CHARS) return buffer.write(text, at, 'utf8') === length;
    for (let index = 0; index < length; index++) {
      const unit = text.charCodeAt(index);
      if (unit > 127) return false;
      buffer[at + index] = unit;
    }
    return true;
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.pos);
    this.pos += bytes.length;
  }

  /** What another writer holds. */
  append(other: ProtoWriter): void {
    const bytes = other.pos;
    // Whole words, the last of which may hold less.
    this.reserve(bytes + 3);
    if (bytes > SHORT_BYTES) other.buffer.copy(this.buffer, this.pos, 0, bytes);
    else for (let at = 0; at < bytes; at += 4) this.#view.setUint32(this.pos + at, other.#view.getUint32(at));
    this.pos += bytes;
  }

  /** Length and the bytes of lower- or upper-case hex digits; anything else is not written. */
  hex(text: string): void {
    const bytes = text.length >>> 1;
    this.reserve(bytes + 5);
    this.varint32(bytes);
    const { buffer } = this;
    for (let index = 0, at = this.pos; index < bytes; index++) {
      buffer[at + index] =
        ((DIGITS[text.charCodeAt(2 * index)] as number) << 4) |
        (DIGITS[text.charCodeAt(2 * index + 1)] as number);
    }
    this.pos += bytes;
  }

  /** Starts an embedded message; its length is filled in by {@link close}, to which the result is to be given. */
  open(tag: number): number {
    this.tag(tag);
    this.reserve(1);
    return ++this.pos;
  }

  close(start: number): void {
    const length = this.pos - start;
    if (length < 128) {
      this.buffer[start - 1] = length;
      return;
    }
    // Most messages are short, so one byte is left for the length, and the content of others moves.
    const more = varintBytes(length) - 1;
    this.reserve(more);
    this.buffer.copyWithin(start + more, start, this.pos);
    this.pos = start - 1;
    this.varint32(length);
    this.pos += length;
  }
}

/** Value of each hex digit, by its character code. */
const DIGITS = new Uint8Array(128);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  DIGITS[digit.charCodeAt(0)] = value;
  DIGITS[digit.toUpperCase().charCodeAt(0)] = value;
}
