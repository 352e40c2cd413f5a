import { type IncomingHttpHeaders, request } from 'node:http';
import { warnOnce } from '../core/warn.js';

const PATH = '/2020-01-01/extension';
const NAME = 'tracebridge';

interface Answer {
  readonly statusCode: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * An internal extension of the Lambda Extensions API: a registration of this process that Lambda gives each invocation
 * to, and waits for, before it freezes the environment. The answer of the function is not kept waiting.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export class FlushExtension {
  readonly #api: URL;
  /** The invocation that Lambda told us of and waits for. */
  #current: { readonly requestId: unknown; readonly done: () => void } | undefined;
  /** Of the invocation that ended last: maybe before Lambda's word of it was read. */
  #released: unknown;
  #isInUse = false;

  /** @param runtimeApi `host:port` of AWS_LAMBDA_RUNTIME_API */
  constructor(runtimeApi: string) {
    this.#api = new URL(`http://${runtimeApi}`);
    void this.#serve();
  }

  /**
   * Whether Lambda waits for {@link release}: it has given us an invocation. Of the first one it may know nothing of us
   * yet, as the runtime asks for its event when the registration is under way.
   */
  get isInUse(): boolean {
    return this.#isInUse;
  }

  /** All of an invocation is sent: the environment may be frozen. */
  release(requestId: unknown): void {
    this.#released = requestId;
    const waiting = this.#current;
    if (waiting?.requestId === requestId) waiting?.done();
  }

  async #register(): Promise<string | undefined> {
    try {
      const response = await this.#ask(
        'POST',
        'register',
        { 'Lambda-Extension-Name': NAME },
        '{"events":["INVOKE"]}',
      );
      const id = response.headers['lambda-extension-identifier'];
      if (response.statusCode === 200 && typeof id === 'string') return id;
      throw new Error(`status ${response.statusCode}`);
    } catch (error) {
      warnOnce(
        `Lambda's Extensions API can't be used (${(error as Error).message}): telemetry is sent before the answer`,
      );
      return undefined;
    }
  }

  /** Lambda's init phase ends when each extension has asked for its first event. */
  async #serve(): Promise<void> {
    const id = await this.#register();
    if (id === undefined) return;
    try {
      for (;;) {
        const { statusCode, body } = await this.#ask('GET', 'event/next', {
          'Lambda-Extension-Identifier': id,
        });
        if (statusCode !== 200) throw new Error(`status ${statusCode}`);
        const { requestId } = JSON.parse(body) as { requestId?: unknown };
        this.#isInUse = true;
        if (requestId === this.#released) continue;
        await new Promise<void>((done) => {
          this.#current = { requestId, done };
        });
      }
    } catch (error) {
      this.#isInUse = false;
      warnOnce(`Lambda's Extensions API has ended (${(error as Error).message})`);
    }
  }

  /** Never traced, as all that goes to the runtime's address; waits as long as the API does. */
  #ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const url = new URL(`${PATH}/${path}`, this.#api);
    const asking = request(url, { method, headers, timeout: 0 }, (response) => {
      const { statusCode, headers } = response;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.once('end', () => resolve({ statusCode, headers, body: text }));
      response.once('error', reject);
    });
    asking.once('error', reject);
    asking.end(body);
    return promise;
  }
}
