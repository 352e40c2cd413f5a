import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { COUNTERS_BYTES, Counters } from '../../../../src/export/counters.js';
import { createFrame } from '../../../../src/export/frame.js';
import { Spool } from '../../../../src/export/spool/spool.js';
import { chunkOf, deadDirectory, forgedChunk, leaveSegment } from '../../../support/spool-files.js';
import { runSpool, temporaryFolder } from '../../../support/spool-run.js';

const GOOD = chunkOf(['one', 'two', 'three']);
const ALL = ['one', 'two', 'three'];

const damaged = (at: number, value: number): Buffer => {
  const bytes = Buffer.from(chunkOf(['lost', 'lost too']));
  bytes[at] = value;
  return bytes;
};

// What stands before an intact chunk in one file, and how many records are known to be lost with it.
test.each<[string, Buffer, number]>([
  ['nothing', Buffer.alloc(0), 0],
  ['a damaged record', damaged(50, 0xff), 2],
  ['a count that flipped to two thousand millions', damaged(23, 0x80), 2],
  ['a length that flipped', damaged(11, 0x7f), 1],
  ['a frame that is too short, with a right checksum', forgedChunk([0, 0, 1], Buffer.alloc(10)), 1],
  [
    'a frame of an unknown kind, with a right checksum',
    forgedChunk([0, 0, 1], Buffer.from([0, 0, 0, 0, 9, ...Buffer.alloc(15)])),
    1,
  ],
  ['counts that its frames do not have', forgedChunk([7, 7, 7], Buffer.alloc(20)), 1],
  ['zeros', Buffer.alloc(100_000), 1],
  ['0.8 MB that looks like beginnings of chunks', Buffer.from('TBS1'.repeat(200_000)), 1],
  [
    'whole headers of large chunks, one after the other',
    Buffer.concat(Array(2_000).fill(forgedChunk([0, 0, 1], Buffer.alloc(0), 1).fill(0x10, 9, 10))),
    1,
  ],
])('behind %s what is intact is delivered', (_, before, lost) => {
  using folder = temporaryFolder();
  leaveSegment(deadDirectory(folder.path), Buffer.concat([before, GOOD]));
  const run = runSpool(folder.path);
  expect(run.delivered).toEqual(ALL);
  expect(run.corrupt).toBeLessThanOrEqual(Math.max(lost, 8));
  expect(run.corrupt === 0).toBe(lost === 0);
  expect(run).toMatchObject({ difference: 0, bytes: 0 });
});

// Entries beside an intact file: none is opened, read, or removed.
test.each<[string, (directory: string) => void]>([
  ['a folder in place of a file', (directory) => mkdirSync(join(directory, '00000001.seg'))],
  ['a FIFO', (directory) => execFileSync('mkfifo', [join(directory, '00000001.seg')])],
  ['a dangling link', (directory) => symlinkSync('/nonexistent', join(directory, '00000001.seg'))],
  ['a link to a file of the app', (directory) => symlinkSync(__filename, join(directory, '00000001.seg'))],
  ['a device', (directory) => symlinkSync('/dev/zero', join(directory, '00000001.seg'))],
  ['a file with another name', (directory) => writeFileSync(join(directory, 'notes.txt'), 'mine')],
  [
    'a file of 9 GB without content',
    (directory) => {
      writeFileSync(join(directory, '00000001.seg'), '');
      truncateSync(join(directory, '00000001.seg'), 9 * 1024 ** 3);
    },
  ],
])('%s is left alone and told, the file beside it delivered', (_, make) => {
  using folder = temporaryFolder();
  const directory = deadDirectory(folder.path);
  leaveSegment(directory, GOOD, '00000002.seg');
  make(directory);
  const run = runSpool(folder.path);
  expect(run).toMatchObject({ delivered: ALL, corrupt: 0, difference: 0, bytes: 0 });
  expect(run.warnings).toEqual([expect.stringContaining('left alone in the spool')]);
  const left = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => /00000001|notes/.test(name))).toHaveLength(1);
  expect(left.filter((name) => name.includes('00000002'))).toEqual([]);
});

