import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { DESTINATION_DEFAULTS } from '../../../../src/export/config-types.js';
import { compress } from '../../../../src/export/transport/body.js';
import { HttpTransport } from '../../../../src/export/transport/http-transport.js';
import { batchOf } from '../../../support/batch.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n';

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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = new HttpTransport({
    signal: 'logs',
    destination: {
      ...DESTINATION_DEFAULTS,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`,
    },
    concurrency: 3,
    maxResponseBytes: 1024,
    compressAboveBytes: 1024,
    unref: false,
  });
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
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const transport = new HttpTransport({
    signal: 'logs',
    destination: {
      ...DESTINATION_DEFAULTS,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`,
    },
    concurrency: 1,
    maxResponseBytes: 1024,
    compressAboveBytes: 1,
    unref: false,
  });
  const compressed = batchOf({ body: compress(Buffer.from('body')), compressed: true });
  for (let i = 0; i < 2; i++)
    expect(await transport.send(compressed)).toMatchObject({ kind: 'delivered', rejected: 0 });
  expect(arrived).toEqual(['gzip', 'body', 'body']);
  transport.close();
  server.close();
});
