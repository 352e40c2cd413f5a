import { SIGNALS } from '../../../src/otlp/signal.js';
import { expectEven, NumberingChannel } from '../../support/export-channel.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';

const { record } = require('../../fixtures/export/records.cjs');

test.each([1, 1000, 10_000])('%i records of each signal arrive, each once', async (count) => {
  await using server = await OtlpServer.start();
  // The server is in this thread, and answers when it has recorded all: nothing is to be sent twice for that.
  await using channel = new NumberingChannel(server.url, { destination: { timeoutMillis: 20_000 } });
  for (const signal of SIGNALS) channel.emit(signal, 0, count);
  await channel.channel.forceFlush(20_000);
  for (const signal of SIGNALS) {
    expect(channel.stats(signal).accepted).toBe(count);
    expect(channel.stats(signal).delivered).toBe(count);
    expectEven(channel.stats(signal), server, signal);
    expect(server.duplicates(signal)).toBe(0);
    expect(server.taken[signal][0]).toMatchObject({ service: 'test-service' });
  }
  expect(server.taken.logs[0]!.scope).toBe('test-scope');
  expect(server.taken.metrics[0]!.scope).toBe('meter');
});

test('records keep their order', async () => {
  await using server = await OtlpServer.start();
  await using channel = new NumberingChannel(server.url, { concurrency: 1 });
  channel.emit('logs', 0, 3000);
  await channel.channel.forceFlush();
  expect(server.taken.logs.map(({ number }) => number)).toEqual(
    Array.from({ length: 3000 }, (_, index) => index),
  );
});

test('without a flush records arrive after the delay, a full batch at once', async () => {
  await using server = await OtlpServer.start();
  await using channel = new NumberingChannel(server.url, { batch: { delayMillis: 300, maxRecords: 100 } });
  channel.emit('logs', 0, 150);
  await server.until(() => server.distinct('logs').size === 150);
  expect(server.requests.map(({ numbers }) => numbers.length)).toEqual([100, 50]);
  expect(server.requests[1]!.receivedAt - server.requests[0]!.receivedAt).toBeGreaterThan(100);
});

test('100,000 log lines of 350 bytes in one synchronous burst are delivered', async () => {
  await using server = await OtlpServer.start();
  await using channel = new NumberingChannel(server.url, { destination: { timeoutMillis: 20_000 } });
  // Made before, so that nothing slows the burst down.
  const messages = Array.from({ length: 100_000 }, (_, number): Buffer => record('logs', number, 350));
  for (const message of messages) channel.channel.emit('logs', 0, message, 0, message.length);
  await channel.channel.forceFlush(30_000);
  expect(channel.stats('logs')).toMatchObject({
    accepted: 100_000,
    delivered: 100_000,
    rejected: 0,
    dropped: {},
    queued: 0,
  });
  expect(server.distinct('logs').size).toBe(100_000);
}, 40_000);

test('a flush of nothing starts nothing and settles at once', async () => {
  await using channel = new NumberingChannel('http://localhost:1');
  await channel.channel.forceFlush(0);
  expect(channel.channel.flushSync({ leftMillis: () => 0 })).toBe(true);
  expect(channel.channel.stats().requests.sent).toBe(0);
});

test('a flush that can not be done in time rejects with TRACEBRIDGE_TIMEOUT', async () => {
  await using server = await OtlpServer.start();
  server.rule = () => ({ hang: true });
  await using channel = new NumberingChannel(server.url);
  channel.emit('logs', 0, 10);
  await expect(channel.channel.forceFlush(100)).rejects.toMatchObject({ code: 'TRACEBRIDGE_TIMEOUT' });
  expect(channel.stats('logs').queued).toBe(10);
});

test('a record larger than the bound is counted as too_large', async () => {
  await using server = await OtlpServer.start();
  await using channel = new NumberingChannel(server.url, { maxRecordBytes: 1000 });
  channel.emit('logs', 0, 1, 2000);
  channel.emit('logs', 1, 2, 500);
  await channel.channel.forceFlush();
  expect(channel.stats('logs')).toMatchObject({ accepted: 2, delivered: 1, dropped: { too_large: 1 } });
  expectEven(channel.stats('logs'), server, 'logs');
});

test('records that could not be encoded are in the account', async () => {
  await using channel = new NumberingChannel('http://localhost:1');
  channel.channel.countDropped('traces', 'encode_failed', 3);
  expect(channel.stats('traces')).toMatchObject({ accepted: 3, dropped: { encode_failed: 3 }, queued: 0 });
});

test('after shutdown records are refused, counted', async () => {
  await using server = await OtlpServer.start();
  await using channel = new NumberingChannel(server.url);
  channel.emit('logs', 0, 5);
  await channel.channel.shutdown();
  channel.emit('logs', 5, 8);
  expect(channel.stats('logs')).toMatchObject({
    accepted: 8,
    delivered: 5,
    dropped: { shutdown: 3 },
    queued: 0,
  });
  expectEven(channel.stats('logs'), server, 'logs');
});

test.each(['http/protobuf', 'http/json'] as const)('%s, compressed when asked for', async (protocol) => {
  await using server = await OtlpServer.start();
  for (const compression of ['gzip', 'none'] as const) {
    await using channel = new NumberingChannel(server.url, { destination: { protocol, compression } });
    channel.emit('logs', 0, 300);
    await channel.channel.forceFlush();
    expect(channel.stats('logs').delivered).toBe(300);
  }
  const [gzip, none] = server.requests;
  expect(gzip!.headers['content-encoding']).toBe('gzip');
  expect(none!.headers['content-encoding']).toBeUndefined();
  expect(none!.headers['content-type']).toBe(
    protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
  );
  expect(gzip!.bodyBytes).toBeLessThan(none!.bodyBytes / 2);
  expect(server.taken.logs).toHaveLength(600);
});
