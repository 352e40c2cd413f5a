'use strict';
// A job queue small enough to read: JSON lines over TCP on loopback.
const net = require('node:net');
const readline = require('node:readline');

/** Calls `onJob` for each job that is pushed. */
exports.listen = (onJob) =>
  net
    .createServer((socket) => {
      socket.on('error', () => {});
      readline.createInterface({ input: socket }).on('line', (line) => onJob(JSON.parse(line)));
    })
    .listen(0, '127.0.0.1');

exports.connect = (port) => {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', (error) => console.error(`queue: ${error.message}`));
  socket.unref();
  return { push: (job) => socket.write(`${JSON.stringify(job)}\n`) };
};
