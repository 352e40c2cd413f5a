'use strict';
// Nanoseconds a call of an empty timed function. The line that each call logs by default is another row's.
const { performance } = require('node:perf_hooks');
const { timed } = require('../../dist/index.js');

const CALLS = Number(process.argv[2]);
const CALLS_A_TURN = 500;
const call = timed('empty', { thresholdMs: 60_000 }, () => undefined);

async function paced(calls) {
  for (let done = 0; done < calls; done += CALLS_A_TURN) {
    for (let turn = 0; turn < CALLS_A_TURN; turn++) call();
    await new Promise(setImmediate);
  }
}

async function measure() {
  await paced(CALLS / 2);
  const cpuBefore = process.threadCpuUsage();
  const started = performance.now();
  await paced(CALLS);
  const millis = performance.now() - started;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  const stats = globalThis[Symbol.for('tracebridge.handle.v1')]?.stats().traces;
  process.send({ nanos: (millis * 1e6) / CALLS, cpuNanos: ((user + system) * 1000) / CALLS, stats }, () =>
    process.exit(),
  );
}

void measure();
