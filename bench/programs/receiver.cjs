'use strict';
// Counts the records of OTLP/HTTP requests, protobuf or JSON, gzip or not.
const http = require('node:http');
const { gunzipSync } = require('node:zlib');

const counts = { logs: 0, traces: 0, metrics: 0, requests: 0, bytes: 0 };
let lastArrival = performance.now();

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const content = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const isJson = request.headers['content-type']?.startsWith('application/json');
    const signal = request.url.slice(request.url.lastIndexOf('/') + 1);
    counts[signal] += isJson ? countJson(JSON.parse(content)) : countProtobuf(content, 0, content.length, 3);
    counts.requests++;
    counts.bytes += body.length;
    lastArrival = performance.now();
    response.writeHead(200, { 'content-type': request.headers['content-type'] });
    response.end(isJson ? '{}' : undefined);
  });
});

/** Resource, scope and record are nested alike in all signals: fields 1, 2 and 2. */
function countProtobuf(bytes, start, end, depth) {
  if (depth === 0) return 1;
  const wanted = depth === 3 ? 1 : 2;
  let count = 0;
  let at = start;
  const varint = () => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < end) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else {
      const length = varint();
      if (tag >>> 3 === wanted) count += countProtobuf(bytes, at, at + length, depth - 1);
      at += length;
    }
  }
  return count;
}

function countJson(request) {
  let count = 0;
  for (const resource of Object.values(request).flat()) {
    for (const scope of Object.values(resource).filter(Array.isArray).flat()) {
      count += (scope.logRecords ?? scope.spans ?? scope.metrics ?? []).length;
    }
  }
  return count;
}

process.on('message', (question) => {
  if (question === 'reset') {
    for (const name of Object.keys(counts)) counts[name] = 0;
    lastArrival = performance.now();
    process.send({ ...counts });
  } else settle(question.settle);
});

function settle(expected) {
  const isDone = counts.logs >= expected || performance.now() - lastArrival > 1000;
  if (isDone) process.send({ ...counts });
  else setTimeout(settle, 20, expected);
}

process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
