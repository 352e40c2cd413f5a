import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BackendProcess, startProcess } from './backend-process.js';
import { binary, ROOT } from './binaries.js';
import { CollectorFile } from './collector-file.js';
import { freePorts } from './free-ports.js';

export interface CollectorOptions {
  /** Configuration files, relative to the repository; default: otel-collector.yaml alone. */
  configs?: readonly string[];
  /** On top of the ports and folders that the harness sets. */
  env?: Record<string, string | undefined>;
  args?: readonly string[];
}

export const DEFAULT_CONFIG = 'otel-collector.yaml';

/** A real Collector with a folder of its own, which its queue and its output file live in. */
export class Collector {
  readonly #options: CollectorOptions;
  readonly #directory: string;
  #process!: BackendProcess;
  #ports: number[] = [];

  private constructor(options: CollectorOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
  }

  static async start(options: CollectorOptions = {}): Promise<Collector> {
    const directory = await mkdtemp(join(tmpdir(), 'tracebridge-otelcol-'));
    const collector = new Collector(options, directory);
    await collector.#start();
    return collector;
  }

  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` wants, protocol http/protobuf or http/json. */
  get httpUrl(): string {
    return `http://127.0.0.1:${this.#ports[1]}`;
  }

  get grpcUrl(): string {
    return `http://127.0.0.1:${this.#ports[0]}`;
  }

  get healthUrl(): string {
    return `http://127.0.0.1:${this.#ports[2]}`;
  }

  get metricsUrl(): string {
    return `http://127.0.0.1:${this.#ports[3]}/metrics`;
  }

  get log(): string {
    return this.#process.log;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** What the `file` exporter writes. */
  get file(): CollectorFile {
    return new CollectorFile(join(this.#directory, 'telemetry.jsonl'), () => this.#process.describe());
  }

  describe(): string {
    return this.#process.describe();
  }

  /** SIGTERM; the queue stays, and `revive` starts a new process on it. */
  async end(): Promise<void> {
    await this.#process.stop();
  }

  /** SIGTERM, then a new process on the same ports with the same queue. */
  async restart(): Promise<void> {
    await this.end();
    await this.#start();
  }

  /** SIGKILL; `revive` starts it again. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  async revive(): Promise<void> {
    await this.#start();
  }

  async stop(): Promise<void> {
    await this.#process.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #start(): Promise<void> {
    // A Collector that comes back is looked for where it was: senders keep their endpoint.
    const fixed = this.#ports.length > 0;
    this.#process = await startProcess(async () => {
      if (!fixed) this.#ports = await freePorts(4);
      const { configs = [DEFAULT_CONFIG], args = [] } = this.#options;
      return {
        name: 'Collector',
        command: binary('otelcol'),
        args: [...configArguments(configs), ...args],
        cwd: this.#directory,
        env: { ...collectorEnvironment(this.#directory, this.#ports), ...this.#options.env },
        readyUrl: this.healthUrl,
      };
    });
  }
}

export function configArguments(configs: readonly string[]): string[] {
  return configs.flatMap((config) => ['--config', join(ROOT, config)]);
}

export function collectorEnvironment(directory: string, ports: readonly number[]): Record<string, string> {
  return {
    OTELCOL_GRPC_PORT: String(ports[0]),
    OTELCOL_HTTP_PORT: String(ports[1]),
    OTELCOL_HEALTH_PORT: String(ports[2]),
    OTELCOL_METRICS_PORT: String(ports[3]),
    OTELCOL_STORAGE_DIR: join(directory, 'queue'),
    OTELCOL_FILE: join(directory, 'telemetry.jsonl'),
    OTELCOL_RETRY_MAX_INTERVAL: '1s',
  };
}
