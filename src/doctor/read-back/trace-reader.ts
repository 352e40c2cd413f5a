import { request } from '../network/request.js';
import { safeUrl } from '../safe-text.js';

/** Somewhere that traces can be read back from. */
export interface TraceReader {
  readonly name: string;
  has(traceId: string): Promise<boolean>;
}

const JAEGER_PORT = '16686';
const TIMEOUT_MILLIS = 2000;

/** The dev receiver behind the endpoint, or a Jaeger on its host or on this machine. */
export async function findReader(endpoint: string): Promise<TraceReader | undefined> {
  const { origin, protocol, hostname } = new URL(endpoint);
  const dev = await devReceiver(origin);
  if (dev !== undefined) return dev;
  for (const url of new Set([`${protocol}//${hostname}:${JAEGER_PORT}`, `http://localhost:${JAEGER_PORT}`])) {
    const jaeger = await jaegerReader(url);
    if (jaeger !== undefined) return jaeger;
  }
  return undefined;
}

/** @returns undefined when no Jaeger query API answers there */
export async function jaegerReader(url: string): Promise<TraceReader | undefined> {
  const base = url.replace(/\/+$/, '');
  const services = await getJson(`${base}/api/services`);
  if (!Array.isArray(services?.data) && services?.data !== null) return undefined;
  return {
    name: `Jaeger at ${safeUrl(base)}`,
    has: async (traceId) => {
      const found = await getJson(`${base}/api/traces/${traceId}`);
      return Array.isArray(found?.data) && found.data.length > 0;
    },
  };
}

async function devReceiver(origin: string): Promise<TraceReader | undefined> {
  const status = await getJson(`${origin}/api/status`);
  if (status?.receiver !== 'tracebridge dev') return undefined;
  return {
    name: `tracebridge dev at ${origin}`,
    has: async (traceId) => (await getJson(`${origin}/api/traces/${traceId}`)) !== undefined,
  };
}

async function getJson(url: string): Promise<Record<string, unknown> | undefined> {
  const answer = await request(url, { method: 'GET', timeoutMillis: TIMEOUT_MILLIS });
  if (answer.kind !== 'answer' || answer.status !== 200) return undefined;
  try {
    return JSON.parse(answer.body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
