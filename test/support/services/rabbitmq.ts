import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A RabbitMQ broker of the test's own. Needs Debian's `rabbitmq-server`. */
export interface TestRabbitmq {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startRabbitmq(): Promise<TestRabbitmq> {
  const folder = await mkdtemp(join(tmpdir(), 'tracebridge-rabbitmq-'));
  const [port, distPort, epmdPort] = await freePorts(3);
  await writeFile(join(folder, 'rabbitmq.conf'), `listeners.tcp.1 = 127.0.0.1:${port}\n`);
  await writeFile(join(folder, 'plugins'), '[].\n');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    RABBITMQ_NODENAME: `tracebridge${port}@localhost`,
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_DIST_PORT: String(distPort),
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  // Debian's script for root changes to a user that may not write here; the program itself may be run by anybody.
  const server = spawn('/usr/lib/rabbitmq/bin/rabbitmq-server', [], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(server, 'exit');
  let said = '';
  const ready = new Promise<void>((resolve) => {
    for (const input of [server.stdout, server.stderr])
      createInterface({ input }).on('line', (line) => {
        said += `${line}\n`;
        if (/completed with \d+ plugins|Server startup complete/.test(line)) resolve();
      });
  });
  await Promise.race([
    ready,
    exited.then(([status]) => {
      throw new Error(`rabbitmq-server ended with status ${status}:\n${said}`);
    }),
  ]);
  return {
    url: `amqp://guest:guest@127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      await exited;
      await once(spawn('epmd', ['-port', String(epmdPort), '-kill'], { stdio: 'ignore' }), 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Brokers take no port 0. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
