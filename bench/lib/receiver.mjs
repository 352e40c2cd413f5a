import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startCollector } from './collector.mjs';
import { program } from './paths.mjs';

/**
 * An OTLP/HTTP receiver in a process of its own, which counts what it is sent. With TRACEBRIDGE_OTELCOL naming a
 * Collector's binary, that Collector stands in front of it.
 */
export async function startReceiver() {
  const child = fork(program('receiver'));
  const [{ port }] = await once(child, 'message');
  const collector = await startCollector(`http://127.0.0.1:${port}`);
  const ask = async (question) => {
    child.send(question);
    return (await once(child, 'message'))[0];
  };
  return {
    url: collector?.url ?? `http://127.0.0.1:${port}`,
    isCollector: collector !== undefined,
    reset: () => ask('reset'),
    /** Counts by signal, once `logs` reached `expected` or nothing came for a second. */
    counts: (expected = 0) => ask({ settle: expected }),
    async stop() {
      await collector?.stop();
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
