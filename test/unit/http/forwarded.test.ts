import { forwardedFor, forwardedHost, forwardedProto } from '../../../src/http/forwarded.js';

test.each([
  [{}, undefined, undefined],
  [
    { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-forwarded-host': 'shop.example:8443' },
    '203.0.113.7',
    'shop.example:8443',
  ],
  [{ 'x-forwarded-for': '203.0.113.7:4711' }, '203.0.113.7', undefined],
  [{ 'x-forwarded-for': '2001:db8::1' }, '2001:db8::1', undefined],
  [{ 'x-forwarded-for': '[2001:db8::1]:4711' }, '2001:db8::1', undefined],
  [{ 'x-forwarded-for': '' }, undefined, undefined],
  [{ 'x-forwarded-for': ' , 10.0.0.1' }, undefined, undefined],
  [
    { forwarded: 'for=192.0.2.60;proto=http;by=203.0.113.43;host=shop.example' },
    '192.0.2.60',
    'shop.example',
  ],
  [
    { forwarded: 'proto=https; For="[2001:db8:cafe::17]:4711", for=10.0.0.1' },
    '2001:db8:cafe::17',
    undefined,
  ],
  [{ forwarded: 'by=10.0.0.2, for=10.0.0.1', 'x-forwarded-for': '203.0.113.7' }, '203.0.113.7', undefined],
  [{ forwarded: 'before=10.0.0.2' }, undefined, undefined],
  [{ forwarded: 'for="unterminated' }, undefined, undefined],
])('%j', (headers, address, host) => {
  expect(forwardedFor(headers)).toBe(address);
  expect(forwardedHost(headers)).toBe(host);
});

// Each would take hours by an expression that starts again at each character.
test.each(['for=', ';', 'for="', ' for', ';for=a"', '[', ',', '"'])(
  'takes linear time on a header of %j',
  (part) => {
    const header = part.repeat(300_000);
    expect(() => {
      forwardedFor({ forwarded: header, 'x-forwarded-for': header });
      forwardedHost({ forwarded: header, 'x-forwarded-host': header });
      forwardedProto({ forwarded: header, 'x-forwarded-proto': header });
    }).not.toThrow();
  },
);

test.each([
  [{}, undefined],
  [{ 'x-forwarded-proto': 'https, http' }, 'https'],
  [{ forwarded: 'for=192.0.2.60;proto=https', 'x-forwarded-proto': 'http' }, 'https'],
])('scheme of %j', (headers, proto) => {
  expect(forwardedProto(headers)).toBe(proto);
});
