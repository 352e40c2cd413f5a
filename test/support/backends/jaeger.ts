import { join } from 'node:path';
import { type BackendProcess, startProcess } from './backend-process.js';
import { binary } from './binaries.js';
import { freePorts } from './free-ports.js';
import { JaegerClient } from './jaeger-client.js';

/** A real Jaeger, in memory. */
export class Jaeger {
  #process!: BackendProcess;
  #ports: number[] = [];

  static async start(): Promise<Jaeger> {
    const jaeger = new Jaeger();
    await jaeger.revive();
    return jaeger;
  }

  /** What the Collector's JAEGER_ENDPOINT wants. */
  get grpcEndpoint(): string {
    return `127.0.0.1:${this.#ports[0]}`;
  }

  /** Jaeger's own receiver, without a Collector. */
  get otlpHttpUrl(): string {
    return `http://127.0.0.1:${this.#ports[1]}`;
  }

  get client(): JaegerClient {
    return new JaegerClient(`http://127.0.0.1:${this.#ports[2]}`, () => this.#process.describe());
  }

  async stop(): Promise<void> {
    await this.#process.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Starts it again where it was; its memory is gone. */
  async revive(): Promise<void> {
    const fixed = this.#ports.length > 0;
    this.#process = await startProcess(async () => {
      if (!fixed) this.#ports = await freePorts(5);
      const [grpc, http, query, queryGrpc, health] = this.#ports;
      return {
        name: 'Jaeger',
        command: binary('jaeger'),
        args: ['--config', join(__dirname, 'jaeger.yaml')],
        env: {
          // Jaeger traces its own API and, when it ends, waits 10 s for a collector of those spans.
          OTEL_TRACES_SAMPLER: 'always_off',
          JAEGER_GRPC_PORT: String(grpc),
          JAEGER_HTTP_PORT: String(http),
          JAEGER_QUERY_PORT: String(query),
          JAEGER_QUERY_GRPC_PORT: String(queryGrpc),
          JAEGER_HEALTH_PORT: String(health),
        },
        readyUrl: `http://127.0.0.1:${health}/status`,
      };
    });
  }
}
