import { isIP } from 'node:net';
import type { RequestMessage } from './messages.js';
import type { RequestSettings } from './settings.js';

const MAPPED_IPV4 = '::ffff:';

/**
 * Address of the client: of the connection, or of X-Forwarded-For where that is trusted.
 * @param trustProxy see `CorrelationOptions.trustProxy`
 */
function clientAddress(request: RequestMessage, trustProxy: boolean | number): string | undefined {
  if (trustProxy !== false && trustProxy !== 0) {
    const forwarded = forwardedAddress(request.headers['x-forwarded-for'], trustProxy);
    if (forwarded !== undefined) return forwarded;
  }
  return withoutMapping(request.socket?.remoteAddress);
}

/** Whether the client's address may be another than the connection's. */
export function hasAddressRule({ binding, trustProxy }: RequestSettings): boolean {
  return binding.clientAddress !== undefined || trustProxy !== false;
}

/** As the settings say, or the framework has its own rule. */
export function clientAddressOf(
  request: RequestMessage,
  { binding, trustProxy }: RequestSettings,
  subject: unknown,
): string | undefined {
  if (binding.clientAddress === undefined || trustProxy !== false) return clientAddress(request, trustProxy);
  try {
    return withoutMapping(binding.clientAddress(subject));
  } catch {
    return undefined;
  }
}

/** An IPv4 address that a dual-stack socket gives as `::ffff:192.0.2.1` reads as `192.0.2.1`. */
export function withoutMapping(address: string | undefined): string | undefined {
  if (address === undefined || !address.startsWith(MAPPED_IPV4)) return address;
  const ipv4 = address.slice(MAPPED_IPV4.length);
  return isIP(ipv4) === 4 ? ipv4 : address;
}

function forwardedAddress(
  header: string | string[] | undefined,
  trustProxy: true | number,
): string | undefined {
  if (header === undefined) return undefined;
  const addresses = String(header).split(',');
  // The proxy next to this server is the connection's address and stands not in the list.
  const address = trustProxy === true ? addresses[0] : addresses[Math.max(addresses.length - trustProxy, 0)];
  const text = withoutPort(address?.trim() ?? '');
  return isIP(text) === 0 ? undefined : withoutMapping(text);
}

/** Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(address: string): string {
  if (address.startsWith('[')) return address.slice(1, address.indexOf(']'));
  return address.indexOf(':') === address.lastIndexOf(':') ? address.replace(/:\d+$/, '') : address;
}
