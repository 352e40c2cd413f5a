import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { OtlpDecodeError } from '../../otlp/decode-error.js';
import { decodeRequest } from '../../otlp/decode-request.js';
import { encodeResponse } from '../../otlp/encode-response.js';
import type { Signal } from '../../otlp/signal.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import { type BodyReader, GrpcCode, HttpError, unpack } from './read-body.js';

/** Paths of OTLP's services (OTLP 1.x, "OTLP/gRPC"). */
const METHODS: Readonly<Record<string, Signal>> = {
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'traces',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': 'logs',
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export': 'metrics',
};

/** Before each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/**
 * An OTLP/gRPC receiver without TLS: unary calls only, over Node's own HTTP/2 (gRPC, "gRPC over HTTP2"), as SDKs of
 * other languages send by default.
 */
export function createGrpcReceiver(store: TelemetryStore, bodies: BodyReader): Http2Server {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    receive(stream, headers, store, bodies).then(
      (message) => respond(stream, GrpcCode.Ok, '', message),
      (error: unknown) => {
        if (error instanceof HttpError) respond(stream, error.grpcCode, error.message);
        else if (error instanceof OtlpDecodeError) respond(stream, GrpcCode.InvalidArgument, error.message);
        else respond(stream, GrpcCode.Internal, 'The receiver failed');
      },
    );
  });
  return server;
}

async function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  store: TelemetryStore,
  bodies: BodyReader,
): Promise<Buffer> {
  const signal = METHODS[headers[':path'] ?? ''];
  const isGrpc = headers['content-type']?.startsWith('application/grpc') === true;
  if (signal === undefined || !isGrpc) throw new HttpError(501, 'Only the Export calls of OTLP are taken');
  const rejected = await bodies.readStream(stream, async (body) => {
    const message = await messageOf(body, String(headers['grpc-encoding'] ?? 'identity'));
    return store.add(decodeRequest(signal, message, 'application/x-protobuf'));
  });
  return encodeResponse(signal, 'protobuf', rejected);
}

async function messageOf(body: Buffer, encoding: string): Promise<Buffer> {
  if (body.length < PREFIX_BYTES || body.readUInt32BE(1) !== body.length - PREFIX_BYTES)
    throw new HttpError(400, 'Not one length-prefixed message');
  const message = body.subarray(PREFIX_BYTES);
  if (body[0] === 0) return message;
  if (encoding !== 'gzip') throw new HttpError(501, 'Only gzip is unpacked');
  return unpack(message);
}

/** An error is told in the trailers, which are then all that comes. */
function respond(stream: ServerHttp2Stream, code: number, text: string, message?: Buffer): void {
  if (stream.destroyed || stream.closed) return;
  const status = { 'grpc-status': String(code), ...(text && { 'grpc-message': encodeURIComponent(text) }) };
  const headers = {
    ':status': 200,
    'content-type': 'application/grpc',
    'grpc-accept-encoding': 'identity,gzip',
  };
  if (message === undefined) {
    stream.respond({ ...headers, ...status }, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(status));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([prefix, message]));
}
