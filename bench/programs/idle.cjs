'use strict';
// The app of order-app.cjs after one request and some rest: what it takes of memory.
const { createRequire } = require('node:module');
const { get } = require('node:http');
const { setTimeout: delay } = require('node:timers/promises');
const { createOrderApp } = require('./order-app.cjs');

const REST_MILLIS = 2000;

const app = createOrderApp(createRequire(`${process.env.BENCH_MODULES}/package.json`));
const server = app.listen(0, '127.0.0.1', () => {
  get({ port: server.address().port, path: '/orders/1842', host: '127.0.0.1' }, async (response) => {
    response.resume();
    await delay(REST_MILLIS);
    process.send({ rssMegabytes: process.memoryUsage.rss() / 1e6 }, () => process.exit());
  });
});
