import { readdirSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirectory } from '../../core/make-directory.js';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import type { BatchOrigin } from '../batch.js';
import type { SpoolConfig } from '../config-types.js';
import type { Counters } from '../counters.js';
import type { Frame, SharedMessage } from '../frame.js';
import { CHUNK_BYTES, ChunkWriter, type Counts, FRAME_HEADER_BYTES, readChunk } from './chunk.js';
import {
  adoptDirectory,
  beat,
  createOwnDirectory,
  directoriesIn,
  HEARTBEAT_MILLIS,
  isDirectory,
} from './owner.js';
import { Segment, type SegmentOwner } from './segment.js';

/** Files that the spool makes. */
const SEGMENT_NAME = /^\d{8}\.seg$/;

/** How often the files are looked for where they were made. Milliseconds. */
const PLACE_MILLIS = 1000;

/**
 * How many directories are taken over at once, and how many files of its own that wait to be read stay open, to be
 * written again when they are removed: neither may take the file descriptors that the app needs.
 */
const MAX_ADOPTED = 64;
const MAX_OPEN = 64;

/** Takes records that were read back, or that the disk did not take. */
type SpoolOutput = (frame: Frame, origin: BatchOrigin) => void;

/**
 * The queue on disk: what is accepted is appended to segment files, read back when there is room in memory, and deleted
 * once settled. Segments that ended processes left are read first. Data are with the operating system after each pass, not
 * forced to the disk: they survive the end of the process, not a power failure.
 *
 * Delivery is at least once: after a crash the segments that were not deleted are sent again, of which at most one,
 * and the requests under way, may have been delivered before.
 */
export class Spool {
  readonly #chunk = new ChunkWriter();
  /** Numbers of the definitions in the segment that is being written. */
  readonly #defined = new Map<SharedMessage, number>();
  /** How many of them were written before the chunk that is being filled. */
  #definedBefore = 0;
  /** Segments that are complete and not read to the end, oldest first. */
  readonly #backlog: Segment[] = [];
  /** Origins of what the disk did not take. */
  readonly #inMemory: Record<Signal, BatchOrigin>;
  readonly #directory: string;
  readonly #heartbeat: NodeJS.Timeout;
  #adopted: string[] = [];
  /** Names of directories that were found and not looked at yet. */
  #found: string[] = [];
  #placeSeenAt = performance.now();
  #current: Segment | undefined;
  #bytes = 0;
  #segments = 0;
  /** The disk failed: until the next heartbeat records stay in memory. */
  #bypassed = false;

