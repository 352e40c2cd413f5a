import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportStats } from '../../../src/export/channel.js';
import { SIGNALS } from '../../../src/otlp/signal.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const segments = (): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.seg'))
    .map((name) => join(directory, name))
    .toSorted();

describe.each(['thread', 'inline'] as const)('%s', (mode) => {
  const start = (url: string, way: string, from = 0, options: object = {}): RunningFixture =>
    new RunningFixture('export/spool.cjs', [
      url,
      directory,
      way,
      String(from),
      mode,
      JSON.stringify(options),
    ]);

  /** Starts with a collector that is down, kills the process, and leaves its spool. */
  async function killWhileDown(server: OtlpServer, from = 0, options: object = {}): Promise<void> {
    await server.down();
    const fixture = start(server.url, 'wait', from, options);
    await fixture.stdoutHas('ready');
    fixture.kill('SIGKILL');
    await fixture.finished();
    await server.up();
  }

  async function replay(server: OtlpServer): Promise<ExportStats> {
    const finished = await start(server.url, 'replay').finished();
    return JSON.parse(finished.stdout);
  }

  test('what a killed process had spooled is delivered by the next, once, and the files are gone', async () => {
    await using server = await OtlpServer.start();
    await killWhileDown(server);
    const stats = await replay(server);
    for (const signal of SIGNALS) {
      expect(server.distinct(signal).size).toBe(1000);
      expect(server.duplicates(signal)).toBe(0);
      expect(stats[signal]).toMatchObject({
        accepted: 1000,
        delivered: 1000,
        rejected: 0,
        dropped: {},
        queued: 0,
      });
    }
    expect(stats.spool).toMatchObject({ bytes: 0, replayed: 3000 });
    expect(server.taken.logs[0]).toMatchObject({ service: 'spooler', scope: 'spooler' });
    expect(segments()).toEqual([]);
  }, 20_000);

  test('several killed processes are all replayed', async () => {
    await using server = await OtlpServer.start();
    for (const from of [0, 1000, 2000]) await killWhileDown(server, from);
    const stats = await replay(server);
    expect(server.distinct('logs').size).toBe(3000);
    expect(stats.spool!.replayed).toBe(9000);
  }, 30_000);

  test('SIGKILL in the midst of logging loses at most what was logged in the last 100 ms', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const fixture = start(server.url, 'stream');
    await fixture.stdoutHas('\n300\n');
    fixture.kill('SIGKILL');
    const { stdout } = await fixture.finished();
    const told = stdout.trim().split('\n').length;
    await server.up();
    await replay(server);
    const arrived = server.distinct('logs').size;
    expect(told - arrived).toBeLessThanOrEqual(100);
    for (let number = 0; number < arrived; number++) expect(server.distinct('logs').has(number)).toBe(true);
  }, 20_000);

  test('the exit of a process with the collector down keeps its records, and says so', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const finished = await start(server.url, 'end').finished();
    expect(finished.code).toBe(0);
    expect(finished.stderr).toContain(
      '0 of 1000 log records delivered; 1000 kept in the spool for the next start',
    );
    await server.up();
    const stats = await replay(server);
    expect(stats.logs).toMatchObject({ accepted: 1000, delivered: 1000, queued: 0 });
    expect(server.duplicates('logs')).toBe(0);
  }, 20_000);

  test('with the collector up nothing stays on disk', async () => {
    await using server = await OtlpServer.start();
    const finished = await start(server.url, 'end').finished();
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(server.distinct('logs').size).toBe(1000);
    for (const path of segments()) expect(readFileSync(path)).toHaveLength(0);
  });

  test('a torn write at the end costs its chunk only', async () => {
    await using server = await OtlpServer.start();
    await killWhileDown(server);
    const last = segments().at(-1)!;
    truncateSync(last, statSync(last).size - 10);
    const stats = await replay(server);
    const arrived = SIGNALS.reduce((sum, signal) => sum + server.distinct(signal).size, 0);
    const corrupt = SIGNALS.reduce((sum, signal) => sum + (stats[signal].dropped.spool_corrupt ?? 0), 0);
    expect(corrupt).toBeGreaterThan(0);
    expect(arrived + corrupt).toBe(3000);
    for (const signal of SIGNALS) expect(stats[signal]).toMatchObject({ queued: 0 });
  }, 20_000);

  test('a flipped byte costs its chunk only; garbage between chunks is passed over', async () => {
    await using server = await OtlpServer.start();
    await killWhileDown(server);
    const [path] = segments();
    const bytes = readFileSync(path!);
    const second = bytes.indexOf('TBS1', 1);
    bytes[30]! ^= 0xff;
    writeFileSync(
      path!,
      Buffer.concat([bytes.subarray(0, second), Buffer.alloc(100, 7), bytes.subarray(second)]),
    );
    const stats = await replay(server);
    const arrived = SIGNALS.reduce((sum, signal) => sum + server.distinct(signal).size, 0);
    expect(arrived).toBeGreaterThan(500);
    expect(stats.logs.dropped.spool_corrupt).toBeGreaterThan(0);
    for (const signal of SIGNALS) {
      const { accepted, delivered, dropped } = stats[signal];
      expect(accepted).toBe(delivered + (dropped.spool_corrupt ?? 0));
    }
  }, 20_000);

  test('the size cap drops the newest, counted spool_full', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const fixture = start(server.url, 'wait', 0, { maxBytes: 100_000 });
    await fixture.stdoutHas('ready');
    const files = segments();
    const size = files.reduce((sum, path) => sum + statSync(path).size, 0);
    expect(size).toBeLessThanOrEqual(100_000);
    fixture.kill('SIGTERM');
    expect((await fixture.finished()).stderr).toMatch(/dropped \(spool_full\), \d+ kept in the spool/);
  }, 20_000);

  test('directories are private, files too; those of living processes are left alone', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const living = start(server.url, 'wait');
    await living.stdoutHas('ready');
    const [path] = segments();
    expect(statSync(path!).mode & 0o777).toBe(0o600);
    expect(statSync(join(path!, '..')).mode & 0o777).toBe(0o700);
    const other = start(server.url, 'wait', 1000);
    await other.stdoutHas('ready');
    expect(segments()).toContain(path);
    for (const fixture of [living, other]) {
      fixture.kill('SIGKILL');
      await fixture.finished();
    }
  }, 20_000);

  test('a directory that can not be used: told, and delivered from memory', async () => {
    await using server = await OtlpServer.start();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const finished = await new RunningFixture('export/spool.cjs', [
      server.url,
      file,
      'end',
      '0',
      mode,
    ]).finished();
    expect(finished.code).toBe(0);
    expect(finished.stderr).toContain("the spool directory can't be used");
    expect(server.distinct('logs').size).toBe(1000);
  });

  test.each(['down', 'hung'])(
    'what is logged right before process.exit(), and in its listeners, is kept when the collector is %s',
    async (state) => {
      await using server = await OtlpServer.start();
      server.rule = () => ({ hang: true });
      if (state === 'down') await server.down();
      const finished = await start(server.url, 'exit').finished();
      expect(finished.code).toBe(3);
      expect(finished.stderr.match(/at exit: .* kept in the spool for the next start\n/g)).toHaveLength(1);
      if (state === 'down') await server.up();
      server.rule = () => ({});
      const { logs } = await replay(server);
      expect(logs).toMatchObject({ accepted: 1000, delivered: 1000, queued: 0 });
      expect(server.distinct('logs').size).toBe(1000);
    },
    20_000,
  );

  test('a directory that is removed under a running process is written again, with what was in it', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const fixture = start(server.url, 'remove-directory');
    await fixture.stdoutHas('ready');
    fixture.kill('SIGKILL');
    expect((await fixture.finished()).stderr).toContain('the spool was removed and is written again');
    await server.up();
    await replay(server);
    expect(server.distinct('logs').size).toBe(1000);
  }, 20_000);

  test('what the disk does not take is held in memory, and told as lost at the end', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    const finished = await start(server.url, 'lose-directory', 0, { segmentBytes: 1 }).finished();
    expect(finished.stderr).toContain("the spool can't be written, records stay in memory");
    expect(finished.stderr).toContain('500 dropped (shutdown), 500 kept in the spool for the next start');
    await server.up();
    expect((await replay(server)).logs).toMatchObject({ accepted: 500, delivered: 500, queued: 0 });
    expect(Math.max(...server.distinct('logs'))).toBe(499);
  }, 20_000);

  test('of a disk that is full in the middle of a chunk no part is left, which would count twice', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    // A record takes 29 bytes there: the first half fits, and some of the second.
    const limited = 'trap "" XFSZ; ulimit -f 20; exec "$0" "$@"';
    const fixture = join(__dirname, '../../fixtures/export/spool.cjs');
    const args = ['-c', limited, process.execPath, fixture, server.url, directory, 'in-parts', '0', mode];
    const { stderr } = spawnSync('bash', args, { encoding: 'utf8' });
    expect(stderr).toContain("the spool can't be written, records stay in memory: EFBIG");
    const [, lost, kept] = (/(\d+) dropped \(shutdown\), (\d+) kept/.exec(stderr) ?? []).map(Number);
    expect(Number(lost) + Number(kept)).toBe(1000);
    await server.up();
    expect((await replay(server)).logs).toMatchObject({ accepted: kept, delivered: kept, dropped: {} });
  }, 20_000);
});
