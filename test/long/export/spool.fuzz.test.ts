import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../../support/fast-check.js';
import { chunkOf, deadDirectory, forgedChunk, leaveSegment } from '../../support/spool-files.js';
import { runSpool, temporaryFolder } from '../../support/spool-run.js';

const piece = fc.oneof(
  fc
    .array(fc.string({ maxLength: 40, unit: fc.constantFrom(...'abcTBS1') }), { minLength: 1, maxLength: 5 })
    .map((records) => chunkOf(records)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(Buffer.from('TBS1'), Buffer.from('TBS1TBS1'), Buffer.alloc(64), Buffer.alloc(0)),
  fc
    .tuple(fc.nat(), fc.nat(), fc.nat(), fc.uint8Array({ maxLength: 80 }), fc.boolean())
    .map(([a, b, c, frames, isRight]) =>
      forgedChunk([a, b, c], Buffer.from(frames), isRight ? undefined : a),
    ),
);
const flip = fc.record({ at: fc.nat(2_000), bit: fc.nat(7) });
const file = fc.record({
  kind: fc.constantFrom('segment', 'segment', 'segment', 'folder', 'link', 'foreign'),
  pieces: fc.array(piece, { maxLength: 6 }),
  flips: fc.array(flip, { maxLength: 3 }),
  cut: fc.option(fc.nat(400)),
});

/** Each run stands for several entries: 2,500 runs of up to six files are some 10,000 of them. */
const RUNS = 2_500;

test('whatever stands in the spool: nothing is thrown, nothing foreign is touched, the account is even', () => {
  let entries = 0;
  fc.assert(
    fc.property(fc.array(file, { minLength: 2, maxLength: 6 }), (files) => {
      using folder = temporaryFolder();
      using victim = temporaryFolder();
      const precious = join(victim.path, 'precious');
      writeFileSync(precious, chunkOf(['not yours']));
      const directory = deadDirectory(folder.path);
      mkdirSync(directory);
      const intact: string[] = [];
      for (const [index, { kind, pieces, flips, cut }] of files.entries()) {
        entries++;
        const name = `${String(index + 1).padStart(8, '0')}.seg`;
        if (kind === 'folder') mkdirSync(join(directory, name));
        else if (kind === 'link') symlinkSync(precious, join(directory, name));
        else {
          const bytes = Buffer.concat(pieces);
          for (const { at, bit } of flips)
            if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << bit);
          leaveSegment(
            directory,
            cut === null ? bytes : bytes.subarray(0, cut),
            kind === 'foreign' ? `${index}.txt` : name,
          );
          if (kind === 'foreign') intact.push(`${index}.txt`);
        }
      }
      // Behind all of that an undamaged file.
      leaveSegment(directory, chunkOf(['last']), '99999999.seg');
      const run = runSpool(folder.path);
      expect(run.delivered).toContain('last');
      expect(run.delivered).not.toContain('not yours');
      expect(run.difference).toBe(0);
      // What can't be known is at most what a chunk can hold, by pieces; a count as it was read is up to 2^32.
      expect(run.corrupt).toBeLessThan(16_000_000);
      expect(readFileSync(precious)).toEqual(chunkOf(['not yours']));
      const left = readdirSync(folder.path, { recursive: true, encoding: 'utf8' });
      for (const name of intact) expect(left.filter((path) => path.endsWith(`/${name}`))).toHaveLength(1);
    }),
    { numRuns: RUNS },
  );
  expect(entries).toBeGreaterThan(9_000);
});
