import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const gunzipAsync = promisify(gunzip);

/** Of one request, before and after decompression. The Collector's own default is 20 MiB. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** `google.rpc.Code` */
export const GrpcCode = {
  Ok: 0,
  InvalidArgument: 3,
  ResourceExhausted: 8,
  Unimplemented: 12,
  Internal: 13,
  Unavailable: 14,
} as const;

const GRPC_CODES: Readonly<Record<number, number>> = {
  413: GrpcCode.ResourceExhausted,
  501: GrpcCode.Unimplemented,
  503: GrpcCode.Unavailable,
};

/** A request that is answered with `status`. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** The same in gRPC's terms. */
  get grpcCode(): number {
    return GRPC_CODES[this.status] ?? GrpcCode.InvalidArgument;
  }
}

/** Of all requests being read at the same time. */
const MAX_IN_FLIGHT_BYTES = 128 * 1024 * 1024;

/** Reads what senders send to a receiver, within bounds of each body and of all together. */
export class BodyReader {
  #inFlightBytes = 0;
  /** Ends when the body before is done with: one is unpacked and decoded at a time, however many come at once. */
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly maxInFlightBytes = MAX_IN_FLIGHT_BYTES) {}

  /**
   * Reads a body, at most {@link MAX_BODY_BYTES} as sent and as unpacked, and gives it to `use` in its turn.
   * @throws HttpError 400, 413, 415, or 503 when too much is being read already
   */
  async read<T>(request: IncomingMessage, use: (body: Buffer) => T): Promise<T> {
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    if (encoding !== 'identity' && encoding !== 'gzip') {
      throw new HttpError(415, `Expected content encoding gzip or none, got ${encoding.slice(0, 40)}`);
    }
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
    return this.readStream(request, async (body) => use(encoding === 'gzip' ? await unpack(body) : body));
  }

  /**
   * The same of a stream, whose body `use` unpacks by itself.
   * @throws HttpError 413, or 503
   */
  async readStream<T>(stream: Readable, use: (body: Buffer) => Promise<T>): Promise<T> {
    const chunks: Buffer[] = [];
    let length = 0;
    try {
      // Destroying the stream at an early exit would cut the connection before the answer is out.
      for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
        length += (chunk as Buffer).length;
        this.#inFlightBytes += (chunk as Buffer).length;
        if (length > MAX_BODY_BYTES) throw tooLarge();
        if (this.#inFlightBytes > this.maxInFlightBytes)
          throw new HttpError(503, 'Too much is being received');
        chunks.push(chunk as Buffer);
      }
      return await this.#inTurn(() => use(Buffer.concat(chunks, length)));
    } finally {
      this.#inFlightBytes -= length;
    }
  }

  async #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    try {
      return await task();
    } finally {
      resolve();
    }
  }
}

/** @throws HttpError 400, or 413 */
export async function unpack(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new HttpError(400, 'The body is not gzip data');
  }
}

function tooLarge(): HttpError {
  return new HttpError(413, `The body is larger than ${MAX_BODY_BYTES} bytes`);
}
