import { setTimeout as delay } from 'node:timers/promises';
import { type Check, found, skipped } from '../check.js';
import type { Finding } from '../finding.js';
import { findReader, jaegerReader, type TraceReader } from '../read-back/trace-reader.js';
import { safeUrl } from '../safe-text.js';

const PAUSE_MILLIS = 50;

/** Looks the sent traces up where they should have arrived. */
export const readBackCheck: Check = {
  id: 'read-back',
  title: 'Read back',
  async run({ destinations, results, options }) {
    const traceIds = [results.delivery?.report?.traceId, results.stockTraceId].filter(
      (traceId) => traceId !== undefined,
    );
    const endpoint = destinations.get('traces')?.url;
    if (traceIds.length === 0 || endpoint === undefined) return skipped('no trace was delivered');
    const reader = await (options.jaeger === undefined ? findReader(endpoint) : jaegerReader(options.jaeger));
    if (reader === undefined) return found(noReader(options.jaeger));
    const missing = await waitFor(reader, traceIds, options.timeoutMillis);
    const took = performance.now() - (results.delivery?.at ?? performance.now());
    if (missing.length === 0)
      return {
        findings: [],
        seen: `${traceIds.join(', ')} in ${reader.name}, ${Math.round(took)} ms after delivery`,
      };
    return found(notFound(reader, missing, options.timeoutMillis));
  },
};

/** @returns the traces that did not show up */
async function waitFor(
  reader: TraceReader,
  traceIds: readonly string[],
  timeoutMillis: number,
): Promise<string[]> {
  const deadline = performance.now() + timeoutMillis;
  let missing = [...traceIds];
  for (;;) {
    const found = await Promise.all(missing.map((traceId) => reader.has(traceId)));
    missing = missing.filter((_, index) => !found[index]);
    if (missing.length === 0 || performance.now() > deadline) return missing;
    await delay(PAUSE_MILLIS);
  }
}

function noReader(jaeger: string | undefined): Finding {
  if (jaeger === undefined) {
    return {
      id: 'no-read-back',
      severity: 'info',
      what: 'Neither `tracebridge dev` nor a Jaeger was found to read the traces back from',
      why: 'the collector took them; whether its backend shows them is not known',
      fix: 'tracebridge doctor --jaeger http://<host>:16686',
    };
  }
  return {
    id: 'no-read-back',
    severity: 'error',
    what: `No Jaeger query API answers at ${safeUrl(jaeger)}`,
    why: 'whether the traces arrived is not known',
    fix: 'give --jaeger the address of the page of Jaeger, such as http://localhost:16686',
  };
}

function notFound(reader: TraceReader, missing: readonly string[], timeoutMillis: number): Finding {
  return {
    id: 'trace-not-found',
    severity: 'error',
    what: `The collector took ${missing.join(', ')}, but ${reader.name} does not know it after ${timeoutMillis} ms`,
    why: 'the collector drops traces or sends them elsewhere',
    fix: "check the traces pipeline in the collector's configuration (exporters, sampling, filters) and its log",
  };
}
