'use strict';
// memory.cjs SECONDS: 5,000 lines a second to a collector that is not there.
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');
const { create } = require('../loggers/tracebridge.cjs');

const LINES_A_SECOND = 5000;
const SETTLE_MILLIS = 2000;
const seconds = Number(process.argv[2]);
const { log } = create();
const delays = monitorEventLoopDelay({ resolution: 1 });
let written = 0;
let base = 0;
let peak = 0;

const started = performance.now();
const timer = setInterval(() => {
  const elapsed = performance.now() - started;
  const due = (Math.min(elapsed, seconds * 1000 + SETTLE_MILLIS) / 1000) * LINES_A_SECOND;
  while (written < due) log(written++);
  // Loading and warming up are no growth.
  if (elapsed > SETTLE_MILLIS && base === 0) {
    base = process.memoryUsage.rss();
    delays.enable();
  }
  if (base > 0) peak = Math.max(peak, process.memoryUsage.rss());
  if (elapsed > seconds * 1000 + SETTLE_MILLIS) end();
}, 5);

function end() {
  clearInterval(timer);
  const { logs, memory } = globalThis[Symbol.for('tracebridge.handle.v1')].stats();
  const MIB = 2 ** 20;
  process.send(
    {
      written,
      grownMib: (peak - base) / MIB,
      delayP99: delays.percentile(99) / 1e6,
      logs,
      queueMib: memory.bytes / MIB,
    },
    () => process.kill(process.pid, 'SIGKILL'),
  );
}
