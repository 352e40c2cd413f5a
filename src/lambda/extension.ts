import { type IncomingMessage, request } from 'node:http';
import { warnOnce } from '../core/warn.js';

const PATH = '/2020-01-01/extension';
const NAME = 'tracebridge';

/**
 * An internal extension of the Lambda Extensions API: a registration of this process that Lambda gives each invocation
 * to, and waits for, before it freezes the environment. The answer of the function is not kept waiting.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
 */
export class FlushExtension {
  readonly #api: URL;
  readonly #registered: Promise<string | undefined>;
  #done: (() => void) | undefined;

  /** @param runtimeApi `host:port` of AWS_LAMBDA_RUNTIME_API */
  constructor(runtimeApi: string) {
    this.#api = new URL(`http://${runtimeApi}`);
    this.#registered = this.#register();
    void this.#serve();
  }

  /** Whether Lambda waits for {@link release}. Asked before an invocation is answered. */
  async isRegistered(): Promise<boolean> {
    return (await this.#registered) !== undefined;
  }

  /** All of an invocation is sent: the environment may be frozen. */
  release(): void {
    this.#done?.();
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
    const id = await this.#registered;
    if (id === undefined) return;
    try {
      for (;;) {
        const released = new Promise<void>((resolve) => {
          this.#done = resolve;
        });
        const { statusCode } = await this.#ask('GET', 'event/next', { 'Lambda-Extension-Identifier': id });
        if (statusCode !== 200) throw new Error(`status ${statusCode}`);
        await released;
      }
    } catch (error) {
      warnOnce(`Lambda's Extensions API has ended (${(error as Error).message})`);
    }
  }

  /** Never traced, as all that goes to the runtime's address; waits as long as the API does. */
  #ask(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const url = new URL(`${PATH}/${path}`, this.#api);
    const asking = request(url, { method, headers, timeout: 0 }, (response) => {
      response.resume();
      response.once('end', () => resolve(response));
      response.once('error', reject);
    });
    asking.once('error', reject);
    asking.end(body);
    return promise;
  }
}
