import { crc32 } from 'node:zlib';
import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { createFrame, type Frame, type SharedMessage } from '../frame.js';

/**
 * A segment file is a sequence of chunks. All numbers are unsigned 32-bit, little endian.
 *
 *     chunk   "TBS1", CRC-32 of all that follows, length of the frames, spans, data points, log records; frames
 *     frame   length, kind (index in SIGNALS, or 3: definition), resource, scope, items; bytes
 *
 * A definition (a Resource or InstrumentationScope message) gets the next number, from 1 in each segment; `resource`
 * and `scope` are such numbers, 0 for none. So a segment can be read without any other.
 */
export const CHUNK_HEADER_BYTES = 24;
export const FRAME_HEADER_BYTES = 20;
const MAGIC = Buffer.from('TBS1', 'latin1');
const DEFINITION = 3;

/** A chunk is written when it has this many bytes, or at the end of a pass. */
export const CHUNK_BYTES = 64 * 1024;

export type Counts = Record<Signal, number>;

/** A chunk that is being filled. */
export class ChunkWriter {
  #buffer = Buffer.allocUnsafeSlow(2 * CHUNK_BYTES);
  #length = CHUNK_HEADER_BYTES;
  #counts: Counts = { traces: 0, metrics: 0, logs: 0 };

  get bytes(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#length === CHUNK_HEADER_BYTES;
  }

  define({ bytes }: SharedMessage): void {
    this.#append(DEFINITION, 0, 0, 0, bytes, 0, bytes.length);
  }

  /** @param resource and `scope`: numbers of the frame's definitions */
  record({ signal, items, data, start, end }: Frame, resource: number, scope: number): void {
    this.#counts[signal] += items;
    this.#append(SIGNALS.indexOf(signal), resource, scope, items, data, start, end);
  }

  /** The chunk's bytes, valid until the next call of any method; the writer is empty then. */
  take(): Buffer {
    const chunk = this.#buffer.subarray(0, this.#length);
    MAGIC.copy(chunk);
    chunk.writeUInt32LE(this.#length - CHUNK_HEADER_BYTES, 8);
    for (const [index, signal] of SIGNALS.entries())
      chunk.writeUInt32LE(this.#counts[signal], 12 + 4 * index);
    chunk.writeUInt32LE(crc32(chunk.subarray(8)), 4);
    this.#length = CHUNK_HEADER_BYTES;
    this.#counts = { traces: 0, metrics: 0, logs: 0 };
    return chunk;
  }

  #append(
    kind: number,
    resource: number,
    scope: number,
    items: number,
    data: Uint8Array,
    start: number,
    end: number,
  ): void {
    const size = FRAME_HEADER_BYTES + end - start;
    if (this.#length + size > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#length + size));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    let at = this.#length;
    for (const word of [end - start, kind, resource, scope, items]) at = this.#buffer.writeUInt32LE(word, at);
    Buffer.prototype.copy.call(data, this.#buffer, at, start, end);
    this.#length += size;
  }
}

export interface ChunkHeader {
  crc: number;
  frameBytes: number;
  counts: Counts;
}

/** Undefined for bytes that are no chunk header. */
export function readChunkHeader(bytes: Buffer): ChunkHeader | undefined {
  if (bytes.length < CHUNK_HEADER_BYTES || MAGIC.compare(bytes, 0, 4) !== 0) return undefined;
  const [traces, metrics, logs] = [12, 16, 20].map((at) => bytes.readUInt32LE(at)) as [
    number,
    number,
    number,
  ];
  return { crc: bytes.readUInt32LE(4), frameBytes: bytes.readUInt32LE(8), counts: { traces, metrics, logs } };
}

/** Whether the bytes are those that were written, and are frames to the end. */
export function isIntact(chunk: Buffer, header: ChunkHeader): boolean {
  return crc32(chunk.subarray(8)) === header.crc && hasWholeFrames(chunk, header);
}

/** What has a right checksum may still come from another version, or from somebody who wrote it by hand. */
function hasWholeFrames(chunk: Buffer, { counts }: ChunkHeader): boolean {
  const sums = frameCounts(chunk);
  return sums !== undefined && SIGNALS.every((signal) => sums[signal] === counts[signal]);
}

/** The records that the frames tell; undefined where they are no frames. */
function frameCounts(chunk: Buffer): Counts | undefined {
  const sums: Counts = { traces: 0, metrics: 0, logs: 0 };
  let at = CHUNK_HEADER_BYTES;
  while (at + FRAME_HEADER_BYTES <= chunk.length) {
    const kind = chunk.readUInt32LE(at + 4);
    if (kind > DEFINITION) return undefined;
    if (kind !== DEFINITION) sums[SIGNALS[kind] as Signal] += chunk.readUInt32LE(at + 16);
    at += FRAME_HEADER_BYTES + chunk.readUInt32LE(at);
  }
  return at === chunk.length ? sums : undefined;
}

/** A record takes more bytes than this, its frame included, and so does a data point of a metric. */
const MIN_RECORD_BYTES = 20;

/**
 * How many records a damaged chunk held: what its header says, or its frames, whichever can be true and is less, since
 * either may be damaged. Undefined when neither can.
 */
export function lostCounts(
  { counts, frameBytes }: ChunkHeader,
  chunk: Buffer | undefined,
): Counts | undefined {
  const most = Math.min(frameBytes, MAX_FRAME_BYTES) / MIN_RECORD_BYTES;
  return [counts, chunk && frameCounts(chunk)]
    .filter((each) => each !== undefined)
    .filter((each) => total(each) > 0 && total(each) <= most)
    .toSorted((one, other) => total(one) - total(other))[0];
}

function total({ traces, metrics, logs }: Counts): number {
  return traces + metrics + logs;
}

/** No header of ours tells more: a chunk has 64 KiB and one record, of at most about 2 MiB. */
const MAX_FRAME_BYTES = 8 * 1024 * 1024;

/** Where in the bytes the next chunk may begin, or -1. */
export function findChunk(bytes: Buffer, from: number): number {
  return bytes.indexOf(MAGIC, from);
}

export const MAGIC_BYTES = MAGIC.length;

/** Hands over the records of an intact chunk. Its definitions are added to those of the segment so far. */
export function readChunk(chunk: Buffer, definitions: SharedMessage[], record: (frame: Frame) => void): void {
  const frame = createFrame();
  frame.data = chunk;
  let at = CHUNK_HEADER_BYTES;
  while (at < chunk.length) {
    const [length, kind, resource, scope, items] = [0, 4, 8, 12, 16].map((offset) =>
      chunk.readUInt32LE(at + offset),
    ) as [number, number, number, number, number];
    const start = at + FRAME_HEADER_BYTES;
    at = start + length;
    if (kind === DEFINITION) definitions.push({ bytes: Buffer.from(chunk.subarray(start, at)) });
    else {
      frame.signal = SIGNALS[kind]!;
      frame.resource = definitions[resource - 1];
      frame.scope = definitions[scope - 1];
      frame.start = start;
      frame.end = at;
      frame.items = items;
      record(frame);
    }
  }
}
