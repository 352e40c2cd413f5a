import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { DESTINATION_DEFAULTS } from '../../../../src/export/config-types.js';
import { HttpTransport } from '../../../../src/export/transport/http-transport.js';
import type { Transport } from '../../../../src/export/transport/transport.js';
import { batchOf } from '../../../support/batch.js';
import fc from '../../../support/fast-check.js';

/** What a server does with a request: writes, waits for the next turn, half-closes, resets. */
type Act = string | 'END' | 'RESET' | 'WAIT';
const OK = 'HTTP/1.1 200 OK\r\n';
const TIMEOUT_MILLIS = 250;
/** For answers that come: long enough for a busy machine. */
const PATIENT_MILLIS = 5_000;

let acts: readonly Act[] = [];
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(socket));
  socket.on('data', async () => {
    for (const act of acts) {
      if (act === 'END') socket.end();
      else if (act === 'RESET') socket.resetAndDestroy();
      else if (act === 'WAIT') await new Promise((resolve) => setImmediate(resolve));
      else if (!socket.destroyed && socket.writable) socket.write(act, 'latin1');
    }
  });
});
let transport: Transport;
let patient: Transport;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const create = (timeoutMillis: number) =>
    new HttpTransport({
      signal: 'logs',
      destination: { ...DESTINATION_DEFAULTS, url: `http://127.0.0.1:${port}/v1/logs`, timeoutMillis },
      concurrency: 4,
      maxResponseBytes: 1024,
      compressAboveBytes: 1024,
      unref: false,
    });
  transport = create(TIMEOUT_MILLIS);
  patient = create(PATIENT_MILLIS);
});
afterAll(() => {
  transport.close();
  patient.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function send(answer: readonly Act[], through = transport): Promise<string> {
  acts = answer;
  const outcome = await through.send(batchOf());
  return outcome.kind === 'delivered' ? outcome.kind : `${outcome.kind} ${outcome.cause.code}`;
}

test.each<[string, readonly Act[], string | RegExp]>([
  [
    '101',
    ['HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    'retry HTTP 101',
  ],
  [
    '101 and the end',
    ['HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 'END'],
    'retry HTTP 101',
  ],
  ['200 that upgrades', [`${OK}Connection: Upgrade\r\nUpgrade: x\r\nContent-Length: 0\r\n\r\n`], 'delivered'],
  [
    '103 before 200',
    ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', `${OK}Content-Length: 0\r\n\r\n`],
    'delivered',
  ],
  ['nothing but 100s', Array(500).fill('HTTP/1.1 100 Continue\r\n\r\n'), 'retry TIMEOUT'],
  ['trailers', [`${OK}Transfer-Encoding: chunked\r\nTrailer: x\r\n\r\n0\r\nx: 1\r\n\r\n`], 'delivered'],
  ['a chunk that never comes', [`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nab`], 'delivered'],
  ['a body that is cut', [`${OK}Content-Length: 100\r\n\r\nab`, 'RESET'], 'delivered'],
  [
    '503 with a body that is cut',
    ['HTTP/1.1 503 x\r\nContent-Length: 100\r\n\r\nab', 'END'],
    'retry HTTP 503',
  ],
  ['two lengths', [`${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`], /^retry HPE_/],
  ['no HTTP', ['\x16\x03\x01\x00\x05hello', 'END'], /^retry (?:HPE_|ECONNRESET)/],
  ['half a head', ['HTTP/1.1 20', 'END'], /^retry (?:HPE_|ECONNRESET)/],
  ['nothing', [], 'retry TIMEOUT'],
  ['nothing, closed', ['END'], 'retry ECONNRESET'],
  ['nothing, reset', ['RESET'], 'retry ECONNRESET'],
  [
    'a head without end',
    [OK, ...Array(200).fill(`X: ${'a'.repeat(100)}\r\n`)],
    /^retry (?:HPE_HEADER_OVERFLOW|TIMEOUT)/,
  ],
  ['204', ['HTTP/1.1 204 No Content\r\n\r\n'], 'delivered'],
  ['304', ['HTTP/1.1 304 Not Modified\r\n\r\n'], 'refused HTTP 304'],
  ['status 999', ['HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n'], 'refused HTTP 999'],
])('%s', async (_, answer, outcome) => {
  const isLate = `${outcome}`.includes('TIMEOUT');
  const got = await send(answer, isLate ? transport : patient);
  if (typeof outcome === 'string') expect(got).toBe(outcome);
  else expect(got).toMatch(outcome);
});

const part: fc.Arbitrary<Act> = fc.oneof(
  fc.constantFrom<Act>(
    'END',
    'RESET',
    'WAIT',
    OK,
    '\r\n',
    '0\r\n\r\n',
    'Content-Length: 3\r\n',
    'Transfer-Encoding: chunked\r\n',
  ),
  fc.constantFrom<Act>(
    'Connection: Upgrade\r\n',
    'Connection: close\r\n',
    'Upgrade: websocket\r\n',
    '3\r\nabc\r\n',
    'X: y\r\n',
  ),
  fc.integer({ min: 99, max: 999 }).map((status) => `HTTP/1.1 ${status} x\r\n`),
  fc.string({ maxLength: 20 }),
);

test('any answer at all settles the request, within its deadline and the grace of a body', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (answer) => {
      expect(await send([...answer, 'END'])).toMatch(/^(?:delivered|(?:retry|refused) .+)$/);
    }),
    { numRuns: 150 },
  );
  // The transport is as good as new: none of its sockets is taken for ever.
  expect(await send([`${OK}Content-Length: 0\r\n\r\n`])).toBe('delivered');
});
