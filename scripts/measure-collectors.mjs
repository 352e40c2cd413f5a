// What a log record and a span cost an application, an agent and a gateway, for docs/scaling.md:
//   npm run measure:collectors -- [records [rounds [further arguments of the agent, such as --config=…]]]
// Real processes: an app with the preload writes lines to stdout and sends to an agent (its queue on disk), the agent to
// a gateway (tail sampling, all traces kept, to the debug exporter). Processor time, from /proc, as wall time depends on
// who else runs; bytes on the wire from forwarders between them. Every record must be received. Linux only.
//
// Processors differ by a factor of two, so in each round another app sends the same records to a bare Collector (OTLP
// in, OTLP out, nothing else). Costs are told as multiples of its cost too: those travel from one machine to another.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOAD = join(ROOT, 'scripts', 'measure-load.cjs');
const [count = '100000', rounds = '3', ...AGENT_ARGS] = process.argv.slice(2);
const COUNT = Number(count);
const ROUNDS = Number(rounds);
const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const KINDS = [
  ['log', 'log_records'],
  ['span', 'spans'],
];
const folder = mkdtempSync(join(tmpdir(), 'tracebridge-measure-'));
const children = new Set();

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** Passes connections on to a port and counts what the client sends. */
async function forwarder(port) {
  const counted = { bytes: 0 };
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.on('data', (chunk) => {
      counted.bytes += chunk.length;
    });
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  counted.port = server.address().port;
  return counted;
}

async function collector(name, otelcol, configs, env = {}, args = []) {
  const [grpc, http, health, metrics] = await freePorts(4);
  const storage = join(folder, name);
  const child = spawn(otelcol, [...configs.flatMap((file) => ['--config', join(ROOT, file)]), ...args], {
    env: {
      PATH: process.env.PATH,
      OTELCOL_GRPC_PORT: grpc,
      OTELCOL_HTTP_PORT: http,
      OTELCOL_HEALTH_PORT: health,
      OTELCOL_METRICS_PORT: metrics,
      OTELCOL_STORAGE_DIR: storage,
      OTELCOL_FILE: join(folder, `${name}.jsonl`),
      ...env,
    },
    stdio: 'ignore',
  });
  children.add(child);
  await until(() => fetch(`http://127.0.0.1:${health}`).then((response) => response.ok), `${name} to start`);
  return { pid: child.pid, grpc, http, metrics, storage };
}

async function until(condition, what) {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (await condition().catch(() => false)) return;
    await delay(100);
  }
  throw new Error(`Waited for ${what}`);
}

/** Microseconds of processor time of all threads so far. */
function processorTime(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND) * 1e6;
}

function memoryMib(pid, field) {
  const kibibytes = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kibibytes) / 1024);
}

