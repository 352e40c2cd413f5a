// The long soak: the whole package under the preload, 200 requests a second, the collector up but for 10 s in each
// 5 minutes. Is the heap stable, is the event loop free, is the account even?
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import { devNull } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MIB = 1024 * 1024;
const REQUESTS_PER_SECOND = 200;
const SLICE_MILLIS = 50;
const SAMPLES = 120;
const PROGRESS_SAMPLES = 10;
/** Compilation and caches fill in this part of the time: it does not count for the slope. */
const WARM_UP_PART = 0.1;
const OUTAGE_EVERY_SECONDS = 300;
const OUTAGE_SECONDS = 10;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

async function ask(child, message) {
  const stop = new AbortController();
  const ended = once(child, 'exit', stop).then(([code, signal]) => {
    throw new Error(`${child.spawnargs.at(-1)} ended with ${code ?? signal}`);
  });
  const answer = once(child, 'message', stop);
  child.send(message);
  try {
    return (await Promise.race([answer, ended]))[0];
  } finally {
    stop.abort();
    answer.catch(() => {});
    ended.catch(() => {});
  }
}

/** Least squares: the change of y with each x. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return above / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function startApp(collectorPort) {
  const app = spawn(
    process.execPath,
    ['--expose-gc', '--require', here('../../dist/register.js'), here('app.cjs')],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: {
        PATH: process.env.PATH,
        // Such as TRACEBRIDGE_KEEP and TRACEBRIDGE_HOLD_LEVEL.
        ...Object.fromEntries(
          Object.entries(process.env).filter(([name]) => name.startsWith('TRACEBRIDGE_')),
        ),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${collectorPort}`,
        OTEL_METRIC_EXPORT_INTERVAL: '10000',
      },
    },
  );
  app.stdout.pipe(createWriteStream(devNull));
  return app;
}

/** Sends requests at the rate, until the signal aborts. Returns how many were answered. */
async function load(port, signal) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  const started = performance.now();
  let answered = 0;
  let sent = 0;
  const send = () =>
    new Promise((resolve) => {
      const headers = { 'x-correlation-id': `soak-${sent}` };
      const request = http.get(
        { port, host: '127.0.0.1', path: `/orders/${sent % 100}`, agent, headers },
        (response) => {
          response.resume().on('end', () => {
            answered++;
            resolve();
          });
        },
      );
      request.on('error', resolve);
    });
  const underWay = new Set();
  while (!signal.aborted) {
    const due = ((performance.now() - started) / 1000) * REQUESTS_PER_SECOND;
    for (; sent < due; sent++) {
      const one = send().then(() => underWay.delete(one));
      underWay.add(one);
    }
    await delay(SLICE_MILLIS);
  }
  await Promise.all(underWay);
  agent.destroy();
  return answered;
}

async function outages(collector, signal) {
  for (;;) {
    await delay((OUTAGE_EVERY_SECONDS - OUTAGE_SECONDS) * 1000, undefined, { signal });
    await ask(collector, 'down');
    await delay(OUTAGE_SECONDS * 1000);
    await ask(collector, 'up');
  }
}

export async function soakLong(seconds) {
  const collector = spawn(process.execPath, [here('collector.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port: collectorPort }] = await once(collector, 'message');
  const app = startApp(collectorPort);
  const [{ port }] = await once(app, 'message');
  const stop = new AbortController();
  const answered = load(port, stop.signal);
  const faults = outages(collector, stop.signal).catch(() => {});
  const samples = [];
  for (let index = 0; index < SAMPLES; index++) {
    await delay((seconds * 1000) / SAMPLES);
    samples.push(await ask(app, 'sample'));
    // Should it not come to the report.
    if (index % PROGRESS_SAMPLES === 0) process.stderr.write(`${JSON.stringify(samples.at(-1))}\n`);
  }
  stop.abort();
  await faults;
  const requests = await answered;
  const end = await ask(app, 'end');
  const collected = await ask(collector, 'count');
  collector.kill();
  return report(seconds, samples, requests, end, collected);
}

function report(seconds, samples, answered, { requests, stats, loopP99Millis, loopMaxMillis }, collected) {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP_PART));
  const perHour = (name) => +slope(warm.map((one) => [one.seconds / 3600, one[name] / MIB])).toFixed(2);
  const mib = (name, index) => +(warm.at(index)[name] / MIB).toFixed(1);
  const account = Object.fromEntries(
    ['logs', 'traces', 'metrics'].map((signal) => {
      const { accepted, delivered, rejected, dropped, queued } = stats[signal];
      const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
      const difference = accepted - delivered - rejected - lost - queued;
      return [
        signal,
        { accepted, delivered, lost, rejected, queued, difference, collector: collected[signal] },
      ];
    }),
  );
  return {
    seconds,
    requests,
    answered,
    heapSlopeMibPerHour: perHour('heapUsed'),
    rssSlopeMibPerHour: perHour('rss'),
    heapMib: [mib('heapUsed', 0), mib('heapUsed', -1)],
    rssMib: [mib('rss', 0), mib('rss', -1)],
    loopP99Millis: +loopP99Millis.toFixed(1),
    loopMaxMillis: +loopMaxMillis.toFixed(1),
    account,
  };
}
