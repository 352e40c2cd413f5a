import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { decodeRequest } from '../../src/otlp/decode-request.js';
import type { LogRecord } from '../../src/otlp/model/log.js';
import type { MetricRecord } from '../../src/otlp/model/metric.js';
import type { SpanRecord } from '../../src/otlp/model/span.js';
import type { Signal } from '../../src/otlp/signal.js';

/** An OTLP/HTTP endpoint that keeps everything it is sent. */
export class TelemetryReceiver {
  readonly spans: SpanRecord[] = [];
  readonly logs: LogRecord[] = [];
  readonly metrics: MetricRecord[] = [];
  /** Content type of each request, in the order of arrival. */
  readonly contentTypes: string[] = [];
  /** Body of each request as it was before compression, in the order of arrival. */
  readonly bodies: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const contentType = request.headers['content-type'] ?? '';
    this.contentTypes.push(contentType);
    const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    this.bodies.push(plain);
    if (this.#answerAfterMillis > 0) await delay(this.#answerAfterMillis);
    this.#take((request.url ?? '').slice('/v1/'.length) as Signal, plain, contentType);
    response.writeHead(200, { 'content-type': contentType });
    response.end(contentType.includes('json') ? '{}' : undefined);
    for (const check of this.#waiting) check();
  });

  readonly #answerAfterMillis: number;

  private constructor(answerAfterMillis: number) {
    this.#answerAfterMillis = answerAfterMillis;
  }

  /** @param options `answerAfterMillis`: how long it takes for each request; default 0 */
  static async start({ answerAfterMillis = 0 } = {}): Promise<TelemetryReceiver> {
    const receiver = new TelemetryReceiver(answerAfterMillis);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves with what `find` finds, now or after a later request. */
  waitFor<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const check = () => {
        const found = find();
        if (found === undefined) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
  }

  closeIdleConnections(): void {
    this.#server.closeIdleConnections();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #take(signal: Signal, body: Buffer, contentType: string): void {
    if (signal === 'traces') this.spans.push(...decodeRequest(signal, body, contentType).spans);
    if (signal === 'logs') this.logs.push(...decodeRequest(signal, body, contentType).logs);
    if (signal === 'metrics') this.metrics.push(...decodeRequest(signal, body, contentType).metrics);
  }
}
