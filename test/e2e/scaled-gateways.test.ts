import { setTimeout as delay } from 'node:timers/promises';
import { agentWithRoutes } from '../support/backends/agent.js';
import { Collector, DEFAULT_CONFIG } from '../support/backends/collector.js';
import { drain } from '../support/backends/drain.js';
import { freePorts } from '../support/backends/free-ports.js';
import { plainAttributes } from '../support/backends/otlp-json.js';
import { OtlpSender } from '../support/backends/otlp-sender.js';
import { poll } from '../support/backends/wait.js';
import { DnsServer } from '../support/dns-server.js';
import { range, tally } from '../support/numbered.js';

jest.setTimeout(300_000);

const NAME = 'gateway.test';
const [FIRST, SECOND] = ['127.0.0.2', '127.0.0.3'] as const;

/** A backend that keeps what it gets. */
const startBackend = () =>
  Collector.start({
    env: { TRACES_EXPORTERS: '[file]', LOGS_EXPORTERS: '[file]', METRICS_EXPORTERS: '[file]' },
  });

/** The whole overlay, with the backend in Jaeger's place for all signals. */
function startGateway(backend: Collector, args: readonly string[] = []): Promise<Collector> {
  const exporters = '[otlp_grpc/jaeger]';
  return Collector.start({
    configs: [DEFAULT_CONFIG, 'deploy/collector/gateway.yaml'],
    args,
    env: {
      JAEGER_ENDPOINT: new URL(backend.grpcUrl).host,
      TRACES_EXPORTERS: exporters,
      LOGS_EXPORTERS: exporters,
      METRICS_EXPORTERS: exporters,
      TAIL_SAMPLING_WAIT: '1s',
      TAIL_SAMPLING_PERCENTAGE: '100',
      GATEWAY_MAX_CONNECTION_AGE: '2s',
    },
  });
}

const numbersAt = async (backend: Collector): Promise<number[]> =>
  (await backend.file.read()).logs.map(({ attributes }) => Number(plainAttributes(attributes).number));

/** `exactly`: nothing was killed, so nothing may come twice. */
async function allArrived(backend: Collector, last: number, exactly: boolean): Promise<void> {
  const arrived = async () => tally(range(1, last), await numbersAt(backend));
  await poll(async () => (await arrived()).missing.length === 0 || undefined, {
    what: `the numbers up to ${last}`,
    // gRPC's pauses between two tries to connect grow to a minute and more.
    timeoutMillis: 120_000,
    details: () => backend.describe(),
  }).catch(() => undefined);
  const { missing, unexpected, duplicates } = await arrived();
  expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] });
  if (exactly) expect(duplicates).toBe(0);
}

test('a gateway that is added gets its share of the logs, one that is removed or killed loses none', async () => {
  await using stack = new AsyncDisposableStack();
  const backend = stack.use(await startBackend());
  const [port] = await freePorts(1);
  const dns = stack.use(await DnsServer.start(NAME, [FIRST]));
  const at = (address: string) =>
    startGateway(backend, [`--config=yaml:receivers::otlp::protocols::grpc::endpoint: ${address}:${port}`]);
  const first = stack.use(await at(FIRST));
  const config = agentWithRoutes(
    [`${FIRST}:${port}`, `${FIRST}:${port}`],
    `dns://${dns.authority}/${NAME}:${port}`,
  );
  const agent = stack.use(
    await Collector.start({
      args: [`--config=yaml:${config}`],
      env: { GATEWAY_HOST: NAME, GATEWAY_PORT: String(port) },
    }),
  );
  const sender = new OtlpSender(agent.httpUrl);
  let last = 0;
  const send = () => sender.log('numbered', { number: ++last });
  await send();
  await allArrived(backend, last, true);

  // Added: gRPC asks DNS anew when a connection has reached its age, at most twice a minute.
  const second = stack.use(await at(SECOND));
  dns.addresses = [FIRST, SECOND];
  const received = async () => {
    await send();
    const text = await (await fetch(second.metricsUrl)).text();
    const lines = text.split('\n').filter((line) => line.startsWith('otelcol_receiver_accepted_log_records'));
    return lines.some((line) => Number(line.split(' ').at(-1)) > 3) || undefined;
  };
  await poll(received, { what: 'logs at the second gateway', timeoutMillis: 90_000 });

  // The backend away, the first gateway killed meanwhile. What the backend has taken it has to have written by then.
  await allArrived(backend, last, true);
  await backend.kill();
  for (const _ of range(1, 20)) await send();
  await first.kill();
  for (const _ of range(1, 20)) await send();
  await first.revive();
  await backend.revive();
  await allArrived(backend, last, false);

  // Removed: out of DNS, drained while records go on coming, told to stop.
  dns.addresses = [FIRST];
  let isDraining = true;
  const sending = (async () => {
    for (; isDraining; await delay(50)) await send();
  })();
  const { drained } = await drain(second, { quiet: 5, deadline: 100 });
  isDraining = false;
  await sending;
  expect(drained).toBe(true);
  await second.end();
  for (const _ of range(1, 20)) await send();
  await allArrived(backend, last, false);
});

describe('drain.sh', () => {
  test('waits while the backend is away, and lets the gateway go when all is sent', async () => {
    await using backend = await startBackend();
    await using gateway = await startGateway(backend);
    const sender = new OtlpSender(gateway.httpUrl);
    await backend.kill();
    await sender.logs(range(1, 500).map((number) => ({ message: 'numbered', fields: { number } })));
    await sender.span('GET /');

    const { drained, said } = await drain(gateway, { quiet: 1, deadline: 3 });
    expect(drained).toBe(false);
    expect(said).toMatch(/^not drained within 3 s: [1-9]\d* bytes are left in the queue$/);

    const draining = drain(gateway, { quiet: 2, deadline: 60 });
    await backend.revive();
    expect((await draining).drained).toBe(true);
    await allArrived(backend, 500, true);
    expect((await backend.file.read()).spans).toHaveLength(1);
  });

  test('a gateway that ended with the backend away: the next one on its volume sends what was left', async () => {
    await using backend = await startBackend();
    await using gateway = await startGateway(backend);
    const sender = new OtlpSender(gateway.httpUrl);
    await backend.kill();
    await sender.logs(range(1, 500).map((number) => ({ message: 'numbered', fields: { number } })));

    await gateway.end();
    await backend.revive();
    expect(await numbersAt(backend)).toEqual([]);
    await gateway.revive();
    expect(await drain(gateway, { quiet: 2, deadline: 60 })).toMatchObject({ drained: true });
    await allArrived(backend, 500, true);
  });
});
