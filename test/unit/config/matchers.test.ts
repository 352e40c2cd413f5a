import { hostMatcher } from '../../../src/config/hosts.js';
import { pathMatcher } from '../../../src/config/paths.js';

describe('hostMatcher', () => {
  test('without rules every host fits, with none no host does', () => {
    expect(hostMatcher(undefined)('a')).toBe(true);
    expect(hostMatcher([])('a')).toBe(false);
  });

  test.each([
    ['api.example', true],
    ['API.Example', true],
    ['sub.api.example', false],
    ['a.inner.example', true],
    ['a.b.inner.example', true],
    ['inner.example', false],
    ['evilinner.example', false],
    ['svc-12', true],
    ['svc-x', false],
  ])('%s', (host, fits) => {
    expect(hostMatcher(['api.example', '*.inner.example', /^svc-\d+$/])(host)).toBe(fits);
  });

  test('a global RegExp fits each time', () => {
    const matches = hostMatcher([/a/g]);
    expect([matches('a'), matches('a'), matches('a')]).toEqual([true, true, true]);
  });
});

test.each([
  ['/health', true],
  ['/health/deep', false],
  ['/internal/x', true],
  ['/internal/', true],
  ['/internal', false],
  ['/v1/ready', true],
  ['/', false],
])('pathMatcher %s', (path, fits) => {
  expect(pathMatcher(['/health', '/internal/*', /\/ready$/])(path)).toBe(fits);
});
