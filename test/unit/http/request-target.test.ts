import { pathOf, queryOf, queryParameters } from '../../../src/http/request-target.js';

describe('request target', () => {
  it.each([
    ['/users/5?a=1', '/users/5', 'a=1'],
    ['/users/5', '/users/5', undefined],
    ['/users?', '/users', undefined],
    ['/a?b?c', '/a', 'b?c'],
    ['*', '*', undefined],
    ['http://example.com/a/b?c=d', '/a/b', 'c=d'],
    ['HTTP://example.com', '/', undefined],
    ['/%zz', '/%zz', undefined],
    [undefined, '/', undefined],
  ])('%p: path %p, query %p', (url, path, query) => {
    expect([pathOf({ url, headers: {} }), queryOf({ url, headers: {} })]).toEqual([path, query]);
  });

  it('takes the target that mounting has not cut', () => {
    expect(pathOf({ url: '/5', originalUrl: '/users/5', headers: {} })).toBe('/users/5');
  });
});

describe('query parameters', () => {
  it('keeps all values of a repeated name', () => {
    expect({ ...queryParameters('a=1&b=&a=2&a=%C3%BC') }).toEqual({ a: ['1', '2', 'ü'], b: '' });
  });

  it('takes __proto__ and constructor for plain names', () => {
    const parameters = queryParameters('__proto__=1&constructor=2&__proto__=3');
    expect(Object.entries(parameters)).toEqual([
      ['__proto__', ['1', '3']],
      ['constructor', '2'],
    ]);
  });
});
