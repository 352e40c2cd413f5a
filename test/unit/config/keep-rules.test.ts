import { keepFault, keepsAll, parseKeepRules } from '../../../src/config/keep-rules.js';

const NONE = { errors: false, slowMillis: undefined, share: undefined, routes: [] };

test.each([
  ['all', { ...NONE, share: 1 }],
  ['errors', { ...NONE, errors: true }],
  ['errors,slow:500ms,1%', { ...NONE, errors: true, slowMillis: 500, share: 0.01 }],
  [' errors , slow:1.5s ', { ...NONE, errors: true, slowMillis: 1500 }],
  [['errors', 'slow:2m', '0.25%'], { ...NONE, errors: true, slowMillis: 120_000, share: 0.0025 }],
  ['0%', { ...NONE, share: 0 }],
  [
    'errors,route:GET /orders/:id=all,route:/feed=slow:2s',
    {
      ...NONE,
      errors: true,
      routes: [
        { pattern: 'GET /orders/:id', errors: false, slowMillis: undefined, share: 1 },
        { pattern: '/feed', errors: false, slowMillis: 2000, share: undefined },
      ],
    },
  ],
  [
    'route:/search?q=x=errors',
    { ...NONE, routes: [{ ...NONE, routes: undefined, pattern: '/search?q=x', errors: true }] },
  ],
])('%j is read', (text, rules) => expect(parseKeepRules(text)).toEqual(rules));

test.each([
  '',
  ',',
  'error',
  'errors,,1%',
  'ERRORS',
  '1',
  '101%',
  '-1%',
  'slow',
  'slow:500',
  'slow:ms',
  'route:/orders',
  'route:=all',
  'route:/orders=fast',
  '1%,5%',
  'all,1%',
  'slow:1s,slow:2s',
  [],
  [1],
  undefined,
  null,
  {},
])('%j is not', (text) => expect(parseKeepRules(text)).toBeUndefined());

test.each([
  ['errors,slow:500,1%', '"slow:500" (string) is none of these'],
  ['errors,route:/feed=fast', '"route:/feed=fast" (string) is none of these'],
  ['errors,', '"" (string) is none of these'],
  [['errors', 1], '1 (number) is none of these'],
  ['5%,errors,1%,slow', '"1%" (string) is a second one of its kind'],
  ['errors,errors,1%', undefined],
  [7, undefined],
])('%j: %s', (given, fault) => expect(keepFault(given)).toBe(fault));

test('what keeps everything', () => {
  const all = ['all', '100%', 'errors,all'].map((text) => keepsAll(parseKeepRules(text)!));
  const not = ['errors', '99.9%', 'all,route:/health=0%'].map((text) => keepsAll(parseKeepRules(text)!));
  expect({ all, not }).toEqual({ all: [true, true, true], not: [false, false, false] });
});
