// A job as a block: `await using` ends it, whatever way the block is left. Run it with
// `node --import tracebridge/register block.mjs` (Node 24; TypeScript compiles it for Node 22).

import { getLogger, workerJob } from 'tracebridge';

const log = getLogger('import');

async function importFile(jobId, lines) {
  await using job = workerJob('import', jobId);
  for (const line of lines) {
    try {
      job.run(() => JSON.parse(line));
      log.info('Line imported');
    } catch {
      // `run` has marked the job as failed; the other lines are imported all the same.
      log.warning('Line skipped');
    }
  }
}

await importFile('file-1', ['{"a":1}', '{"b":2}']);
await importFile('file-2', ['{"a":1}', 'no JSON']);
