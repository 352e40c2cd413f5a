import { nodeBinding } from '../../../src/http/adapters/node/binding.js';
import { clientAddressOf } from '../../../src/http/client-address.js';
import type { RequestMessage } from '../../../src/http/messages.js';
import { resolveSettings } from '../../../src/http/settings.js';

const clientAddress = (message: RequestMessage, trustProxy: boolean | number) =>
  clientAddressOf(message, resolveSettings<unknown>({ trustProxy }, nodeBinding as never), message);

const request = (forwarded?: string, remoteAddress: string | undefined = '10.0.0.9') => ({
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  socket: { remoteAddress },
});

describe('client address', () => {
  it.each([
    ['the connection, whatever the header says', '192.0.2.1', false, '10.0.0.9'],
    ['the first of the header', '192.0.2.1, 10.1.1.1', true, '192.0.2.1'],
    ['the last for one proxy', '192.0.2.66, 192.0.2.1', 1, '192.0.2.1'],
    ['the last but one for two proxies', '192.0.2.66, 192.0.2.1, 10.1.1.1', 2, '192.0.2.1'],
    ['the first for more proxies than addresses', '192.0.2.1', 5, '192.0.2.1'],
    ['the connection for no proxy', '192.0.2.1', 0, '10.0.0.9'],
    ['the connection for what is no address', 'unknown', true, '10.0.0.9'],
    ['the connection for an injected text', '<script>', true, '10.0.0.9'],
    ['the address without its port', '192.0.2.1:4711', true, '192.0.2.1'],
    ['IPv6 without brackets and port', '[2001:db8::1]:4711', true, '2001:db8::1'],
    ['IPv6 as it is', '2001:db8::1', true, '2001:db8::1'],
  ])('is %s', (_name, forwarded, trustProxy, expected) => {
    expect(clientAddress(request(forwarded), trustProxy)).toBe(expected);
  });

  it('reads an IPv4 address of a dual-stack socket as IPv4', () => {
    expect(clientAddress(request(undefined, '::ffff:192.0.2.1'), false)).toBe('192.0.2.1');
  });

  it('is absent on a closed connection', () => {
    expect(clientAddress({ headers: {}, socket: null }, false)).toBeUndefined();
  });
});
