'use strict';
// load.cjs PORT MILLIS [post]: requests over 16 keep-alive connections, the next one when the answer is whole.
const { connect } = require('node:net');
const { performance } = require('node:perf_hooks');

const [, , port, millis] = process.argv.map(Number);
const CONNECTIONS = 16;
const HEAD = `HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: bench\r\nAccept: */*\r\n`;
const BODY = JSON.stringify({ id: '1842', lines: [{ sku: 'A-1', count: 2 }], amount: 19.9, currency: 'EUR' });
const POST = `POST /orders ${HEAD}Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const REQUEST = process.argv[4] === 'post' ? POST : `GET /orders/1842 ${HEAD}\r\n`;
const latencies = [];
let answered = 0;
let failed = 0;

function open() {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  let sentAt = 0;
  const send = () => {
    sentAt = performance.now();
    socket.write(REQUEST);
  };
  socket.setNoDelay(true).setEncoding('latin1');
  socket.on('connect', send);
  socket.on('data', (text) => {
    received += text;
    const end = received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const [, length] = /content-length: (\d+)/i.exec(received) ?? [];
    if (length === undefined || received.length < end + 4 + Number(length)) return;
    if (received.startsWith('HTTP/1.1 200')) answered++;
    else failed++;
    received = '';
    latencies.push(performance.now() - sentAt);
    send();
  });
  socket.on('error', () => {
    failed++;
  });
}

for (let index = 0; index < CONNECTIONS; index++) open();
const started = performance.now();
setTimeout(() => {
  const seconds = (performance.now() - started) / 1000;
  latencies.sort((a, b) => a - b);
  const p99 = latencies[Math.floor(latencies.length * 0.99)];
  process.send({ answered, failed, perSecond: answered / seconds, p99 }, () => process.exit());
}, millis);
