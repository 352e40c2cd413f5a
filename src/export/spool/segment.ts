import {
  type BigIntStats,
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { openStatOf, statOf } from '../../core/stat.js';
import { SIGNALS } from '../../otlp/signal.js';
import type { BatchOrigin } from '../batch.js';
import type { Frame, SharedMessage } from '../frame.js';
import {
  CHUNK_HEADER_BYTES,
  type ChunkHeader,
  type Counts,
  findChunk,
  isIntact,
  lostCounts,
  MAGIC_BYTES,
  readChunk,
  readChunkHeader,
} from './chunk.js';

/** What is searched at once for the next chunk after a damaged place. */
const SEARCH_BYTES = 64 * 1024;

/** What may be spent on finding the next chunk in any file. */
const MIN_SEARCHABLE_BYTES = 32 * 1024 * 1024;

const COPY_BYTES = 1024 * 1024;

const NOTHING = Buffer.alloc(0);

/** The largest chunk that is read: far above any that is written, so that a flipped length asks for no gigabytes. */
const MAX_CHUNK_BYTES = 64 * 1024 * 1024;

/** Opens no link, waits for nobody at a FIFO, and controls no terminal. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

function isSameFile(one: BigIntStats | undefined, other: BigIntStats | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return (['dev', 'ino', 'size', 'mtimeNs'] as const).every((name) => one[name] === other[name]);
}

/** Told of what becomes of a segment. */
export interface SegmentOwner {
  /** Everything in it that was read is settled; it may still be appended to. */
  onSettled(segment: Segment): void;
  onDelete(segment: Segment): void;
}

/** One file of the spool. It is deleted once all of its records are settled. */
export class Segment implements BatchOrigin {
  readonly #definitions: SharedMessage[] = [];
  /** Closed while nothing is read or written: what others left may be more files than a process can have open. */
  #file: number | undefined;
  /** What it was when its file was closed. */
  #closedAs: BigIntStats | undefined;
  /** Of what this process appended, what is not read back. */
  readonly #unread: Counts = { traces: 0, metrics: 0, logs: 0 };
  #readAt = 0;
  /** Bytes that may still be spent on finding the next chunk: what looks like many must not take quadratic time. */
  #searchable: number;
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
    file: number | undefined,
    closedAs?: BigIntStats,
  ) {
    this.#file = file;
    this.#closedAs = closedAs;
    this.#sealed = replayed;
    this.#searchable = 16 * bytes + MIN_SEARCHABLE_BYTES;
  }

  /** @throws when the file can't be made */
  static create(path: string, owner: SegmentOwner): Segment {
    return new Segment(path, false, owner, 0, openSync(path, 'wx+', 0o600));
  }

  /** @throws when the file can't be opened, or is no plain file of at most so many bytes */
  static open(path: string, owner: SegmentOwner, maxBytes: number): Segment {
    const file = openSync(path, READ_FLAGS);
    try {
      const stat = openStatOf(file);
      if (!stat.isFile()) throw new Error('not a plain file');
      const bytes = Number(stat.size);
      if (bytes > maxBytes) throw new Error(`${bytes} bytes, more than the spool may hold`);
      return new Segment(path, true, owner, bytes, undefined, stat);
    } finally {
      closeSync(file);
    }
  }

  /** Whether its file is still where it was made: a process that dies now leaves it to the next. */
  get isInPlace(): boolean {
    try {
      const mine = this.#file === undefined ? this.#closedAs : openStatOf(this.#file);
      return isSameFile(statOf(this.path), mine);
    } catch {
      return false;
    }
  }

  get isRead(): boolean {
    return this.#readAt >= this.bytes;
  }

  get isSettled(): boolean {
    return this.isRead && this.#unsettled === 0;
  }

  /** @throws when the disk does not take it */
  append(chunk: Buffer): void {
    const file = this.#opened();
    let written = 0;
    try {
      while (written < chunk.length)
        written += writeSync(file, chunk, written, chunk.length - written, this.bytes + written);
    } catch (error) {
      // Of a full disk: the next process would count as lost what this one holds in memory.
      if (written > 0) ftruncateSync(file, this.bytes);
      throw error;
    }
    this.bytes += chunk.length;
    this.#addUnread(chunk, 1);
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
    const chunk = header && this.#chunkAt(before, header);
    if (header && chunk && isIntact(chunk, header)) {
      this.#addUnread(chunk, -1);
      readChunk(chunk, this.#definitions, (frame) => {
        this.#unsettled += frame.items;
        record(frame);
      });
      // Only now: a record that is settled at once must not settle the whole segment.
      this.#readAt = before + chunk.length;
    } else {
      // Of its own the process knows how many it wrote: see below. An empty file holds nothing: its process ended, or its disk
      // was full, before the first chunk.
      if (this.replayed && this.bytes > 0) damaged(header && lostCounts(header, chunk));
      this.#readAt = this.#resumeAt(before, chunk);
    }
    if (this.isRead) this.#readToEnd(damaged);
    this.#conclude();
    return this.#readAt - before;
  }

  /** Nothing more of it can be read. */
  giveUp(damaged: (counts: Counts | undefined) => void): void {
    this.#readAt = this.bytes;
    if (this.replayed) damaged(undefined);
    this.#readToEnd(damaged);
    this.#conclude();
  }

  /** Closes its file until it is read or deleted. */
  rest(): void {
    if (this.#file === undefined) return;
    this.#closedAs = openStatOf(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #readToEnd(damaged: (counts: Counts | undefined) => void): void {
    const lost = { ...this.#unread };
    for (const signal of SIGNALS) this.#unread[signal] = 0;
    if (SIGNALS.some((signal) => lost[signal] > 0)) damaged(lost);
    if (this.replayed) this.rest();
  }

  /** @param chunk as it was written */
  #addUnread(chunk: Buffer, sign: 1 | -1): void {
    if (this.replayed) return;
    const { counts } = readChunkHeader(chunk) as ChunkHeader;
    for (const signal of SIGNALS) this.#unread[signal] += sign * counts[signal];
  }

  /** @throws when its file is not the one that it was, or can't be opened */
  #opened(): number {
    if (this.#file !== undefined) return this.#file;
    const file = openSync(this.path, READ_FLAGS);
    if (!isSameFile(openStatOf(file), this.#closedAs)) {
      closeSync(file);
      throw new Error('another file stands in its place');
    }
    this.#file = file;
    return file;
  }

  /**
   * Writes the file again when it was removed, or its directory: if it is open here, the next process would not find it.
   * @throws when the disk does not take it
   */
  restore(): void {
    if (this.replayed || this.#deleted || this.#file === undefined || this.isInPlace) return;
    const file = openSync(this.path, 'wx+', 0o600);
    for (let at = 0; at < this.bytes; ) {
      const piece = this.#bytesAt(at, COPY_BYTES);
      if (piece.length === 0) break;
      at += writeSync(file, piece, 0, piece.length, at);
    }
    closeSync(this.#file);
    this.#file = file;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#deleted = true;
  }

  /** The chunk of that header; undefined when it would reach beyond the file, or any chunk's size. */
  #chunkAt(position: number, { frameBytes }: ChunkHeader): Buffer | undefined {
    const length = CHUNK_HEADER_BYTES + frameBytes;
    if (length > MAX_CHUNK_BYTES || position + length > this.bytes) return undefined;
    const chunk = this.#bytesAt(position, length);
    return chunk.length === length ? chunk : undefined;
  }

  /** Where the next intact chunk begins after damage at `position`, or the end of the file. */
  #resumeAt(position: number, damaged: Buffer | undefined): number {
    // Where the length is right the chunk behind is at its place.
    const end = position + (damaged?.length ?? 0);
    if (damaged !== undefined && (end === this.bytes || this.#isChunk(end))) return end;
    let at = position + 1;
    while (at < this.bytes && this.#searchable > 0) {
      const window = this.#bytesAt(at, SEARCH_BYTES);
      for (let found = findChunk(window, 0); found !== -1; found = findChunk(window, found + 1)) {
        if (this.#isChunk(at + found, window.subarray(found))) return at + found;
        if (this.#searchable <= 0) break;
      }
      // A chunk may begin with the last bytes of the window.
      at += Math.max(1, window.length - MAGIC_BYTES + 1);
    }
    return this.bytes;
  }

  /** @param known what was read of it before */
  #isChunk(position: number, known: Buffer = NOTHING): boolean {
    const isKnown = known.length >= CHUNK_HEADER_BYTES;
    const header = readChunkHeader(isKnown ? known : this.#bytesAt(position, CHUNK_HEADER_BYTES));
    const chunk = header && this.#chunkAt(position, header);
    this.#searchable -= CHUNK_HEADER_BYTES + (chunk?.length ?? 0);
    return header !== undefined && chunk !== undefined && isIntact(chunk, header);
  }

  #bytesAt(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.bytes - position)));
    return buffer.subarray(0, readSync(this.#opened(), buffer, 0, buffer.length, position));
  }

  #conclude(): void {
    if (!this.isSettled || this.#deleted) return;
    if (!this.#sealed) {
      this.owner.onSettled(this);
      return;
    }
    const { isInPlace } = this;
    this.close();
    try {
      // Somebody may have put another file in its place.
      if (isInPlace) unlinkSync(this.path);
    } catch {
      // Removed by somebody, or it can't be: then it is sent again at the next start.
    }
    this.owner.onDelete(this);
  }
}