test('an empty file holds nothing: its process ended before the first chunk', () => {
  using folder = temporaryFolder();
  const directory = deadDirectory(folder.path);
  leaveSegment(directory, GOOD, '00000002.seg');
  for (const name of ['00000001.seg', '00000003.seg']) writeFileSync(join(directory, name), '');
  const run = runSpool(folder.path);
  expect(run).toMatchObject({ delivered: ALL, corrupt: 0, difference: 0, bytes: 0, warnings: [] });
  expect(readdirSync(folder.path, { recursive: true, encoding: 'utf8' }).join()).not.toMatch(/\.seg/);
});

test('a link in place of a directory of the spool is not followed', () => {
  using folder = temporaryFolder();
  using victim = temporaryFolder();
  leaveSegment(victim.path, GOOD);
  writeFileSync(join(victim.path, 'precious.txt'), 'x');
  symlinkSync(victim.path, deadDirectory(folder.path));
  expect(runSpool(folder.path)).toMatchObject({ delivered: [], corrupt: 0 });
  expect(readdirSync(victim.path).toSorted()).toEqual(['00000001.seg', 'precious.txt']);
  expect(readFileSync(join(victim.path, '00000001.seg'))).toEqual(GOOD);
});

test("a directory of another PID namespace is taken over once its time is old, whatever its process's number says", () => {
  using folder = temporaryFolder();
  const host = crc32(hostname()).toString(16).padStart(8, '0');
  const directory = join(folder.path, `tb-4200000-1-${host}-0123456700abcdef`);
  leaveSegment(directory, GOOD);
  expect(runSpool(folder.path).delivered).toEqual([]);
  expect(existsSync(directory)).toBe(true);
  const old = new Date(Date.now() - 120_000);
  utimesSync(directory, old, old);
  expect(runSpool(folder.path).delivered).toEqual(ALL);
});

const openFiles = () => readdirSync('/proc/self/fd').length;

test('hundreds of directories and files that others left are read with few of them open', () => {
  using folder = temporaryFolder();
  const before = openFiles();
  const most = { open: 0 };
  const records = Array.from({ length: 400 }, (_, index) => `${index}`);
  for (const [index, record] of records.entries()) {
    // Half of them are in one directory.
    const name = `${String(index + 1).padStart(8, '0')}.seg`;
    const directory = deadDirectory(folder.path, (index % 2 === 0 ? index + 16 : 1).toString(16));
    leaveSegment(directory, chunkOf([record]), name);
  }
  const run = runSpool(folder.path, () => {
    most.open = Math.max(most.open, openFiles());
  });
  expect(run.delivered.toSorted()).toEqual(records.toSorted());
  expect(run).toMatchObject({ difference: 0, corrupt: 0, warnings: [], bytes: 0 });
  expect(most.open - before).toBeLessThan(20);
  expect(readdirSync(folder.path)).toHaveLength(1);
});

test('of what the process itself spools few files are open, and what is removed of the others is counted exactly', () => {
  using folder = temporaryFolder();
  const before = openFiles();
  const counters = new Counters(new SharedArrayBuffer(COUNTERS_BYTES));
  const config = { directory: folder.path, maxBytes: 64 * 1024 * 1024, segmentBytes: 1 };
  const delivered: string[] = [];
  const spool = new Spool(
    config,
    counters,
    (frame, origin) => {
      delivered.push(Buffer.from(frame.data.subarray(frame.start, frame.end)).toString('latin1'));
      origin.settled(frame.items);
    },
    () => {},
  );
  const frame = createFrame();
  for (let index = 0; index < 200; index++) {
    frame.data = Buffer.from(`${index}`);
    frame.end = frame.data.length;
    frame.items = 3;
    spool.append(frame);
    spool.commit();
  }
  expect(openFiles() - before).toBeLessThan(80);
  const [own = ''] = readdirSync(folder.path);
  unlinkSync(join(folder.path, own, '00000150.seg'));
  do spool.pump(() => true);
  while (!spool.isRead);
  spool.close();
  expect(delivered).toEqual(
    Array.from({ length: 200 }, (_, index) => `${index}`).filter((text) => text !== '149'),
  );
  const { logs, spool: bytes } = counters.stats({ ringBytes: 0, memoryLimit: 0, spoolLimit: 0 });
  expect(logs.dropped).toEqual({ spool_corrupt: 3 });
  expect(bytes?.bytes).toBe(0);
});
