// Long runs outside CI: npm run soak -- [burst|steady|fast|outage|long] [seconds]. Prints one JSON line each.
// - steady: 1,000 records/s with a collector that is up; nothing may be lost
// - fast: the same at 10,000 records/s
// - outage: 5,000 records/s with the collector down; growth of memory, and p99 of the event loop's delay
// - burst: 100,000 records of 350 bytes in one synchronous loop
// - long: the whole package under the preload for an hour; slope of the heap, the account
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { soakLong } from './soak/long.mjs';

const require = createRequire(import.meta.url);
const MIB = 1024 * 1024;
const SLICE_MILLIS = 20;

const [role = 'all', seconds = role === 'long' ? '3600' : '600', url] = process.argv.slice(2);

function openChannel() {
  const dist = require('../test/support/dist.cjs');
  const { createExportChannel } = dist('export/create');
  const { DESTINATION_DEFAULTS, EXPORT_DEFAULTS } = dist('export/config-types');
  const { record, resource, scope } = require('../test/fixtures/export/records.cjs');
  const destinations = { logs: { ...DESTINATION_DEFAULTS, url: `${url}/v1/logs` } };
  const channel = createExportChannel({ ...EXPORT_DEFAULTS, destinations });
  channel.setResource(resource('soak'));
  const handle = channel.defineScope(scope('soak'));
  // Made once: what making them costs is not the exporter's. A third is random, as identifiers and numbers are.
  const messages = Array.from({ length: 5000 }, (_, number) => {
    const message = record('logs', number, 350);
    message.write(randomBytes(60).toString('hex'), message.length - 120);
    return message;
  });
  let number = 0;
  const emit = () => {
    const message = messages[number++ % messages.length];
    channel.emit('logs', handle, message, 0, message.length);
  };
  return { channel, emit };
}

/** Emits at a rate; returns figures. */
async function run(perSecond) {
  const { channel, emit } = openChannel();
  for (let index = 0; index < 100; index++) emit();
  await delay(2000);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const started = performance.now();
  let emitted = 0;
  let highest = before;
  while (performance.now() - started < Number(seconds) * 1000) {
    const due = ((performance.now() - started) / 1000) * perSecond;
    for (; emitted < due; emitted++) emit();
    highest = Math.max(highest, process.memoryUsage.rss());
    await delay(SLICE_MILLIS);
  }
  loop.disable();
  const settled = await channel.flushAtEnd(20_000);
  const { logs, memory } = channel.stats();
  return {
    perSecond,
    seconds: Number(seconds),
    rssGrowthMib: +((highest - before) / MIB).toFixed(1),
    loopP99Millis: +(loop.percentile(99) / 1e6).toFixed(1),
    loopMaxMillis: +(loop.max / 1e6).toFixed(1),
    settled,
    logs,
    memory,
  };
}

async function burst() {
  const { channel, emit } = openChannel();
  const started = performance.now();
  for (let index = 0; index < 100_000; index++) emit();
  const emittedMillis = Math.round(performance.now() - started);
  const settled = await channel.flushAtEnd(20_000);
  return {
    emittedMillis,
    deliveredMillis: Math.round(performance.now() - started),
    settled,
    logs: channel.stats().logs,
  };
}

const self = fileURLToPath(import.meta.url);

async function measure(name) {
  const server = spawn(process.execPath, [join(dirname(self), 'soak/collector.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = await once(server, 'message');
  const target = name === 'outage' ? 'http://localhost:9' : `http://localhost:${port}`;
  const client = spawn(process.execPath, ['--expose-gc', self, `run-${name}`, seconds, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  client.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(client, 'close');
  server.send('count');
  const [{ logs: records }] = await once(server, 'message');
  server.kill();
  console.log(JSON.stringify({ name, collector: records, ...JSON.parse(output) }));
}

const RATES = { 'run-steady': 1000, 'run-fast': 10_000, 'run-outage': 5000 };

if (role === 'long') console.log(JSON.stringify({ name: role, ...(await soakLong(Number(seconds))) }));
else if (role === 'run-burst') console.log(JSON.stringify(await burst()));
else if (role in RATES) console.log(JSON.stringify(await run(RATES[role])));
else for (const name of role === 'all' ? ['burst', 'steady', 'fast', 'outage'] : [role]) await measure(name);
