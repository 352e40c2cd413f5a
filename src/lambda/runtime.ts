import { lambdaRuntimeApi } from '../config/environment.js';
import { type BridgeHandle, getRunningBridge } from '../sdk/handle.js';
import { start } from '../sdk/start.js';
import type { LambdaContext } from './context.js';
import { FlushExtension } from './extension.js';
import type { ResolvedLambdaOptions } from './options.js';

/** What the process shares between its wrapped handlers: a function may have several, Lambda knows one extension. */
let extension: FlushExtension | undefined;

/** Sends what was recorded, before the answer or after it. */
interface Flusher {
  /** Ends when all is sent, or its time is over. Never rejects: telemetry never fails the function. */
  flush(): Promise<void>;
  /**
   * As {@link flush}, before the answer; does not wait where Lambda waits for us after it.
   * @param context as the runtime gave it to the handler
   */
  beforeAnswer(context: unknown): Promise<void>;
}

/** Starts the bridge, unless the preload has: inside of the process, as a thread would be frozen while it sends. */
export function createFlusher({ flush, flushMillis }: ResolvedLambdaOptions): Flusher {
  const bridge: BridgeHandle = getRunningBridge() ?? start({ export: 'inline' });
  const runtimeApi = flush === 'after' ? lambdaRuntimeApi() : undefined;
  if (runtimeApi !== undefined) extension ??= new FlushExtension(runtimeApi);
  const sendAll = async (): Promise<void> => {
    // What is late is sent with the next invocation, and counted if there is none.
    await bridge.forceFlush(flushMillis).catch(() => {});
  };
  const beforeAnswer = async (context: unknown): Promise<void> => {
    const waiting = flush === 'after' ? extension : undefined;
    const release = () => waiting?.release((context as Partial<LambdaContext> | undefined)?.awsRequestId);
    if (waiting?.isInUse !== true) return sendAll().finally(release);
    // The runtime takes the answer in this turn of the loop.
    setImmediate(() => void sendAll().finally(release));
  };
  return { flush: sendAll, beforeAnswer };
}
