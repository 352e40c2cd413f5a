import { parseKeepRules } from '../../../src/config/keep-rules.js';
import { KeepPolicy } from '../../../src/keep/policy.js';
import type { RootSpan } from '../../../src/keep/root-span.js';

/** In a share of 1 % and up, and in none below 99 %. */
const [CHOSEN, NOT_CHOSEN] = ['ffffffffffffff', '00000000000000'];

const request = (route: string | undefined, path = '/', method = 'GET'): RootSpan => ({
  name: route === undefined ? method : `${method} ${route}`,
  attributes: {
    'http.request.method': method,
    'url.path': path,
    ...(route !== undefined && { 'http.route': route }),
  },
});

function reasonOf(
  rules: string,
  facts: { root?: RootSpan; failed?: boolean; millis?: number; chosen?: boolean },
) {
  const verdict = new KeepPolicy(parseKeepRules(rules)!).judge({
    root: facts.root,
    hasFailed: facts.failed ?? false,
    durationMillis: facts.millis ?? 0,
    randomness: facts.chosen ? CHOSEN : NOT_CHOSEN,
  });
  return verdict && `${verdict.reason} ${verdict.threshold}`;
}

const order = request('/orders/:id', '/orders/7');

test.each<[string, Parameters<typeof reasonOf>[1], string | undefined]>([
  ['errors', { failed: true }, 'errors undefined'],
  ['errors', { chosen: true }, undefined],
  ['slow:500ms', { failed: true, millis: 499.9 }, undefined],
  ['slow:500ms', { millis: 500 }, 'slow undefined'],
  ['errors,1%', { failed: true, chosen: true }, 'errors 0'],
  ['errors,1%', { chosen: true }, 'share fd70a'],
  ['errors,1%', {}, undefined],
  ['errors,0%', { chosen: true }, undefined],
  // A route's rule takes the place of the general one of its kind.
  ['all,route:/orders/:id=0%', { root: order, chosen: true }, undefined],
  ['all,route:/orders/:id=0%', { root: request('/users/:id') }, 'share 0'],
  ['errors,all,route:/orders/:id=0%', { root: order, failed: true }, 'errors 0'],
  ['1%,route:/orders/:id=all', { root: order }, 'share 0'],
  ['slow:10s,route:GET /orders/:id=slow:1s', { root: order, millis: 1000 }, 'slow undefined'],
  ['slow:10s,route:POST /orders/:id=slow:1s', { root: order, millis: 1000 }, undefined],
  // Of each kind the first that matches.
  ['0%,route:/orders/*=all,route:/orders/:id=0%', { root: order }, 'share 0'],
  ['0%,route:/orders/*=errors,route:/orders/:id=slow:1s', { root: order, millis: 1000 }, 'slow 0'],
  ['0%,route:/orders/*=errors,route:/orders/:id=slow:1s', { root: order, failed: true }, 'errors 0'],
  ['0%,route:/orders/*=all', {}, undefined],
])('%s of %j: %s', (rules, facts, expected) => expect(reasonOf(rules, facts)).toBe(expected));

test.each<[string, RootSpan, boolean]>([
  ['/orders/:id', order, true],
  ['/orders/:id', request(undefined, '/orders/7'), true],
  ['/orders/:id', request(undefined, '/orders/7/items'), false],
  ['/orders/:id', request('/orders/:order'), true],
  ['/orders/*', request('/orders/:id/items'), true],
  ['/orders/*', request('/orders'), false],
  ['/*/items', request('/orders/items'), true],
  ['/*/items', request('/orders/7/items'), false],
  ['/o.ders', request('/orders'), false],
  ['*', request('/orders'), true],
  ['process mailer', { name: 'process mailer', attributes: {} }, true],
  ['process *', { name: 'process mailer', attributes: {} }, true],
  ['nightly', { name: 'nightly', attributes: {} }, true],
  ['nightly', { name: 'night', attributes: {} }, false],
  [
    'DELETE /orders/:id',
    { ...order, attributes: { ...order.attributes, 'http.request.method': 'DELETE' } },
    true,
  ],
])('pattern %s and %j: %s', (pattern, root, matches) => {
  expect(reasonOf(`0%,route:${pattern}=all`, { root }) !== undefined).toBe(matches);
});

test('a long path takes no time', () => {
  const root = request(undefined, `/${'a'.repeat(100_000)}`);
  expect(reasonOf('0%,route:/a*a*a*a*b=all', { root })).toBeUndefined();
});
