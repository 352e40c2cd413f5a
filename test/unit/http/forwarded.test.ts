import { forwardedHost, forwardedProto } from '../../../src/http/forwarded.js';

test.each([
  [{}, undefined],
  [{ 'x-forwarded-host': 'shop.example:8443' }, 'shop.example:8443'],
  [{ 'x-forwarded-host': ' , shop.example' }, undefined],
  [{ forwarded: 'for=192.0.2.60;proto=http;by=203.0.113.43;host=shop.example' }, 'shop.example'],
  [{ forwarded: 'proto=https; Host="shop.example:8443", host=other' }, 'shop.example:8443'],
  [{ forwarded: 'by=10.0.0.2, host=other', 'x-forwarded-host': 'shop.example' }, 'shop.example'],
  [{ forwarded: 'ghost=10.0.0.2' }, undefined],
  [{ forwarded: 'host="unterminated' }, undefined],
])('host of %j', (headers, host) => {
  expect(forwardedHost(headers)).toBe(host);
});

// Each would take hours by an expression that starts again at each character.
test.each(['host=', ';', 'host="', ' host', ';host=a"', '[', ',', '"'])(
  'takes linear time on a header of %j',
  (part) => {
    const header = part.repeat(300_000);
    expect(() => {
      forwardedHost({ forwarded: header, 'x-forwarded-host': header });
      forwardedProto({ forwarded: header, 'x-forwarded-proto': header });
    }).not.toThrow();
  },
);

test.each([
  [{}, undefined],
  [{ 'x-forwarded-proto': 'https, http' }, 'https'],
  [{ 'x-forwarded-proto': 'HTTPS' }, 'https'],
  [{ 'x-forwarded-proto': 'gopher' }, undefined],
  [{ forwarded: 'for=192.0.2.60;proto=https', 'x-forwarded-proto': 'http' }, 'https'],
])('scheme of %j', (headers, proto) => {
  expect(forwardedProto(headers)).toBe(proto);
});
