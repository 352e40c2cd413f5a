import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { createFrame } from '../../src/export/frame.js';
import { ChunkWriter } from '../../src/export/spool/chunk.js';

/** A directory as a process left it that has ended: its number is above the highest there can be. */
export function deadDirectory(spool: string, id = 'ab'): string {
  const host = crc32(hostname()).toString(16).padStart(8, '0');
  return join(spool, `tb-4200000-1-${host}-${id}`);
}

/** An intact chunk of log records. */
export function chunkOf(records: readonly string[]): Buffer {
  const writer = new ChunkWriter();
  const frame = createFrame();
  for (const text of records) {
    frame.data = Buffer.from(text);
    frame.end = frame.data.length;
    frame.items = 1;
    writer.record(frame, 0, 0);
  }
  return Buffer.from(writer.take());
}

/** A chunk whose header and checksum say what they are told, whatever its frames are. */
export function forgedChunk(counts: readonly [number, number, number], frames: Buffer, crc?: number): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(24), frames]);
  chunk.write('TBS1', 'latin1');
  chunk.writeUInt32LE(frames.length, 8);
  for (const [index, count] of counts.entries()) chunk.writeUInt32LE(count, 12 + 4 * index);
  chunk.writeUInt32LE(crc ?? crc32(chunk.subarray(8)), 4);
  return chunk;
}

export function leaveSegment(directory: string, bytes: Buffer, name = '00000001.seg'): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), bytes);
}
