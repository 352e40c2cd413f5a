import { randomUUID } from 'node:crypto';
import { agentWithRoutes } from '../support/backends/agent.js';
import { Collector, DEFAULT_CONFIG } from '../support/backends/collector.js';
import { freePorts } from '../support/backends/free-ports.js';
import { plainAttributes, plain as plainBody } from '../support/backends/otlp-json.js';
import { OtlpSender } from '../support/backends/otlp-sender.js';
import { poll } from '../support/backends/wait.js';
import { DnsServer } from '../support/dns-server.js';
import { range, tally } from '../support/numbered.js';
import { RelayApp } from '../support/relay-app.js';

jest.setTimeout(120_000);

/** All of 127.0.0.0/8 is this machine: two gateways with one port, as two pods have. */
const ADDRESSES = ['127.0.0.2', '127.0.0.3'] as const;
const NAME = 'gateway.test';

const hex = (uuid: string): string => uuid.replaceAll('-', '');
/** A correlation ID whose trace goes to that gateway. */
const idFor = (gateway: number): string => `${gateway === 0 ? '2' : 'b'}${randomUUID().slice(1)}`;

describe('two agents and two gateways', () => {
  const stack = new AsyncDisposableStack();
  const gateways: Collector[] = [];
  const agents: Collector[] = [];

  beforeAll(async () => {
    const [port] = await freePorts(1);
    const dns = stack.use(await DnsServer.start(NAME, ADDRESSES));
    const endpoints = ADDRESSES.map((address) => `${address}:${port}`) as [string, string];
    for (const endpoint of endpoints) {
      const gateway = await Collector.start({
        configs: [DEFAULT_CONFIG, 'deploy/collector/gateway.yaml'],
        args: [`--config=yaml:receivers::otlp::protocols::grpc::endpoint: ${endpoint}`],
        env: {
          TRACES_EXPORTERS: '[file]',
          LOGS_EXPORTERS: '[file]',
          METRICS_EXPORTERS: '[file]',
          TAIL_SAMPLING_WAIT: '3s',
          TAIL_SAMPLING_PERCENTAGE: '0',
        },
      });
      gateways.push(stack.use(gateway));
    }
    const config = agentWithRoutes(endpoints, `dns://${dns.authority}/${NAME}:${port}`);
    for (const _ of range(1, 2))
      agents.push(
        stack.use(
          await Collector.start({
            args: [`--config=yaml:${config}`],
            env: { GATEWAY_HOST: NAME, GATEWAY_PORT: String(port) },
          }),
        ),
      );
  });

  afterAll(() => stack.disposeAsync());

  const spansAt = async (gateway: Collector, correlationId: string) =>
    (await gateway.file.read()).spans.filter(({ traceId }) => traceId === hex(correlationId));
  const logs = async () =>
    (await Promise.all(gateways.map(({ file }) => file.read()))).map(({ logs }) => logs);

  test('the spans of a request, from two processes on two nodes, are decided on together by one gateway', async () => {
    const failed = range(0, 7).map((number) => ({ id: idFor(number % 2), gateway: number % 2 }));
    const plain = range(0, 7).map((number) => idFor(number % 2));
    await using stock = await RelayApp.start({
      OTEL_SERVICE_NAME: 'stock',
      OTEL_EXPORTER_OTLP_ENDPOINT: agents[1]?.httpUrl ?? '',
    });
    await using shop = await RelayApp.start({
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: agents[0]?.httpUrl ?? '',
      NEXT: stock.url,
    });
    const ask = (path: string, id: string) => fetch(shop.url + path, { headers: { 'X-Correlation-ID': id } });
    for (const id of plain) await ask('/', id);
    for (const { id } of failed) await ask('/broken', id);
    await shop.end();
    await stock.end();

    for (const { id, gateway } of failed) {
      const chosen = gateways[gateway] as Collector;
      await chosen.file.when(
        `the trace of ${id}`,
        ({ spans }) => spans.filter(({ traceId }) => traceId === hex(id)).length === 3,
      );
      const spans = await spansAt(chosen, id);
      expect(spans.map(({ resource, kind }) => [resource['service.name'], kind]).sort()).toEqual([
        ['shop', 2],
        ['shop', 3],
        ['stock', 2],
      ]);
      expect(await spansAt(gateways[1 - gateway] as Collector, id)).toEqual([]);
    }
    // They were decided on before or with the failed ones.
    for (const gateway of gateways) for (const id of plain) expect(await spansAt(gateway, id)).toEqual([]);
    // Of the logs all are there, one of each process for each request.
    const ids = [...plain, ...failed.map(({ id }) => id)];
    const relayed = async () => {
      const all = (await logs()).flat().filter(({ body }) => plainBody(body) === 'relayed');
      return all.length >= ids.length * 2 ? all : undefined;
    };
    const all = await poll(relayed, { what: 'all logs' });
    for (const id of ids) {
      const own = all.filter(({ traceId }) => traceId === hex(id));
      expect(own.map(({ resource }) => resource['service.name']).sort()).toEqual(['shop', 'stock']);
    }
  });

  test('logs are spread over the gateways, and go to the one that is left when the other is killed', async () => {
    const sender = new OtlpSender(agents[0]?.httpUrl ?? '');
    const numbers = async () =>
      (await logs()).map((records) =>
        records.map(({ attributes }) => Number(plainAttributes(attributes).number)).filter(Boolean),
      );
    const arrived = (last: number) =>
      poll(
        async () => (tally(range(1, last), (await numbers()).flat()).missing.length === 0 ? true : undefined),
        { what: `the numbers up to ${last}`, details: () => agents[0]?.describe() ?? '' },
      );
    for (const number of range(1, 10)) {
      await sender.log('numbered', { number });
      await arrived(number);
    }
    const before = await numbers();
    for (const { length } of before) expect(length).toBeGreaterThan(0);

    await gateways[0]?.kill();
    for (const number of range(11, 20)) await sender.log('numbered', { number });
    await arrived(20);
    expect((await numbers())[0]).toEqual(before[0]);

    await gateways[0]?.revive();
    for (const number of range(21, 40)) {
      await sender.log('numbered', { number });
      await arrived(number);
    }
    const [first, second] = await numbers();
    expect(first?.length).toBeGreaterThan(before[0]?.length ?? 0);
    expect(tally(range(1, 40), [...(first ?? []), ...(second ?? [])])).toEqual({
      missing: [],
      unexpected: [],
      duplicates: 0,
    });
  });
});
