'use strict';
// app.cjs [fastify]: the app of order-app.cjs behind a socket, or of fastify-app.cjs. BENCH_MODULES says where the packages
// are.
const { once } = require('node:events');
const { createRequire } = require('node:module');
const { createOrderServer } = require('./fastify-app.cjs');
const { createOrderApp } = require('./order-app.cjs');

const requireFrom = createRequire(`${process.env.BENCH_MODULES}/package.json`);

process.on('message', () => {
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  process.send({ cpuMicros: main.user + main.system, allCpuMicros: all.user + all.system });
});

async function listen() {
  if (process.argv[2] === 'fastify') return (await createOrderServer(requireFrom)).address().port;
  const server = createOrderApp(requireFrom).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address().port;
}

listen().then((port) => process.send({ port }));
