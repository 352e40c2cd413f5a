import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  requestId: string;
  /** `exit`: the environment ended before it answered. */
  kind: 'response' | 'error' | 'timeout' | 'exit';
  body: unknown;
  /** From the event's hand-over to the answer. Milliseconds. */
  millis: number;
}

export interface ServiceOptions {
  /** Program and arguments that speak the Runtime API. */
  command: readonly string[];
  env?: Record<string, string>;
  /** The function's limit: then its environment is killed. Milliseconds. */
  limitMillis?: number;
}

interface Invocation {
  requestId: string;
  event: unknown;
  startedAt: number;
  answered: (answer: Answer) => void;
}

/**
 * Lambda as a function sees it: the Runtime API and the Extensions API over real HTTP, one environment. It is frozen
 * (SIGSTOP) whenever nothing is to be done, thawed for the next event, and killed at the function's limit.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class LambdaService {
  readonly #options: ServiceOptions;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #environment: ChildProcess | undefined;
  #extensionId: string | undefined;
  #waitingRuntime: ServerResponse | undefined;
  #waitingExtension: ServerResponse | undefined;
  #current: Invocation | undefined;
  #idle: (() => void)[] = [];
  #stderr = '';
  stdout = '';
  /** How often an environment was started, frozen. */
  starts = 0;
  freezes = 0;

  private constructor(options: ServiceOptions) {
    this.#options = options;
  }

  static async start(options: ServiceOptions): Promise<LambdaService> {
    const service = new LambdaService(options);
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** Hands an event to the function; resolves with its answer, and with the environment frozen again or ended. */
  async invoke(event: unknown): Promise<Answer> {
    const { limitMillis = 30_000 } = this.#options;
    if (this.#environment === undefined) this.#startEnvironment();
    await this.#untilIdle();
    if (this.#environment === undefined) throw new Error(`The environment did not start:\n${this.#stderr}`);
    const requestId = randomUUID();
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#current = { requestId, event, startedAt: performance.now(), answered: resolve };
    this.#environment.kill('SIGCONT');
    this.#handOver(limitMillis);
    const limit = setTimeout(() => void this.#timeOut(), limitMillis);
    const answer = await promise;
    // Extensions have the rest of the limit.
    if (this.#environment !== undefined) await this.#untilIdle();
    clearTimeout(limit);
    this.#current = undefined;
    if (this.#environment !== undefined) {
      this.#environment.kill('SIGSTOP');
      this.freezes++;
    }
    return answer;
  }

  /** Ends the environment as Lambda does without external extensions: SIGKILL. */
  async close(): Promise<void> {
    await this.#endEnvironment();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #startEnvironment(): void {
    this.starts++;
    const [program = '', ...args] = this.#options.command;
    const { port } = this.#server.address() as AddressInfo;
    const environment = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        AWS_LAMBDA_FUNCTION_NAME: 'shop',
        AWS_LAMBDA_FUNCTION_VERSION: '7',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/shop',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        ...this.#options.env,
      },
    });
    environment.once('exit', (status) => {
      if (this.#environment !== environment) return;
      this.#forgetEnvironment();
      this.#answer('exit', `Runtime exited with status ${status}`);
    });
    environment.stderr?.on('data', (chunk) => {
      this.#stderr += chunk;
    });
    environment.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    this.#environment = environment;
  }

  async #endEnvironment(): Promise<void> {
    const environment = this.#environment;
    this.#forgetEnvironment();
    if (environment === undefined || environment.exitCode !== null) return;
    const ended = once(environment, 'exit');
    environment.kill('SIGKILL');
    await ended;
  }

  #forgetEnvironment(): void {
    this.#environment = undefined;
    this.#extensionId = undefined;
    this.#waitingRuntime = undefined;
    this.#waitingExtension = undefined;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #timeOut(): Promise<void> {
    const invocation = this.#current;
    if (invocation === undefined) return;
    await this.#endEnvironment();
    this.#answer('timeout', `Task timed out after ${this.#options.limitMillis} ms`);
  }

  /** Runtime and extensions have asked for their next event: nothing is to be done. */
  #untilIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#tellIdle();
    });
  }

  #tellIdle(): void {
    const isIdle =
      this.#waitingRuntime !== undefined &&
      (this.#extensionId === undefined || this.#waitingExtension !== undefined);
    if (isIdle) for (const resolve of this.#idle.splice(0)) resolve();
  }

  #handOver(limitMillis: number): void {
    const { requestId, event } = this.#current as Invocation;
    const extension = this.#waitingExtension;
    this.#waitingExtension = undefined;
    extension
      ?.writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ eventType: 'INVOKE', requestId }));
    const runtime = this.#waitingRuntime as ServerResponse;
    this.#waitingRuntime = undefined;
    runtime
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': requestId,
        'lambda-runtime-deadline-ms': String(Date.now() + limitMillis),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:123456789012:function:shop',
      })
      .end(JSON.stringify(event));
  }

  #answer(kind: Answer['kind'], body: unknown): void {
    const invocation = this.#current;
    if (invocation === undefined) return;
    const millis = performance.now() - invocation.startedAt;
    invocation.answered({ requestId: invocation.requestId, kind, body, millis });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const path = request.url ?? '';
    if (path.endsWith('/runtime/invocation/next')) this.#waitingRuntime = response;
    else if (path.endsWith('/extension/event/next')) this.#waitingExtension = response;
    else if (path.endsWith('/extension/register')) {
      this.#extensionId = randomUUID();
      response.writeHead(200, { 'lambda-extension-identifier': this.#extensionId }).end('{}');
    } else {
      const kind = path.endsWith('/response') ? 'response' : 'error';
      response.writeHead(202).end('{}');
      this.#answer(kind, text === '' ? undefined : JSON.parse(text));
    }
    this.#tellIdle();
  }
}
