import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGISTER, ROOT, runProgram } from '../../support/run-program.js';

/** Calls itself once with the given headers, and prints those that its handler passes on, and the trace it is in. */
const PROGRAM = `
const http = require('node:http');
const { trace } = require(${JSON.stringify(require.resolve('@opentelemetry/api'))});
const given = JSON.parse(process.env.GIVEN);
const server = http.createServer((request, response) => {
  if (request.url === '/leaf') return response.end(JSON.stringify(request.headers));
  const { traceId } = trace.getActiveSpan().spanContext();
  http.get(origin + '/leaf', (leaf) => leaf.toArray().then((parts) => {
    console.log(JSON.stringify({ traceId, sent: JSON.parse(Buffer.concat(parts)) }));
    response.end();
  }));
});
let origin;
server.listen(0, '127.0.0.1', () => {
  origin = 'http://127.0.0.1:' + server.address().port;
  const { hostname, port } = new URL(origin);
  // Not traced itself: a list of names is written before anybody is told of it.
  require('node:net').connect(port, hostname, function () {
    const lines = ['GET / HTTP/1.1', 'Host: x', 'Connection: close', ...Object.entries(given).map(([n, v]) => n + ': ' + v)];
    this.write(lines.join('\\r\\n') + '\\r\\n\\r\\n');
  }).resume().on('close', () => server.close());
});
`;

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

async function propagate(propagators: string, given: Record<string, string>, cwd = ROOT) {
  const { stdout, stderr } = await runProgram(
    ['--require', REGISTER, '-e', PROGRAM],
    {
      OTEL_PROPAGATORS: propagators,
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      TRACEBRIDGE_REQUEST_LOGS: 'false',
      GIVEN: JSON.stringify(given),
    },
    { cwd },
  );
  return { ...(JSON.parse(stdout) as { traceId: string; sent: Record<string, string> }), stderr };
}

test.each([
  ['tracecontext', 'traceparent', `00-${TRACE}-${PARENT}-01`],
  ['b3', 'b3', `${TRACE}-${PARENT}-1`],
  ['xray', 'x-amzn-trace-id', `Root=1-${TRACE.slice(0, 8)}-${TRACE.slice(8)};Parent=${PARENT};Sampled=1`],
])('OTEL_PROPAGATORS=%s reads and writes %s, and no other', async (propagators, header, value) => {
  const { traceId, sent, stderr } = await propagate(propagators, { [header]: value });
  expect({ traceId, stderr }).toEqual({ traceId: TRACE, stderr: '' });
  expect(sent[header]?.replaceAll('-', '')).toContain(TRACE);
  const others = ['traceparent', 'b3', 'uber-trace-id', 'x-amzn-trace-id'].filter((name) => name !== header);
  for (const other of others) expect(sent).not.toHaveProperty(other);
});

test('a package that is not installed is told with its fix, and the default holds', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'propagators-'));
  try {
    const { traceId, sent, stderr } = await propagate(
      'jaeger',
      { traceparent: `00-${TRACE}-${PARENT}-01` },
      folder,
    );
    expect(traceId).toBe(TRACE);
    expect(sent.traceparent).toContain(TRACE);
    expect(stderr).toBe(
      '[tracebridge] OTEL_PROPAGATORS: "jaeger" is ignored: it needs the package @opentelemetry/propagator-jaeger (npm install @opentelemetry/propagator-jaeger)\n',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
