import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { version } from '../../../package.json';
import { REGISTER, runProgram } from '../../support/run-program.js';

const WINSTON = JSON.stringify(require.resolve('winston'));
const PROGRAM = `require(${WINSTON}).createLogger({ transports: [new (require(${WINSTON}).transports.Console)()] }).info('once')`;

/** What a collector that answers logs after a while sees of a program that logs once. */
async function logOnce(env: Record<string, string>, answerAfterMillis = 0) {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/v1/logs') seen.push(request.headers);
    request.resume().on('end', () => setTimeout(() => response.end(), answerAfterMillis));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const outcome = await runProgram(['--require', REGISTER, '-e', PROGRAM], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      ...env,
    });
    return { seen, stderr: outcome.stderr };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('User-Agent names the distribution, its version and its language', async () => {
  const { seen } = await logOnce({});
  expect(seen.map((headers) => headers['user-agent'])).toEqual([
    expect.stringMatching(`^tracebridge/${version.replaceAll('.', '\\.')} OTel-OTLP-Exporter-JavaScript/`),
  ]);
});

test.each([
  ['0 is no deadline: the slow answer is waited for', '0', 1, ''],
  ['one that is missed is tried again', '100', 2, expect.stringContaining('[tracebridge]')],
])('OTEL_EXPORTER_OTLP_TIMEOUT: %s', async (_, timeout, leastRequests, stderr) => {
  const outcome = await logOnce({ OTEL_EXPORTER_OTLP_TIMEOUT: timeout }, 700);
  expect(outcome.seen.length).toBeGreaterThanOrEqual(leastRequests);
  if (timeout === '0') expect(outcome.seen).toHaveLength(1);
  expect(outcome.stderr).toEqual(stderr);
});