async function received({ metrics }, kind) {
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  const values = text.split('\n').filter((line) => line.startsWith(`otelcol_receiver_accepted_${kind}`));
  return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

/** An application that writes and sends `COUNT` records of a kind when it is told to. */
async function application(port) {
  const app = fork(LOAD, {
    execArgv: ['--require', join(ROOT, 'dist/register.js')],
    env: {
      PATH: process.env.PATH,
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.add(app);
  await once(app, 'message');
  return app;
}

/** Sends the records of each kind; a snapshot's differences, for each record. */
async function costs(app, last, settleMillis, snapshot, afterwards = () => {}) {
  const result = {};
  for (const [what, kind] of KINDS) {
    const before = snapshot();
    app.send({ what, count: COUNT });
    await until(async () => (await received(last, kind)) >= COUNT, `${COUNT} ${kind}`);
    afterwards(what);
    await delay(settleMillis);
    const after = snapshot();
    result[what] = Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, (value - before[name]) / COUNT]),
    );
  }
  return result;
}

async function measureBare(otelcol) {
  const sink = await collector('sink', otelcol, ['otel-collector.yaml'], DEBUG);
  const nothingElse = { processors: [], exporters: ['otlp_grpc/bare'] };
  const config = JSON.stringify({
    exporters: {
      'otlp_grpc/bare': { endpoint: `127.0.0.1:${sink.grpc}`, tls: { insecure: true } },
    },
    service: { pipelines: { traces: nothingElse, logs: nothingElse, metrics: nothingElse } },
  });
  const bare = await collector('bare', otelcol, ['otel-collector.yaml'], {}, [`--config=yaml:${config}`]);
  const app = await application(bare.http);
  return costs(app, sink, 1_000, () => ({ bare: processorTime(bare.pid) }));
}

async function measureChain(otelcol) {
  const gateway = await collector(
    'gateway',
    otelcol,
    ['otel-collector.yaml', 'deploy/collector/gateway.yaml'],
    { ...DEBUG, TAIL_SAMPLING_PERCENTAGE: '100', OTELCOL_MEMORY_LIMIT_MIB: '1600' },
  );
  const toGateway = await forwarder(gateway.grpc);
  // As deploy/collector/agent.yaml, with one gateway.
  const agentEnv = {
    JAEGER_ENDPOINT: `127.0.0.1:${toGateway.port}`,
    LOGS_EXPORTERS: '[otlp_grpc/jaeger]',
    METRICS_EXPORTERS: '[debug]',
  };
  const agent = await collector('agent', otelcol, ['otel-collector.yaml'], agentEnv, AGENT_ARGS);
  const toAgent = await forwarder(agent.http);
  const app = await application(toAgent.port);
  const memory = memoryMib(gateway.pid, 'VmRSS');
  const sizes = {};
  const snapshot = () => ({
    app: processorTime(app.pid),
    agent: processorTime(agent.pid),
    gateway: processorTime(gateway.pid),
    bytesToAgent: toAgent.bytes,
    bytesToGateway: toGateway.bytes,
  });
  // A batch waits 0.2 s, a trace 10 s for its decision: what these cost belongs to the records.
  const records = await costs(app, gateway, 12_000, snapshot, (what) => {
    if (what === 'span') sizes.heldMib = memoryMib(gateway.pid, 'VmRSS') - memory;
  });
  sizes.peakMib = Object.fromEntries(
    Object.entries({ app, agent, gateway }).map(([name, { pid }]) => [
      name,
      memoryMib(pid, 'VmHWM') || memoryMib(pid, 'VmRSS'),
    ]),
  );
  sizes.queueFileMib = readdirSync(agent.storage).reduce(
    (sum, file) => sum + statSync(join(agent.storage, file)).size / 1_048_576,
    0,
  );
  return { records, sizes };
}

async function round(otelcol) {
  const bare = await measureBare(otelcol);
  await end();
  const { records, sizes } = await measureChain(otelcol);
  await end();
  return { log: { ...bare.log, ...records.log }, span: { ...bare.span, ...records.span }, sizes };
}

async function end() {
  const ended = [...children].map((child) => child.exitCode ?? once(child, 'exit'));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ended);
  children.clear();
}

/** "25.1 (23.8–27.0)": the median, the least and the most. */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return `${median.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`;
}

function report(measured) {
  const result = { records: COUNT, rounds: ROUNDS };
  for (const [what] of KINDS) {
    const costsOf = (name) => measured.map((each) => each[what][name]);
    result[what] = Object.fromEntries(
      Object.keys(measured[0][what]).map((name) => [name, spread(costsOf(name))]),
    );
    result[what].timesBare = Object.fromEntries(
      ['app', 'agent', 'gateway'].map((name) => [
        name,
        spread(measured.map((each) => each[what][name] / each[what].bare)),
      ]),
    );
  }
  return { ...result, ...measured.at(-1).sizes };
}

const DEBUG = { TRACES_EXPORTERS: '[debug]', LOGS_EXPORTERS: '[debug]', METRICS_EXPORTERS: '[debug]' };

try {
  const built = execFileSync(process.execPath, [join(ROOT, 'scripts/build-backends.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { otelcol } = JSON.parse(built);
  const measured = [];
  for (let done = 0; done < ROUNDS; done++) measured.push(await round(otelcol));
  console.log(JSON.stringify(report(measured), null, 2));
} finally {
  await end();
  rmSync(folder, { recursive: true, force: true });
}
