import type { Logger, LoggerOptions, LoggerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { guardLogger } from './guarded-methods.js';

/**
 * OpenTelemetry's logs API for those who call it. Most apps log through winston, which doesn't pass here, so the SDK's
 * logs package is loaded by the first call.
 */
export class LazyLoggerProvider implements LoggerProvider {
  readonly #create: () => LoggerProvider;
  #provider: LoggerProvider | undefined;

  constructor(resource: Resource, createProcessors: () => LogRecordProcessor[]) {
    this.#create = () => {
      const sdk = require('@opentelemetry/sdk-logs') as typeof import('@opentelemetry/sdk-logs');
      const provider = new sdk.LoggerProvider({ resource, processors: createProcessors() });
      guardLogger(provider);
      return provider;
    };
  }

  getLogger(name: string, version?: string, options?: LoggerOptions): Logger {
    this.#provider ??= this.#create();
    return this.#provider.getLogger(name, version, options);
  }
}
