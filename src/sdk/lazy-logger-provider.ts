import type { Logger, LoggerOptions, LoggerProvider, LogRecord } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { now } from '../core/clock.js';
import { createLoggerProvider } from './guarded-methods.js';

/**
 * OpenTelemetry's logs API for those who call it. Most apps log through winston, which doesn't pass here, so the SDK's
 * logs package is loaded by the first record: every instrumentation asks for a logger, few ever use it.
 */
export class LazyLoggerProvider implements LoggerProvider {
  readonly #create: () => LoggerProvider;
  #provider: LoggerProvider | undefined;

  constructor(resource: Resource, createProcessors: () => LogRecordProcessor[]) {
    this.#create = () => createLoggerProvider(resource, createProcessors());
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    return new LazyLogger(() => {
      this.#provider ??= this.#create();
      return this.#provider.getLogger(name, version, options);
    });
  }
}

type EnabledOptions = Parameters<Logger['enabled']>[0];

class LazyLogger implements Logger {
  readonly #create: () => Logger;
  #logger: Logger | undefined;

  constructor(create: () => Logger) {
    this.#create = create;
  }

  emit(record: LogRecord): void {
    const time = now();
    const { timestamp = time, observedTimestamp = time } = record;
    this.#delegate().emit({ ...record, timestamp, observedTimestamp });
  }

  enabled(options?: EnabledOptions): boolean {
    return this.#delegate().enabled(options);
  }

  #delegate(): Logger {
    this.#logger ??= this.#create();
    return this.#logger;
  }
}
