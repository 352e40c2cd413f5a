'use strict';
// growth.cjs WHAT SIZE: cost of a line or span by how many there were, by fields in the context, by open requests.
const { performance } = require('node:perf_hooks');
const { trace } = require('@opentelemetry/api');
const { LoggingContext, getLogger, runWithLoggingContext } = require('../../dist/index.js');
const { MESSAGE, fields } = require('../loggers/fixture.cjs');

const [, , what, size] = process.argv;
const MEASURED = 100_000;
const A_TURN = 100;
const logger = getLogger('shop.orders');
const tracer = trace.getTracer('bench');

const line = (index) => logger.info(MESSAGE, fields(index));
const span = () => tracer.startSpan('work').end();

async function repeat(count, action) {
  for (let index = 0; index < count; ) {
    for (let turn = 0; turn < A_TURN && index < count; turn++) action(index++);
    await new Promise(setImmediate);
  }
}

async function costOf(count, action) {
  const before = process.threadCpuUsage();
  const started = performance.now();
  await repeat(count, action);
  const millis = performance.now() - started;
  const { user, system } = process.threadCpuUsage(before);
  return { micros: (millis * 1000) / count, cpuMicros: (user + system) / count };
}

/** Cost of the last tenth of `total`. */
async function byCount(total, action) {
  await repeat(total * 0.9, action);
  return costOf(total * 0.1, action);
}

async function byContext(fieldCount) {
  const names = Array.from({ length: fieldCount }, (_, index) => [`field_number_${index}`, `value ${index}`]);
  const context = new LoggingContext({ extra: Object.fromEntries(names) });
  return runWithLoggingContext(context, async () => {
    await repeat(20_000, line);
    return costOf(MEASURED, line);
  });
}

/** Lines of `requests` contexts in turn: each follows one of another context. */
async function byRequests(requests) {
  const lines = Array.from({ length: requests }, () => {
    const context = new LoggingContext({ requestPath: '/orders', requestMethod: 'POST', userId: 'u-1842' });
    return (index) => runWithLoggingContext(context, line, index);
  });
  const action = (index) => lines[index % requests](index);
  await repeat(20_000, action);
  return costOf(MEASURED, action);
}

const MEASURES = {
  lines: () => byCount(Number(size), line),
  spans: () => byCount(Number(size), span),
  context: () => byContext(Number(size)),
  requests: () => byRequests(Number(size)),
};

void MEASURES[what]().then((cost) => process.send(cost, () => process.kill(process.pid, 'SIGKILL')));
