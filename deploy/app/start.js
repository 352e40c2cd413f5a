'use strict';
// Runs the example's worker and API side by side, each instrumented by preload alone, and ends when one of them does.
const { fork } = require('node:child_process');
const path = require('node:path');

const DEMO = path.join(path.dirname(require.resolve('tracebridge/package.json')), 'examples', 'demo');
const PRELOAD = ['--require', require.resolve('tracebridge/register')];
const children = [];

function run(file, serviceName, env = {}) {
  const child = fork(path.join(DEMO, file), {
    execArgv: PRELOAD,
    env: { ...process.env, OTEL_SERVICE_NAME: serviceName, ...env },
  });
  // The first to end ends the other; the container's exit code is its own.
  child.once('exit', (code) => {
    process.exitCode ??= code ?? 1;
    stop('SIGTERM');
  });
  children.push(child);
  return child;
}

function stop(signal) {
  for (const child of children) child.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);

run('worker.js', 'demo-worker').once('message', ({ port }) => {
  const api = run('api.js', 'demo-api', { QUEUE_PORT: String(port) });
  api.once('message', (message) => process.send?.(message));
});
