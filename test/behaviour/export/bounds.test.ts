import { randomBytes } from 'node:crypto';
import { SIGNALS } from '../../../src/otlp/signal.js';
import { expectEven, NumberingChannel } from '../../support/export-channel.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { RunningFixture } from '../../support/run-fixture.js';

const MIB = 1024 * 1024;

describe.each(['thread', 'inline'] as const)('%s', (mode) => {
  test('memory stays within its bound; what does not fit is queue_full; the rest is delivered later', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    await using channel = new NumberingChannel(server.url, {
      mode,
      maxMemoryBytes: 4 * MIB,
      destination: { compression: 'none' },
    });
    let highest = 0;
    for (let round = 0; round < 40; round++) {
      channel.emit('logs', round * 500, (round + 1) * 500, 500);
      await new Promise((resolve) => setImmediate(resolve));
      highest = Math.max(highest, channel.channel.stats().memory.bytes);
    }
    expect(highest).toBeGreaterThan(MIB);
    expect(highest).toBeLessThanOrEqual(4 * MIB);
    await server.up();
    await channel.channel.forceFlush(20_000);
    const stats = channel.stats('logs');
    expect(stats.dropped.queue_full).toBeGreaterThan(1000);
    expect(stats.delivered).toBeGreaterThan(1000);
    expectEven(stats, server, 'logs');
    // The newest are dropped: the oldest are all there.
    for (let number = 0; number < 1000; number++) expect(server.distinct('logs').has(number)).toBe(true);
  }, 30_000);

  test('a flood of logs leaves room for spans and metrics', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    await using channel = new NumberingChannel(server.url, {
      mode,
      maxMemoryBytes: 4 * MIB,
      destination: { compression: 'none' },
    });
    for (let round = 0; round < 40; round++) {
      channel.emit('logs', round * 500, (round + 1) * 500, 500);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    for (const signal of ['traces', 'metrics'] as const) channel.emit(signal, 0, 100, 500);
    await server.up();
    await channel.channel.forceFlush(20_000);
    expect(channel.stats('logs').dropped.queue_full).toBeGreaterThan(0);
    for (const signal of ['traces', 'metrics'] as const) expect(channel.stats(signal).delivered).toBe(100);
    for (const signal of SIGNALS) expectEven(channel.stats(signal), server, signal);
  }, 30_000);

  test('2,048 records of 1 MB with the collector down keep within the bound', async () => {
    await using server = await OtlpServer.start();
    await server.down();
    await using channel = new NumberingChannel(server.url, { mode });
    let highest = 0;
    const message = randomBytes(1_000_000);
    for (let round = 0; round < 128; round++) {
      for (let index = 0; index < 16; index++) channel.channel.emit('logs', 0, message, 0, message.length);
      await new Promise((resolve) => setImmediate(resolve));
      highest = Math.max(highest, channel.channel.stats().memory.bytes);
    }
    expect(highest).toBeLessThanOrEqual(32 * MIB);
    const { accepted, queued, dropped } = channel.stats('logs');
    expect(accepted).toBe(2048);
    expect(queued + (dropped.queue_full ?? 0)).toBe(2048);
  }, 60_000);

  test('a bound in records', async () => {
    await using server = await OtlpServer.start();
    await using channel = new NumberingChannel(server.url, { mode, batch: { maxQueueRecords: 100 } });
    channel.emit('logs', 0, 1000);
    await channel.channel.forceFlush();
    expect(channel.stats('logs')).toMatchObject({ delivered: 100, dropped: { queue_full: 900 }, queued: 0 });
    expectEven(channel.stats('logs'), server, 'logs');
  });
});

test('an exporter thread that dies: what it held is counted, what comes after is delivered', async () => {
  await using server = await OtlpServer.start();
  server.rule = ({ numbers }) => (numbers[0]! < 100 ? { hang: true } : {});
  const finished = await new RunningFixture('export/exporter-dies.cjs', [server.url]).finished();
  expect(JSON.parse(finished.stdout)).toMatchObject({
    threads: 2,
    stats: { accepted: 300, delivered: 200, rejected: 0, dropped: { exporter_lost: 100 }, queued: 0 },
  });
  expect(server.distinct('logs').size).toBe(200);
  expect(server.taken.logs[0]).toMatchObject({ service: 'survivor', scope: 'survivor' });
});
