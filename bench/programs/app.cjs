'use strict';
// The app of order-app.cjs behind a socket. BENCH_MODULES says where its packages are.
const { createRequire } = require('node:module');
const { createOrderApp } = require('./order-app.cjs');

const app = createOrderApp(createRequire(`${process.env.BENCH_MODULES}/package.json`));

process.on('message', () => {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  process.send({ cpuMicros: main.user + main.system, allCpuMicros: all.user + all.system });
});

const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
