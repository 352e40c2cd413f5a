import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { BodyReader, type HttpError } from '../../../src/dev/ingest/read-body.js';
import { createGrpcReceiver } from '../../../src/dev/ingest/receive-grpc.js';
import { TelemetryStore } from '../../../src/dev/store/telemetry-store.js';

/** Serves requests one by one to `handle`, and ends with the test. */
async function listen(handle: (request: IncomingMessage) => Promise<string>) {
  const server = createServer((request, response) => {
    handle(request).then(
      (text) => response.end(text),
      () => response.end('failed'),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    post: () => httpRequest({ host: '127.0.0.1', port, method: 'POST', agent: false }),
    close: () => server.closeAllConnections(),
    server,
  };
}

describe('BodyReader', () => {
  test('unpacks and decodes one body at a time, so that many bombs take the memory of one', async () => {
    const reader = new BodyReader();
    const taken: number[] = [];
    const { post, close, server } = await listen((request) =>
      reader.read(request, (body) => {
        taken.push(body.length);
        return 'read';
      }),
    );
    const send = (bytes: number) => {
      const request = post();
      request.setHeader('content-encoding', 'gzip');
      const received = new Promise((resolve) => {
        server.once('request', (incoming: IncomingMessage) => incoming.once('end', resolve));
      });
      const answered = new Promise<void>((resolve) => {
        request.on('response', (response) => response.resume().on('end', resolve));
      });
      request.end(gzipSync(Buffer.alloc(bytes)));
      return { received, answered };
    };
    // The small one is unpacked in no time; it waits for the large one all the same.
    const large = send(20 * 1024 * 1024);
    await large.received;
    const small = send(10);
    await Promise.all([large.answered, small.answered]);
    expect(taken).toEqual([20 * 1024 * 1024, 10]);
    close();
    server.close();
  });

  test('answers 503 while too much is being read, and takes bodies again afterwards', async () => {
    const reader = new BodyReader(1_000);
    const statuses: (number | 'read')[] = [];
    const { post, close, server } = await listen(async (request) => {
      const result = await reader
        .read(request, () => undefined)
        .then(
          () => 'read' as const,
          (error: HttpError) => error.status,
        );
      statuses.push(result);
      return String(result);
    });
    const send = (bytes: number, end: boolean) => {
      const request = post();
      request.write(Buffer.alloc(bytes));
      if (end) request.end();
      const answered = new Promise<void>((resolve) => {
        request.on('response', (response) => response.resume().on('end', resolve));
      });
      return { request, answered };
    };
    const first = send(600, false);
    await new Promise<void>((resolve) => {
      server.once('request', (request: IncomingMessage) => request.once('readable', () => resolve()));
    });
    await send(600, true).answered;
    first.request.end();
    await first.answered;
    await send(600, true).answered;
    expect(statuses).toEqual([503, 'read', 'read']);
    close();
    server.close();
  });
});

test('gRPC counts to the same bound', async () => {
  const receiver = createGrpcReceiver(new TelemetryStore(), new BodyReader(1_000));
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const session = connect(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    'content-type': 'application/grpc',
  });
  stream.end(Buffer.alloc(2_000));
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  expect([headers[constants.HTTP2_HEADER_STATUS], headers['grpc-status']]).toEqual([200, '14']);
  session.destroy();
  receiver.close();
});
