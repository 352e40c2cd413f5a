'use strict';
// pg-boss, and any queue whose jobs are JSON: the carrier travels in the job's data.
// Run it with `node --require tracebridge/register pg-boss.js`.

const { getLogger, jobCarrier, withCorrelationId, workerJob } = require('tracebridge');

const log = getLogger('reports');

/** For `boss.send('reports', dataFor(report))`. */
function dataFor(report) {
  return { report, carrier: jobCarrier() };
}

/** For `boss.work('reports', handle)`: pg-boss hands over a list of jobs. */
async function handle(jobs) {
  for (const { id, data } of jobs) {
    await workerJob('reports', id, { carrier: data.carrier }, async () => {
      log.info('Report written', { report: data.report });
    });
  }
}

async function main() {
  const stored = JSON.stringify(withCorrelationId('report-request-4', () => dataFor('monthly')));
  await handle([{ id: '018f2b6e-5c1d-7a80-9e2f-3b4c5d6e7f80', name: 'reports', data: JSON.parse(stored) }]);
}

main();
