import type { OwnedExportChannel, SignalStats } from '../../src/export/channel.js';
import type { ExportConfig } from '../../src/export/config-types.js';
import type { Signal } from '../../src/otlp/signal.js';
import type { OtlpServer } from './otlp-server/otlp-server.js';

const dist = require('./dist.cjs');

// From dist: the exporter thread is started from the compiled file.
const { createExportChannel } = dist('export/create') as typeof import('../../src/export/create.js');
const { DESTINATION_DEFAULTS, EXPORT_DEFAULTS } = dist(
  'export/config-types',
) as typeof import('../../src/export/config-types.js');
const { emitNumbers, resource, scope } = require('../fixtures/export/records.cjs');

type Overrides = Partial<Omit<ExportConfig, 'destinations' | 'batches'>> & {
  /** Of all signals. */
  destination?: Partial<ExportConfig['destinations'][Signal]>;
  batch?: Partial<ExportConfig['batches'][Signal]>;
};

/** A channel with a resource and one scope that emits numbered records to one server, with times that suit tests. */
export class NumberingChannel {
  readonly channel: OwnedExportChannel;
  readonly #scope: number;

  constructor(url: string, { destination, batch, ...overrides }: Overrides = {}) {
    const to = (signal: Signal) => ({
      ...DESTINATION_DEFAULTS,
      timeoutMillis: 1000,
      ...destination,
      url: `${url}/v1/${signal}`,
    });
    const { traces, metrics, logs } = EXPORT_DEFAULTS.batches;
    this.channel = createExportChannel({
      ...EXPORT_DEFAULTS,
      batches: {
        traces: { ...traces, ...batch },
        metrics: { ...metrics, ...batch },
        logs: { ...logs, ...batch },
      },
      retry: { ...EXPORT_DEFAULTS.retry, initialMillis: 20, maxMillis: 100 },
      destinations: { traces: to('traces'), metrics: to('metrics'), logs: to('logs') },
      ...overrides,
    });
    this.channel.setResource(resource('test-service'));
    this.#scope = this.channel.defineScope(scope('test-scope'));
  }

  emit(signal: Signal, from: number, to: number, bytes?: number): void {
    emitNumbers(this.channel, signal, this.#scope, from, to, bytes);
  }

  stats(signal: Signal): SignalStats {
    return this.channel.stats()[signal];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.channel.shutdown(0);
  }
}

/**
 * The invariant of all fault tests, once settled: the account is even, nothing is queued, and the server has as many
 * distinct records as are counted as delivered.
 */
export function expectEven(stats: SignalStats, server: OtlpServer, signal: Signal): void {
  const dropped = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  expect(stats.queued).toBe(0);
  expect(stats.accepted).toBe(stats.delivered + stats.rejected + dropped);
  expect(server.distinct(signal).size).toBe(stats.delivered);
}
