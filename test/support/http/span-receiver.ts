import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeRequest } from '../../../src/otlp/decode-request.js';
import type { SpanRecord } from '../../../src/otlp/model/span.js';

/** An OTLP/HTTP endpoint that keeps the spans it is sent. */
export interface SpanReceiver {
  readonly url: string;
  readonly spans: readonly SpanRecord[];
  /** The first span that fits, now or when it arrives. */
  waitFor(fits: (span: SpanRecord) => boolean): Promise<SpanRecord>;
  close(): Promise<void>;
}

export async function startSpanReceiver(): Promise<SpanReceiver> {
  const spans: SpanRecord[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const contentType = request.headers['content-type'] ?? '';
    if (request.url === '/v1/traces') {
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      spans.push(...decodeRequest('traces', plain, contentType).spans);
    }
    response.writeHead(200, { 'content-type': contentType });
    response.end(contentType.includes('json') ? '{}' : undefined);
    for (const check of waiting) check();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    waitFor: (fits) =>
      new Promise((resolve) => {
        const check = () => {
          const span = spans.find(fits);
          if (span === undefined) return;
          waiting.delete(check);
          resolve(span);
        };
        waiting.add(check);
        check();
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
