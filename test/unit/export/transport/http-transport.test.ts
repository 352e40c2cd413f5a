import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { DESTINATION_DEFAULTS } from '../../../../src/export/config-types.js';
import { compress } from '../../../../src/export/transport/body.js';
import { HttpTransport } from '../../../../src/export/transport/http-transport.js';
import { batchOf } from '../../../support/batch.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n';

async function transportTo(server: Server, settings: { concurrency: number; compressAboveBytes: number }) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new HttpTransport({
    signal: 'logs',
    destination: { ...DESTINATION_DEFAULTS, url: `http://127.0.0.1:${port}/v1/logs` },
    maxResponseBytes: 1024,
    unref: false,
    ...settings,
  });
}

test('a collector that closes all kept-alive sockets as a request is sent: the request goes over a new one', async () => {
  const sockets: Socket[] = [];
  let filling = true;
  const server = createServer((socket) => {
    sockets.push(socket);
    const isOld = filling;
    socket.on('error', () => {});
    socket.on('data', () => {
      if (!isOld) socket.write(ANSWER);
      // The pool is filled once all are asked at the same time; from then on each old socket dies of its next request.
      else if (!filling) socket.resetAndDestroy();
      else if (sockets.length === 3) for (const filled of sockets) filled.write(ANSWER);
    });
  });
  const transport = await transportTo(server, { concurrency: 3, compressAboveBytes: 1024 });
  try {
    const filled = await Promise.all([
      transport.send(batchOf()),
      transport.send(batchOf()),
      transport.send(batchOf()),
    ]);
    expect(filled.map(({ kind }) => kind)).toEqual(Array(3).fill('delivered'));
    filling = false;
    expect(await transport.send(batchOf())).toMatchObject({ kind: 'delivered' });
    expect(sockets).toHaveLength(4);
  } finally {
    transport.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

test('a collector that refuses compressed bodies gets the same one, and all later ones, as they were before', async () => {
  const arrived: unknown[] = [];
  const server = createHttpServer(async (request, response) => {
    const compressed = request.headers['content-encoding'] === 'gzip';
    const body = Buffer.concat(await request.toArray());
    arrived.push(compressed ? 'gzip' : String(body));
    response.writeHead(compressed ? 415 : 200).end();
  });
  const transport = await transportTo(server, { concurrency: 1, compressAboveBytes: 1 });
  const compressed = batchOf({ body: compress(Buffer.from('body')), compressed: true });
  for (let i = 0; i < 2; i++)
    expect(await transport.send(compressed)).toMatchObject({ kind: 'delivered', rejected: 0 });
  expect(arrived).toEqual(['gzip', 'body', 'body']);
  transport.close();
  server.close();
});
