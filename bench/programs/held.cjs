'use strict';
// held.cjs LOGGER LINES: nanoseconds a debug line that its logger's level leaves out, of `getLogger` or `hand-made`, in
// root spans of one info and twenty debug lines that never fail; all of that is measured. Run with TRACEBRIDGE_KEEP=errors,
// with and without TRACEBRIDGE_HOLD_LEVEL: the difference is what holding takes.
const { performance } = require('node:perf_hooks');
const { context, trace } = require('@opentelemetry/api');
const { createLogger, format, transports } = require('winston');
const { getLogger } = require('../../dist/index.js');
const { MESSAGE, fields } = require('../loggers/fixture.cjs');

const [which, LINES] = [process.argv[2], Number(process.argv[3])];
const LINES_A_SPAN = 20;
const logger =
  which === 'getLogger'
    ? getLogger('shop.orders')
    : createLogger({
        format: format.combine(format.timestamp(), format.json()),
        transports: [new transports.Console()],
      });
const tracer = trace.getTracer('bench');

function unit() {
  const span = tracer.startSpan('unit', { root: true });
  context.with(trace.setSpan(context.active(), span), () => {
    logger.info(MESSAGE);
    for (let index = 0; index < LINES_A_SPAN; index++) logger.debug(MESSAGE, fields(index));
  });
  span.end();
}

function measured(count) {
  const cpuBefore = process.threadCpuUsage();
  const started = performance.now();
  for (let done = 0; done < count; done += LINES_A_SPAN) unit();
  const nanos = (performance.now() - started) * 1e6;
  const { user, system } = process.threadCpuUsage(cpuBefore);
  return { nanos: nanos / count, cpuNanos: ((user + system) * 1000) / count };
}

measured(LINES / 2);
const result = measured(LINES);
const { withheld } = globalThis[Symbol.for('tracebridge.handle.v1')]?.stats().logs ?? {};
process.send({ ...result, withheld }, () => process.exit());
