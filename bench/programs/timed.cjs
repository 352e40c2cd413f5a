'use strict';
// timed.cjs CALLS WHERE: nanoseconds a call of an empty timed function, `alone` or in an active `span`. Calls come in
// bursts, and what they record is delivered in between: how fast the exporter is, other rows tell. The line that each
// call logs by default is another row's, too.
const { performance } = require('node:perf_hooks');
const { context, trace } = require('@opentelemetry/api');
const { timed } = require('../../dist/index.js');

const CALLS = Number(process.argv[2]);
const CALLS_A_BURST = 5000;
const call = timed('empty', { thresholdMs: 60_000 }, () => undefined);

async function paced(calls) {
  const total = { nanos: 0, cpuNanos: 0 };
  for (let done = 0; done < calls; done += CALLS_A_BURST) {
    const cpuBefore = process.threadCpuUsage();
    const started = performance.now();
    for (let count = 0; count < CALLS_A_BURST; count++) call();
    total.nanos += (performance.now() - started) * 1e6;
    const { user, system } = process.threadCpuUsage(cpuBefore);
    total.cpuNanos += (user + system) * 1000;
    await globalThis[Symbol.for('tracebridge.handle.v1')]?.forceFlush(30_000);
  }
  return total;
}

async function measure() {
  await paced(CALLS / 2);
  const { nanos, cpuNanos } = await paced(CALLS);
  const stats = globalThis[Symbol.for('tracebridge.handle.v1')]?.stats().traces;
  process.send({ nanos: nanos / CALLS, cpuNanos: cpuNanos / CALLS, stats }, () => process.exit());
}

if (process.argv[3] === 'span') {
  const span = trace.getTracer('bench').startSpan('outer');
  context.with(trace.setSpan(context.active(), span), () => void measure());
} else void measure();
