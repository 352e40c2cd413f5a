// The app of the long soak, under the preload: an HTTP server whose requests log with winston, are timed, call the app
// itself and run jobs. It answers to messages of its parent.
'use strict';

const http = require('node:http');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { start, timed, workerJob } = require('tracebridge');
const winston = require('winston');

const handle = start();
const logger = winston.createLogger({
  transports: [new winston.transports.Console()],
});
const load = timed('load', async (id) => ({ id, items: [1, 2, 3] }));
let requests = 0;

async function answer(request, response) {
  const number = ++requests;
  logger.info('received', { path: request.url, number });
  const order = await load(number);
  if (number % 10 === 0) await fetch(`http://127.0.0.1:${server.address().port}/inner`);
  if (number % 20 === 0) await workerJob('soak', `job-${number}`, async () => logger.info('in a job'));
  if (number % 50 === 0)
    logger.error('failed', { error: new Error('a failure that is logged', { cause: order }) });
  logger.info('answered', order);
  response.end('{}');
}

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    logger.error('failed', { error });
    response.destroy();
  });
});
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();

function sample() {
  // A second collection frees what finalizers of the first let go.
  global.gc();
  global.gc();
  const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
  return { seconds: performance.now() / 1000, heapUsed, rss, arrayBuffers };
}

const answers = {
  sample,
  end: async () => {
    loop.disable();
    server.close();
    await handle.forceFlush(20_000).catch(() => {});
    await handle.shutdown(20_000);
    setImmediate(() => process.disconnect());
    return {
      requests,
      stats: handle.stats(),
      loopP99Millis: loop.percentile(99) / 1e6,
      loopMaxMillis: loop.max / 1e6,
    };
  },
};

process.on('message', async (name) => process.send(await answers[name]()));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