  /** @throws when the directory can't be used */
  constructor(
    readonly config: SpoolConfig,
    readonly counters: Counters,
    readonly output: SpoolOutput,
    readonly warn: (text: string) => void,
  ) {
    const inMemory = (signal: Signal): BatchOrigin => ({
      settled: (items) => counters.unspooled(signal, -items),
    });
    this.#inMemory = { traces: inMemory('traces'), metrics: inMemory('metrics'), logs: inMemory('logs') };
    this.#directory = createOwnDirectory(config.directory);
    this.#search();
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MILLIS).unref();
  }

  /** Whether everything that was appended, and that others left, has been read back. */
  get isRead(): boolean {
    const isBacklogRead = this.#backlog.length === 0 && this.#found.length === 0;
    return this.#chunk.isEmpty && isBacklogRead && (this.#current?.isRead ?? true);
  }

  append(frame: Frame): void {
    if (this.#bypassed) {
      this.#keepInMemory(frame);
    } else if (this.#bytes + this.#chunk.bytes + this.#frameBytes(frame) > this.config.maxBytes) {
      this.counters.dropped(frame.signal, 'spool_full', frame.items);
    } else {
      this.#chunk.record(frame, this.#define(frame.resource), this.#define(frame.scope));
      if (this.#chunk.bytes >= CHUNK_BYTES) this.commit();
    }
  }

  /** Writes what was appended. Where the disk does not take it, it goes on in memory. */
  commit(): void {
    if (this.#chunk.isEmpty) return;
    if (performance.now() - this.#placeSeenAt > PLACE_MILLIS) this.#keepInPlace();
    const chunk = this.#chunk.take();
    try {
      this.#current ??= this.#createSegment();
      this.#current.append(chunk);
      this.#addBytes(chunk.length);
    } catch (error) {
      this.warn(`the spool can't be written, records stay in memory: ${(error as Error).message}`);
      this.#bypass(chunk);
    }
    this.#definedBefore = this.#defined.size;
    if (this.#current && this.#current.bytes >= this.config.segmentBytes) this.#rotate();
  }

  /** Reads back while there is room; returns the bytes read. */
  pump(hasRoom: () => boolean): number {
    let bytes = 0;
    if (this.#backlog.length === 0) this.#adoptSome();
    while (hasRoom()) {
      const segment = this.#backlog[0] ?? this.#current;
      if (segment === undefined || (segment === this.#current && segment.isRead)) break;
      bytes += this.#read(segment);
      if (segment.isRead && segment === this.#backlog[0]) this.#backlog.shift();
    }
    return bytes;
  }

  close(): void {
    clearInterval(this.#heartbeat);
  }

  /** Bytes that a record adds, with the definitions that the segment lacks. */
  #frameBytes({ resource, scope, start, end }: Frame): number {
    let sum = FRAME_HEADER_BYTES + end - start;
    for (const message of [resource, scope]) {
      if (message && !this.#defined.has(message)) sum += FRAME_HEADER_BYTES + message.bytes.length;
    }
    return sum;
  }

  #define(message: SharedMessage | undefined): number {
    if (message === undefined) return 0;
    const known = this.#defined.get(message);
    if (known !== undefined) return known;
    this.#chunk.define(message);
    this.#defined.set(message, this.#defined.size + 1);
    return this.#defined.size;
  }

  #read(segment: Segment): number {
    try {
      return this.#readChunk(segment);
    } catch (error) {
      this.warn(`a file of the spool can't be read: ${(error as Error).message}`);
      segment.giveUp((counts) => this.#damaged(segment, counts));
      return 0;
    }
  }

  #readChunk(segment: Segment): number {
    return segment.read(
      (frame) => {
        if (segment.replayed) this.#countReplayed(frame.signal, frame.items);
        this.output(frame, segment);
      },
      (counts) => this.#damaged(segment, counts),
    );
  }

  #countReplayed(signal: Signal, items: number): void {
    this.counters.accepted(signal, items);
    this.counters.taken(signal, items);
    this.counters.replayed(items);
  }

  /** A damaged place whose header is damaged too counts as one log record: more is not known. */
  #damaged(segment: Segment, counts: Counts = { traces: 0, metrics: 0, logs: 1 }): void {
    for (const signal of SIGNALS) {
      if (segment.replayed) this.#countReplayed(signal, counts[signal]);
      this.counters.dropped(signal, 'spool_corrupt', counts[signal]);
    }
  }

  #bypass(chunk: Buffer): void {
    this.#bypassed = true;
    const definitions = [...this.#defined.keys()].slice(0, this.#definedBefore);
    readChunk(chunk, definitions, (frame) => this.#keepInMemory(frame));
    this.#rotate();
  }

  #keepInMemory(frame: Frame): void {
    this.counters.unspooled(frame.signal, frame.items);
    this.output(frame, this.#inMemory[frame.signal]);
  }

  #rotate(): void {
    const segment = this.#current;
    this.#current = undefined;
    this.#defined.clear();
    this.#definedBefore = 0;
    if (segment === undefined) return;
    if (!segment.isRead) {
      if (this.#backlog.length >= MAX_OPEN) segment.rest();
      this.#backlog.push(segment);
    }
    segment.seal();
  }

  #createSegment(): Segment {
    makeDirectory(this.#directory);
    if (!isDirectory(this.#directory)) throw new Error(`${this.#directory} is a link`);
    const name = `${String(++this.#segments).padStart(8, '0')}.seg`;
    return Segment.create(join(this.#directory, name), this.#owner);
  }

  /** Looks for what ended processes left; again with each heartbeat, since some are known to have ended only then. */
  #search(): void {
    try {
      this.#found = directoriesIn(this.config.directory);
    } catch (error) {
      this.warn(`the spool can't be searched for what others left: ${(error as Error).message}`);
    }
    this.#adoptSome();
  }

  #adoptSome(): void {
    for (let count = 0; count < MAX_ADOPTED && this.#found.length > 0; ) {
      const directory = adoptDirectory(this.config.directory, this.#found.pop() as string);
      if (directory === undefined) continue;
      count++;
      this.#adopted.push(directory);
      this.#openAll(directory);
    }
  }

  /** Opens the segments, and nothing else: whatever has another name, or is no plain file, is left alone and told. */
  #openAll(directory: string): void {
    const foreign: string[] = [];
    for (const name of namesIn(directory, foreign)) {
      try {
        if (!SEGMENT_NAME.test(name)) throw new Error('not a file of the spool');
        const segment = Segment.open(join(directory, name), this.#owner, this.config.maxBytes);
        this.#addBytes(segment.bytes);
        this.#backlog.push(segment);
      } catch (error) {
        foreign.push(`${name} (${(error as Error).message})`);
      }
    }
    if (foreign.length > 0) {
      const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : '';
      this.warn(`left alone in the spool, in ${directory}: ${foreign[0]}${more}`);
    }
    removeIfEmpty(directory);
  }

  /** Somebody may remove the directory under a running process: it is made again, with what was not delivered. */
  #keepInPlace(): void {
    this.#placeSeenAt = performance.now();
    const segment = this.#current ?? this.#backlog.find(({ replayed }) => !replayed);
    if (segment === undefined || segment.isInPlace) return;
    try {
      makeDirectory(this.#directory);
      for (const each of [...this.#backlog, this.#current]) each?.restore();
      this.warn('the spool was removed and is written again');
    } catch (error) {
      this.warn(`the spool was removed and can't be written again: ${(error as Error).message}`);
    }
  }

  readonly #owner: SegmentOwner = {
    // The segment ends here although it is not full: else its settled records would be sent again after a crash, and
    // in an app that logs little it would not be full for long.
    onSettled: (segment) => {
      if (this.#chunk.isEmpty && segment === this.#current) this.#rotate();
    },
    onDelete: (segment) => {
      this.#addBytes(-segment.bytes);
      if (segment.replayed) removeIfEmpty(dirname(segment.path));
    },
  };

  #addBytes(delta: number): void {
    this.#bytes += delta;
    this.counters.spoolBytes(delta);
  }

  #beat(): void {
    this.#bypassed = false;
    this.#keepInPlace();
    beat(this.#directory);
    this.#adopted = this.#adopted.filter(beat);
    this.#search();
  }
}

/** @param problems gets why there are none */
function namesIn(directory: string, problems: string[]): string[] {
  try {
    return readdirSync(directory).toSorted();
  } catch (error) {
    problems.push((error as Error).message);
    return [];
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // Not empty.
  }
}
