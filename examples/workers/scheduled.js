'use strict';
// node-cron and other schedulers, and plain functions: there is no producer, so each run gets an ID of its own.
// Run it with `node --require tracebridge/register scheduled.js`.

const { randomUUID } = require('node:crypto');
const { getLogger, getMetricsCollector, workerJob } = require('tracebridge');

const log = getLogger('cleanup');

/** For `cron.schedule('0 3 * * *', cleanUp)`. A scheduler ignores what a task throws: the log line tells it. */
async function cleanUp() {
  await workerJob('cleanup', randomUUID(), async () => {
    log.info('Old sessions removed', { sessions: 12 });
  }).catch(() => {});
}

/** Sync functions stay sync. */
function recount(tenant) {
  return workerJob('recount', `recount:${tenant}:${Date.now()}`, { userId: 'system' }, () => {
    log.info('Recounted', { tenant });
    return 3;
  });
}

async function main() {
  await cleanUp();
  recount('acme');
  log.info('Totals', { workers: getMetricsCollector().getMetrics() });
}

main();
