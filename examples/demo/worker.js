'use strict';
// Takes the API's jobs. Run it with `node --require tracebridge/register worker.js`.

const { setTimeout: delay } = require('node:timers/promises');
const { getLogger, timed, workerJob } = require('tracebridge');
const queue = require('./queue.js');

const log = getLogger('demo.worker');

const generate = timed('generate_text', async (prompt) => {
  await delay(15 + prompt.length);
  if (prompt.includes('dragon')) throw new Error('the model refused');
  return prompt.split(' ').reverse().join(' ');
});

async function handle({ jobId, prompt, userId, carrier }) {
  await workerJob('generator', jobId, { userId, carrier }, async () => {
    const text = await generate(prompt);
    log.info('Text generated', { text_chars: text.length });
  });
}

// A failed job is logged, traced and counted by workerJob; the queue goes on.
const jobs = queue.listen((job) => handle(job).catch(() => {}));

jobs.once('listening', () => {
  process.send?.({ port: jobs.address().port });
});
process.on('SIGTERM', () => process.exit(0));
