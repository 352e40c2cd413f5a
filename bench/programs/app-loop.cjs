'use strict';
// app-loop.cjs REQUESTS: the app of order-app.cjs, asked without sockets: requests are pushed into the parser of as many
// connections as `load.cjs` has, answers are thrown away. Microseconds of CPU a request, the least of ten parts.
const { createServer } = require('node:http');
const { Duplex } = require('node:stream');
const { createOrderApp } = require('./order-app.cjs');

const REQUESTS_A_PART = Number(process.argv[2]) / 10;
const WARM_UP_PARTS = 5;
const PARTS = 10;
const CONNECTIONS = 16;
const REQUEST = Buffer.from(
  'GET /orders/1842 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n',
);

const parts = [];
let answered = 0;
let before = process.threadCpuUsage();

class Connection extends Duplex {
  remoteAddress = '127.0.0.1';
  remotePort = 40_000;
  _read() {}
  _write(_chunk, _encoding, done) {
    this.#answer(done);
  }
  _writev(_chunks, done) {
    this.#answer(done);
  }
  #answer(done) {
    done();
    if (++answered === REQUESTS_A_PART) endPart();
    if (parts.length < WARM_UP_PARTS + PARTS) setImmediate(() => this.push(REQUEST));
  }
  setTimeout() {}
  setNoDelay() {}
  setKeepAlive() {}
}

function endPart() {
  const { user, system } = process.threadCpuUsage(before);
  parts.push((user + system) / answered);
  answered = 0;
  before = process.threadCpuUsage();
  if (parts.length < WARM_UP_PARTS + PARTS) return;
  process.send({ cpuMicros: Math.min(...parts.slice(WARM_UP_PARTS)) }, () => process.exit());
}

const server = createServer(createOrderApp(require));
for (let count = 0; count < CONNECTIONS; count++) {
  const connection = new Connection({ autoDestroy: false });
  server.emit('connection', connection);
  connection.push(REQUEST);
}
