import { readFile } from 'node:fs/promises';
import {
  logsOf,
  metricsOf,
  type OtlpLogRecord,
  type OtlpMetric,
  type OtlpRequest,
  type OtlpSpan,
  spansOf,
  type WithResource,
} from './otlp-json.js';
import { poll } from './wait.js';

/** What a Collector's `file` exporter has written so far. */
export interface Written {
  logs: WithResource<OtlpLogRecord>[];
  spans: WithResource<OtlpSpan>[];
  metrics: WithResource<OtlpMetric>[];
}

export class CollectorFile {
  readonly #path: string;
  readonly #details: () => string;

  constructor(path: string, details: () => string) {
    this.#path = path;
    this.#details = details;
  }

  async read(): Promise<Written> {
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    // The last line may be half written.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const requests = whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as OtlpRequest);
    return {
      logs: requests.flatMap(logsOf),
      spans: requests.flatMap(spansOf),
      metrics: requests.flatMap(metricsOf),
    };
  }

  /** Resolves with what is written once the condition holds. */
  async when(
    what: string,
    condition: (written: Written) => boolean,
    timeoutMillis = 30_000,
  ): Promise<Written> {
    return poll(
      async () => {
        const written = await this.read();
        return condition(written) ? written : undefined;
      },
      { what: `${what} in ${this.#path}`, timeoutMillis, details: this.#details },
    );
  }
}
