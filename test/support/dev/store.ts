import type { StoreLimits } from '../../../src/dev/store/store-limits.js';
import { TelemetryStore } from '../../../src/dev/store/telemetry-store.js';
import { decodeRequest } from '../../../src/otlp/decode-request.js';

/** Takes an OTLP/JSON body into a store. */
export function take(store: TelemetryStore, signal: 'traces' | 'logs' | 'metrics', body: object) {
  return store.add(decodeRequest(signal, Buffer.from(JSON.stringify(body)), 'application/json'));
}

export function storeWith(limits: Partial<StoreLimits> = {}): TelemetryStore {
  return new TelemetryStore(limits);
}
