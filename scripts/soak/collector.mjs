// A collector of its own process, so that neither its time nor its memory is counted. Counts what it takes: log records,
// spans, metric data points. Messages: "count", "down", "up".
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const dist = require('../../test/support/dist.cjs');
const { readFields } = dist('otlp/protobuf/fields');
const { tagsOf } = dist('otlp/schema/resolve');

const { gauge, sum, histogram, exponentialHistogram, summary } = tagsOf('Metric');
const taken = { traces: 0, metrics: 0, logs: 0 };

const fields = (message, wanted) => [...readFields(message)].filter(({ tag }) => wanted.includes(tag));

/** How many messages there are at the end of a path of tags. */
function count(message, [wanted, ...rest]) {
  const found = fields(message, wanted);
  if (rest.length === 0) return found.length;
  return found.reduce((sum, { payload }) => sum + count(payload, rest), 0);
}

// The requests of all signals have the same numbers, and all kinds of data have their points under the same.
const RECORDS = [
  [tagsOf('ExportLogsServiceRequest').resourceLogs],
  [tagsOf('ResourceLogs').scopeLogs],
  [tagsOf('ScopeLogs').logRecords],
];
const POINTS = [[gauge, sum, histogram, exponentialHistogram, summary], [tagsOf('Sum').dataPoints]];
const PATHS = { logs: RECORDS, traces: RECORDS, metrics: [...RECORDS, ...POINTS] };

async function take(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const signal = request.url.split('/').at(-1);
  taken[signal] += count(
    request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
    PATHS[signal],
  );
  response.end();
}

let server;
let port = 0;

function up() {
  server = createServer((request, response) => void take(request, response).catch(() => response.destroy()));
  server.listen(port, 'localhost', () => {
    port = server.address().port;
    process.send({ port });
  });
}

const messages = {
  count: () => process.send(taken),
  down: () => {
    server.close(() => process.send('down'));
    server.closeAllConnections();
  },
  up,
};
process.on('message', (name) => messages[name]());
up();
