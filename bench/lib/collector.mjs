import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const configuration = (port, target) => `
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${port}" } } } }
exporters: { otlp_http: { endpoint: "${target}", sending_queue: { queue_size: 10000 } } }
service:
  telemetry: { metrics: { level: none }, logs: { level: error } }
  pipelines:
    logs: { receivers: [otlp], exporters: [otlp_http] }
    traces: { receivers: [otlp], exporters: [otlp_http] }
    metrics: { receivers: [otlp], exporters: [otlp_http] }
`;

/** The OpenTelemetry Collector that TRACEBRIDGE_OTELCOL names, sending on to `target`; undefined without one. */
export async function startCollector(target) {
  const binary = process.env.TRACEBRIDGE_OTELCOL;
  if (!binary) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'tracebridge-bench-'));
  const port = await freePort();
  const file = join(folder, 'collector.yaml');
  await writeFile(file, configuration(port, target));
  const child = spawn(binary, ['--config', file], { stdio: ['ignore', 'ignore', 'inherit'] });
  await listening(child, port);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill();
      await once(child, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function listening(child, port) {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
    await delay(50);
  }
  throw new Error(`the Collector ended with status ${child.exitCode}`);
}
