'use strict';
// A queue and its worker in one process; usually they are two. REDIS_URL or REDIS_SOCKET says where Redis is.
const { Queue, Worker } = require('bullmq');
const { getLogger, withCorrelationId } = require('tracebridge');
const { instrumentQueue, instrumentWorker, telemetry } = require('tracebridge/bullmq');

const log = getLogger('mail');
const connection = process.env.REDIS_SOCKET
  ? { path: process.env.REDIS_SOCKET }
  : { url: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379' };

const queue = instrumentQueue(new Queue('mail', { connection, telemetry }));
const worker = instrumentWorker(
  new Worker('mail', async (job) => log.info('Mail sent', { to: job.data.to }), { connection, telemetry }),
);

worker.on('completed', async () => {
  await worker.close();
  await queue.close();
});

withCorrelationId('order-42', () => queue.add('confirmation', { to: 'ada' }));
