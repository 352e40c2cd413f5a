'use strict';
// lines.cjs LOGGER COUNT MODE: writes lines and tells how long each took. MODE is `paced`, a hundred lines a turn of
// the event loop, or `burst`, all in one turn. With BENCH_CONTEXT, in a logging context and an active span.
const { performance } = require('node:perf_hooks');
const { CONTEXT, SPAN } = require('../loggers/fixture.cjs');

const [, , name, count, mode] = process.argv;
const LINES_A_TURN = 100;
const { log, flush, run = inContext } = require(`../loggers/${name}.cjs`).create();

function inContext(fn) {
  if (!process.env.BENCH_CONTEXT) return fn();
  const { LoggingContext, runWithLoggingContext } = require('../../dist/index.js');
  const { context, trace } = require('@opentelemetry/api');
  const loggingContext = new LoggingContext({
    correlationId: CONTEXT.correlation_id,
    userId: CONTEXT.user_id,
    requestPath: CONTEXT.request_path,
    requestMethod: CONTEXT.request_method,
    serviceName: CONTEXT.service_name,
    environment: CONTEXT.environment,
  });
  return runWithLoggingContext(loggingContext, () =>
    context.with(trace.setSpanContext(context.active(), SPAN), fn),
  );
}

async function paced(lines) {
  for (let index = 0; index < lines; ) {
    for (let turn = 0; turn < LINES_A_TURN && index < lines; turn++) log(index++);
    await new Promise(setImmediate);
  }
}

async function burst(lines) {
  for (let index = 0; index < lines; index++) log(index);
}

async function measure() {
  const lines = Number(count);
  const write = mode === 'burst' ? burst : paced;
  const warmUp = mode === 'burst' ? 0 : Math.min(lines, 20_000);
  await paced(warmUp);
  const cpuBefore = process.threadCpuUsage();
  const started = performance.now();
  await write(lines);
  const millis = performance.now() - started;
  const cpu = process.threadCpuUsage(cpuBefore);
  await (flush ? flush() : globalThis[Symbol.for('tracebridge.handle.v1')]?.forceFlush(30_000));
  process.send(
    { micros: (millis * 1000) / lines, cpuMicros: (cpu.user + cpu.system) / lines, written: lines + warmUp },
    () => process.exit(),
  );
}

run(() => void measure());
