import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FlushExtension } from '../../../src/lambda/extension.js';

/** The Extensions API, which gives an event when it is told to. */
let server: Server;
let address: string;
let extension: FlushExtension;

beforeEach(async () => {
  server = createServer((request, response) => {
    request.resume();
    if (request.url?.endsWith('/event/next')) server.emit('asked', response);
    else response.writeHead(200, { 'lambda-extension-identifier': 'id' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  extension = new FlushExtension(address);
});

afterEach(async () => {
  server.closeAllConnections();
  await once(server.close(), 'close');
});

/** The extension has nothing to do, and asks for its next event. */
async function asked(): Promise<(requestId: string) => void> {
  const [response] = (await once(server, 'asked')) as [ServerResponse];
  return (requestId) => response.end(JSON.stringify({ eventType: 'INVOKE', requestId }));
}

async function ping(): Promise<void> {
  await (await fetch(`http://${address}/ping`)).arrayBuffer();
}

test('an invocation that Lambda did not tell of releases not the next one', async () => {
  const invoke = await asked();
  // The runtime had its event before the registration was through.
  extension.release('first');
  expect(extension.isInUse).toBe(false);
  let hasAsked = false;
  const next = asked().then(() => {
    hasAsked = true;
  });
  invoke('second');
  while (!extension.isInUse) await new Promise(setImmediate);
  // A question that was asked now would be there before another one is answered.
  await ping();
  expect(hasAsked).toBe(false);
  extension.release('second');
  await next;
});

test('one that is over before Lambda has told of it is not waited for', async () => {
  const invoke = await asked();
  extension.release('short');
  const next = asked();
  invoke('short');
  await next;
});
