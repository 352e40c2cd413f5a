import { setTimeout as delay } from 'node:timers/promises';
import { livelyVariables } from '../dev/lively.js';
import { startDevServer } from '../dev/server.js';
import { type Started, startProgram, stopProgram } from './children.js';
import { sendTraffic } from './traffic.js';

interface DemoOptions {
  /** Program of the API: listens, sends `{ port }` to its parent, finds the worker's queue at `QUEUE_PORT`. */
  readonly api: string;
  /** Program of the worker: sends `{ port }` of its queue to its parent. */
  readonly worker: string;
  /** Port of the page; 0 takes a free one. */
  readonly port: number;
  readonly output: NodeJS.WritableStream;
  /** Ends the demo. */
  readonly signal: AbortSignal;
  /** Rounds of traffic; after the last one the demo ends. @default until the signal */
  readonly rounds?: number;
  /** Pause between two rounds in milliseconds. */
  readonly pauseMillis: number;
}

/** An API, its worker and traffic, against a receiver in this process that shows what comes out. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { output, signal } = options;
  const server = await startDevServer({ port: options.port, terminal: output });
  const started: Started[] = [];
  try {
    output.write(`Page: ${server.url}\nStarting a worker and an API, each with the preload …\n`);
    const variables = livelyVariables(server.url);
    const worker = await startProgram(options.worker, { ...variables, OTEL_SERVICE_NAME: 'demo-worker' });
    started.push(worker);
    const api = await startProgram(options.api, {
      ...variables,
      OTEL_SERVICE_NAME: 'demo-api',
      QUEUE_PORT: String(worker.ready.port),
      PORT: '0',
    });
    started.unshift(api);
    output.write(
      `API: http://127.0.0.1:${api.ready.port}/generate\nSending requests; Ctrl-C ends the demo.\n\n`,
    );
    await repeatTraffic(api.ready.port, options);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    for (const program of started) await stopProgram(program);
    await server.close();
  }
}

async function repeatTraffic(
  port: number,
  { output, signal, rounds, pauseMillis }: DemoOptions,
): Promise<void> {
  for (let round = 0; round < (rounds ?? Number.POSITIVE_INFINITY); round++) {
    await sendTraffic(port, signal, (status, correlationId) => {
      output.write(`POST /generate → ${status}  X-Correlation-ID: ${correlationId}\n`);
    });
    await delay(pauseMillis, undefined, { signal });
  }
}
