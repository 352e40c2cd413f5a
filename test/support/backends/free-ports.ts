import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Distinct ports that were free a moment ago. All are held at once, so no two are the same; another process can still
 * take one before the backend binds it, which is why starting a backend is tried again (see `startProcess`).
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
