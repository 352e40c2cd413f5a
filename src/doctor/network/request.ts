import {
  ClientRequest,
  type ClientRequestArgs,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
} from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { DestinationConfig } from '../../export/config-types.js';
import { tlsOptions } from '../../export/transport/tls.js';

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The first bytes of the body. */
  readonly body: string;
  /** From the call to the end of the answer. */
  readonly millis: number;
  /** This machine's clock, in the middle between request and answer. */
  readonly askedAt: number;
}

export interface HttpFailure {
  readonly kind: 'failure';
  readonly code: string;
  readonly message: string;
}

const MAX_BODY_BYTES = 1024 * 1024;

interface RequestOptions {
  readonly method: 'GET' | 'POST';
  readonly timeoutMillis: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly tls?: DestinationConfig['tls'];
}

/** One HTTP request, on a socket of its own, redirects not followed, proxies not used: as the exporter sends. */
export async function request(url: string, options: RequestOptions): Promise<HttpAnswer | HttpFailure> {
  const startedAt = Date.now();
  const started = performance.now();
  let agent: HttpAgent | undefined;
  try {
    const target = urlToHttpOptions(new URL(url)) as ClientRequestArgs;
    agent = target.protocol === 'https:' ? new HttpsAgent(tlsOptions(options.tls)) : new HttpAgent();
    const { status, headers, body } = await exchange({ ...target, agent }, options);
    const millis = performance.now() - started;
    return { kind: 'answer', status, headers, body, millis, askedAt: startedAt + millis / 2 };
  } catch (error) {
    return { kind: 'failure', ...describe(error) };
  } finally {
    agent?.destroy();
  }
}

type Answer = Pick<HttpAnswer, 'status' | 'headers' | 'body'>;

function exchange(target: ClientRequestArgs, options: RequestOptions): Promise<Answer> {
  const { method, headers, body = '', timeoutMillis } = options;
  return new Promise<Answer>((resolve, reject) => {
    const call = new ClientRequest({
      ...target,
      method,
      headers: { 'user-agent': 'tracebridge-doctor', ...headers, 'content-length': Buffer.byteLength(body) },
    });
    const deadline = setTimeout(
      () => call.destroy(Object.assign(new Error('no answer in time'), { code: 'TIMEOUT' })),
      timeoutMillis,
    );
    call.on('close', () => clearTimeout(deadline));
    call.on('error', reject);
    call.on('response', (response) => {
      let text = '';
      const finish = () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MAX_BODY_BYTES) call.destroy();
      });
      response.on('close', finish);
      response.on('error', finish);
    });
    call.end(body);
  });
}

/** An AggregateError of failed addresses (localhost over IPv4 and IPv6) has its code on the first of them. */
function describe(error: unknown): { code: string; message: string } {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown[] };
  if ((typeof code !== 'string' || code === '') && errors?.length) return describe(errors[0]);
  return { code: typeof code === 'string' ? code : 'UNKNOWN', message: String(message) };
}
