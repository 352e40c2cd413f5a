import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, REGISTER, ROOT } from '../../support/run-program.js';

const FIXTURE = join(ROOT, 'test/fixtures/logs/file-stdout.cjs');
const EXPORTERS = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

function runInto(file: string, ...preload: string[]) {
  const descriptor = openSync(file, 'w');
  const { status, stderr } = spawnSync(NODE, [...preload, FIXTURE], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...EXPORTERS },
    stdio: ['ignore', descriptor, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(descriptor);
  return { status, seen: JSON.parse(stderr) as string[] };
}

const messages = (file: string) =>
  readFileSync(file, 'latin1').match(/\d+ (?:a line|the app|corked|caf\S+?(?=")|through [^"]+|in [^"]+)/g);

test('stdout is a file: the same texts in the same order and encoding, and the app’s own functions see theirs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'file-stdout-'));
  try {
    const plain = runInto(join(folder, 'plain'));
    const preloaded = runInto(join(folder, 'preloaded'), '--require', REGISTER);
    expect(preloaded).toEqual(plain);
    expect(plain.seen).toEqual(['write 8 through the app’s write', '_write 9 through the app’s _write']);
    expect(messages(join(folder, 'preloaded'))).toEqual(messages(join(folder, 'plain')));
    expect(messages(join(folder, 'plain'))).toHaveLength(11);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('stdout is a device that is full: the stream tells of it as it does', () => {
  const plain = runInto('/dev/full');
  expect(plain.seen).toContain('error ENOSPC');
  expect(runInto('/dev/full', '--require', REGISTER)).toEqual(plain);
});
