import { closeSync, fstatSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import type { BatchOrigin } from '../batch.js';
import type { Frame, SharedMessage } from '../frame.js';
import { CHUNK_HEADER_BYTES, type Counts, findChunk, isIntact, readChunk, readChunkHeader } from './chunk.js';

/** Told of what becomes of a segment. */
export interface SegmentOwner {
  /** Everything in it that was read is settled; it may still be appended to. */
  onSettled(segment: Segment): void;
  onDelete(segment: Segment): void;
}

/** One file of the spool. It is deleted once all of its records are settled. */
export class Segment implements BatchOrigin {
  readonly #definitions: SharedMessage[] = [];
  readonly #file: number;
  #readAt = 0;
  #unsettled = 0;
  /** Nothing more is appended. */
  #sealed: boolean;
  #deleted = false;

  private constructor(
    readonly path: string,
    /** Written by an earlier process. */
    readonly replayed: boolean,
    readonly owner: SegmentOwner,
    public bytes: number,
    file: number,
  ) {
    this.#file = file;
    this.#sealed = replayed;
  }

  /** @throws when the file can't be made */
  static create(path: string, owner: SegmentOwner): Segment {
    return new Segment(path, false, owner, 0, openSync(path, 'wx+', 0o600));
  }

  /** @throws when the file can't be opened */
  static open(path: string, owner: SegmentOwner): Segment {
    const file = openSync(path, 'r');
    return new Segment(path, true, owner, fstatSync(file).size, file);
  }

  get isRead(): boolean {
    return this.#readAt >= this.bytes;
  }

  get isSettled(): boolean {
    return this.isRead && this.#unsettled === 0;
  }

  /** @throws when the disk does not take it */
  append(chunk: Buffer): void {
    let written = 0;
    while (written < chunk.length) {
      written += writeSync(this.#file, chunk, written, chunk.length - written, this.bytes + written);
    }
    this.bytes += chunk.length;
  }

  seal(): void {
    this.#sealed = true;
    this.#conclude();
  }

  settled(items: number): void {
    this.#unsettled -= items;
    this.#conclude();
  }

  /**
   * Reads the next chunk; returns its bytes.
   * @param damaged told of records whose bytes are damaged; their number is unknown when the header is
   */
  read(record: (frame: Frame) => void, damaged: (counts: Counts | undefined) => void): number {
    const before = this.#readAt;
    const header = readChunkHeader(this.#bytesAt(before, CHUNK_HEADER_BYTES));
    const end = before + CHUNK_HEADER_BYTES + (header?.frameBytes ?? 0);
    const chunk = header && end <= this.bytes ? this.#bytesAt(before, end - before) : undefined;
    if (header && chunk && isIntact(chunk, header)) {
      readChunk(chunk, this.#definitions, (frame) => {
        this.#unsettled += frame.items;
        record(frame);
      });
      // Only now: a record that is settled at once must not settle the whole segment.
      this.#readAt = end;
    } else {
      const next = findChunk(this.#bytesAt(before, this.bytes - before), 1);
      this.#readAt = next === -1 ? this.bytes : before + next;
      damaged(header?.counts);
    }
    this.#conclude();
    return this.#readAt - before;
  }

  close(): void {
    if (!this.#deleted) closeSync(this.#file);
    this.#deleted = true;
  }

  #bytesAt(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.bytes - position)));
    return buffer.subarray(0, readSync(this.#file, buffer, 0, buffer.length, position));
  }

  #conclude(): void {
    if (!this.isSettled || this.#deleted) return;
    if (!this.#sealed) {
      this.owner.onSettled(this);
      return;
    }
    this.close();
    try {
      unlinkSync(this.path);
    } catch {
      // Removed by somebody, or it can't be: then it is sent again at the next start.
    }
    this.owner.onDelete(this);
  }
}
