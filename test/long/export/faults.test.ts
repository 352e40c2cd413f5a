import { setTimeout as delay } from 'node:timers/promises';
import { SIGNALS } from '../../../src/otlp/signal.js';
import { expectEven, NumberingChannel } from '../../support/export-channel.js';
import { OtlpServer } from '../../support/otlp-server/otlp-server.js';
import { first, partialSuccess, type Rule } from '../../support/otlp-server/reply.js';
import { TAKING_REPLIES } from '../../support/otlp-server/taking-replies.js';

const RECORDS = 1000;
const RETRY = {
  initialMillis: 20,
  maxMillis: 100,
  limitMillis: 60_000,
  minRetryAfterMillis: 200,
  maxRetryAfterMillis: 600,
};
const ALL = Array.from({ length: RECORDS }, (_, index) => index);

describe.each(['thread', 'inline'] as const)('%s', (mode) => {
  const open = (server: OtlpServer, overrides: ConstructorParameters<typeof NumberingChannel>[1] = {}) =>
    new NumberingChannel(server.url, { mode, retry: RETRY, ...overrides });

  describe('a fault that passes loses nothing of any signal', () => {
    const emitAll = (channel: NumberingChannel) => {
      for (const signal of SIGNALS) channel.emit(signal, 0, RECORDS);
    };
    const expectAllDelivered = (channel: NumberingChannel, server: OtlpServer) => {
      for (const signal of SIGNALS) {
        expect(channel.stats(signal).delivered).toBe(RECORDS);
        expectEven(channel.stats(signal), server, signal);
      }
    };

    test.each<[string, Rule]>([
      ['429', first(3, { status: 429 })],
      ['429 with Retry-After', first(1, { status: 429, headers: { 'retry-after': '0' } })],
      ['502', first(3, { status: 502 })],
      ['503', first(3, { status: 503 })],
      ['504', first(3, { status: 504 })],
      ['70 % random 503', () => (Math.random() < 0.7 ? { status: 503 } : {})],
      ['reset before the response', first(3, { reset: 'before-response' })],
      ['a hanging request', first(1, { hang: true })],
    ])(
      '%s',
      async (_, rule) => {
        await using server = await OtlpServer.start();
        server.rule = rule;
        await using channel = open(server);
        emitAll(channel);
        await channel.channel.forceFlush(20_000);
        expectAllDelivered(channel, server);
        for (const signal of SIGNALS) expect(server.duplicates(signal)).toBe(0);
      },
      30_000,
    );

    test('down at start, up later', async () => {
      await using server = await OtlpServer.start();
      await server.down();
      await using channel = open(server);
      emitAll(channel);
      const flush = channel.channel.forceFlush(20_000);
      await delay(300);
      await server.up();
      await flush;
      expectAllDelivered(channel, server);
    }, 30_000);

    test('only the poison records of a 400 are lost', async () => {
      const poison = [0, 77, 511, 700];
      await using server = await OtlpServer.start();
      server.rule = ({ numbers }) =>
        numbers.some((number) => poison.includes(number)) ? { status: 400 } : {};
      await using channel = open(server);
      emitAll(channel);
      await channel.channel.forceFlush(20_000);
      for (const signal of SIGNALS) {
        expect(channel.stats(signal)).toMatchObject({ delivered: RECORDS - 4, rejected: 4 });
        expectEven(channel.stats(signal), server, signal);
        expect(ALL.filter((number) => !server.distinct(signal).has(number))).toEqual(poison);
        expect(server.duplicates(signal)).toBe(0);
        expect(server.requests.filter((request) => request.signal === signal).length).toBeLessThan(120);
      }
    }, 30_000);

    test('partial success is never retried and counts what was refused', async () => {
      await using server = await OtlpServer.start();
      server.rule = ({ numbers }) => ({ take: numbers.slice(9), body: partialSuccess(9, 'too old') });
      await using channel = open(server);
      emitAll(channel);
      await channel.channel.forceFlush(20_000);
      for (const signal of SIGNALS) {
        const requests = server.requests.filter((request) => request.signal === signal);
        const refused = 9 * requests.length;
        expect(channel.stats(signal)).toMatchObject({ delivered: RECORDS - refused, rejected: refused });
        expectEven(channel.stats(signal), server, signal);
        expect(requests.flatMap(({ numbers }) => numbers)).toHaveLength(RECORDS);
      }
    });
  });

  test.each([401, 403, 404, 408, 500, 302])(
    '%i is not retried, and no batch is sent twice',
    async (status) => {
      await using server = await OtlpServer.start();
      server.rule = () => ({ status, headers: { location: `${server.url}/v1/logs` } });
      await using channel = open(server);
      channel.emit('logs', 0, RECORDS);
      await channel.channel.forceFlush(20_000);
      expect(channel.stats('logs')).toMatchObject({
        accepted: RECORDS,
        delivered: 0,
        rejected: RECORDS,
        queued: 0,
      });
      expect(server.requests).toHaveLength(2);
    },
  );

  test('a setup that is refused makes no hot loop', async () => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ status: 401 });
    const retry = { ...RETRY, initialMillis: 100, maxMillis: 100 };
    await using channel = open(server, { retry, batch: { maxRecords: 1 } });
    channel.emit('logs', 0, RECORDS);
    await server.until(() => server.requests.length >= 10);
    const times = server.requests.slice(0, 10).map(({ receivedAt }) => receivedAt);
    expect(times[9]! - times[4]!).toBeGreaterThan(5 * 50 * 0.8);
  });

  test('a collector that refuses every body gets a bounded number of requests', async () => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ status: 400 });
    await using channel = open(server);
    channel.emit('logs', 0, RECORDS);
    await channel.channel.forceFlush(20_000);
    expect(channel.stats('logs')).toMatchObject({ rejected: RECORDS, queued: 0 });
    expect(server.requests.length).toBeLessThan(140);
  }, 30_000);

  test('413: what is too large for one request is sent in several', async () => {
    await using server = await OtlpServer.start();
    server.rule = ({ numbers }) => (numbers.length > 100 ? { status: 413 } : {});
    await using channel = open(server);
    channel.emit('logs', 0, RECORDS);
    await channel.channel.forceFlush(20_000);
    expect(channel.stats('logs').delivered).toBe(RECORDS);
    expectEven(channel.stats('logs'), server, 'logs');
  });

  test.each([
    ['0 is clamped', '0', 200],
    ['one day is clamped', '86400', 600],
    ['garbage is as if there were none', 'soon', 0],
  ])('Retry-After: %s', async (_, retryAfter, expected) => {
    await using server = await OtlpServer.start();
    server.rule = first(1, { status: 429, headers: { 'retry-after': retryAfter } });
    await using channel = open(server);
    channel.emit('logs', 0, 10);
    await channel.channel.forceFlush(20_000);
    const [one, two] = server.requests;
    expect(two!.receivedAt - one!.receivedAt).toBeGreaterThan(expected * 0.95);
    expect(channel.stats('logs').delivered).toBe(10);
  });

  test.each(Object.entries({ nothing: {}, ...TAKING_REPLIES }))(
    '200 with %s is delivered, once',
    async (_, reply) => {
      await using server = await OtlpServer.start();
      server.rule = () => reply;
      await using channel = open(server, { destination: { timeoutMillis: 3000 } });
      channel.emit('logs', 0, RECORDS);
      await channel.channel.forceFlush(20_000);
      expect(channel.stats('logs').delivered).toBe(RECORDS);
      expectEven(channel.stats('logs'), server, 'logs');
      expect(server.duplicates('logs')).toBe(0);
    },
    30_000,
  );

  test('no request outlasts its deadline, and what was never delivered is retry_expired', async () => {
    await using server = await OtlpServer.start();
    server.rule = () => ({ hang: true });
    await using channel = open(server, {
      destination: { timeoutMillis: 100 },
      retry: { ...RETRY, limitMillis: 300 },
    });
    channel.emit('logs', 0, RECORDS);
    await channel.channel.forceFlush(20_000);
    expect(channel.stats('logs')).toMatchObject({ dropped: { retry_expired: RECORDS }, queued: 0 });
    expect(server.requests.length).toBeGreaterThan(2);
  });

  test('a keep-alive socket closed by the server does not count as a failure', async () => {
    await using server = await OtlpServer.start();
    await using channel = open(server);
    for (let round = 0; round < 5; round++) {
      channel.emit('logs', round * 10, round * 10 + 10);
      await channel.channel.forceFlush();
      await server.down();
      await server.up();
    }
    expect(channel.channel.stats().requests.failed).toBe(0);
    expect(channel.stats('logs').delivered).toBe(50);
  });

  test('dies while records come, and comes back', async () => {
    await using server = await OtlpServer.start();
    await using channel = open(server, { batch: { delayMillis: 20 } });
    for (let round = 0; round < 60; round++) {
      if (round % 20 === 5) await server.down();
      if (round % 20 === 15) await server.up();
      channel.emit('logs', round * 100, (round + 1) * 100);
      await delay(10);
    }
    await channel.channel.forceFlush(20_000);
    expect(channel.stats('logs').delivered).toBe(6000);
    expectEven(channel.stats('logs'), server, 'logs');
  }, 30_000);

  test('an unusable URL refuses all, counted', async () => {
    await using channel = new NumberingChannel('not a url', { mode });
    channel.emit('logs', 0, 10);
    await channel.channel.forceFlush(5000);
    expect(channel.stats('logs')).toMatchObject({ accepted: 10, rejected: 10, queued: 0 });
  });

  test('an unknown host is retried like a collector that is down', async () => {
    await using channel = new NumberingChannel('http://host.invalid', {
      mode,
      retry: { ...RETRY, limitMillis: 300 },
    });
    channel.emit('logs', 0, 10);
    await channel.channel.forceFlush(15_000);
    expect(channel.stats('logs')).toMatchObject({ dropped: { retry_expired: 10 }, queued: 0 });
  }, 20_000);

  test('headers of the configuration are sent', async () => {
    await using server = await OtlpServer.start();
    await using channel = open(server, { destination: { headers: { 'x-api-key': 'k' } } });
    channel.emit('logs', 0, 1);
    await channel.channel.forceFlush();
    expect(server.requests[0]!.headers).toMatchObject({ 'x-api-key': 'k' });
    expect(server.requests[0]!.headers['accept-encoding']).toBeUndefined();
  });
});
