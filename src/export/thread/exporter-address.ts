import { getEnvironmentData, isMainThread, setEnvironmentData, threadId } from 'node:worker_threads';
import { createHub, type Hub, openHub } from './hub.js';

/** Where threads started by this one find the process's exporter. */
const ENVIRONMENT_KEY = 'tracebridge.exporter';

interface Shared {
  hub: SharedArrayBuffer;
  channelName: string;
  /** The thread that tells. */
  starter: number;
}

/** Where the one exporter of this process is reached. */
export interface ExporterAddress {
  readonly hub: Hub;
  readonly channelName: string;
  /** Whether this thread starts and ends the exporter. */
  readonly owned: boolean;
  /** The thread that has started this one, where it exports too. */
  readonly starter?: number;
}

let reserved: ExporterAddress | undefined;

/**
 * Tells the threads that this one starts where the exporter will be. A thread takes what its parent has told by then
 * with it, and Node.js tells of a thread when it runs already: too late for a bridge that starts with the first of them.
 */
export function reserveExporter(): void {
  reserved = ownAddress();
  publishExporter(reserved);
}

/** The exporter that another thread owns, else one for this thread to own. */
export function findExporter(): ExporterAddress {
  const shared = isMainThread ? undefined : (getEnvironmentData(ENVIRONMENT_KEY) as Shared | undefined);
  if (shared !== undefined) return { ...shared, hub: openHub(shared.hub), owned: false };
  const address = reserved ?? ownAddress();
  reserved = undefined;
  return address;
}

export function publishExporter({ hub, channelName }: ExporterAddress): void {
  const shared: Shared = { hub: hub.memory, channelName, starter: threadId };
  setEnvironmentData(ENVIRONMENT_KEY, shared);
}

/** Threads that start from now on find none. */
export function withdrawExporter(): void {
  reserved = undefined;
  setEnvironmentData(ENVIRONMENT_KEY, undefined);
}

function ownAddress(): ExporterAddress {
  // Names of channels are known within the process only.
  const channelName = `tracebridge.exporter.${threadId}.${process.hrtime.bigint()}`;
  return { hub: createHub(), channelName, owned: true };
}
