import { findLogs } from '../../../src/dev/query/find-logs.js';
import { findTraces } from '../../../src/dev/query/find-traces.js';
import { mistakesIn } from '../../../src/dev/query/mistakes.js';
import { formatTerm, parseQuery, withTerm } from '../../../src/dev/query/parse.js';
import { suggestAttributes, suggestValues } from '../../../src/dev/query/suggest.js';
import { parseDuration, parseMoment } from '../../../src/dev/query/units.js';
import { logsBody, NOON, tracesBody } from '../../support/dev/otlp-json.js';
import { storeWith, take } from '../../support/dev/store.js';

const ids = { order: '1'.repeat(32), list: '2'.repeat(32), job: '3'.repeat(32) };
const spanId = 'aaaaaaaaaaaaaaaa';

function shop() {
  const store = storeWith();
  const order = {
    'http.response.status_code': 502,
    'url.path': '/orders/3',
    user_id: 'u3',
    correlation_id: 'o-1',
  };
  take(
    store,
    'traces',
    tracesBody('shop', [
      {
        traceId: ids.order,
        spanId,
        name: 'POST /orders/:id',
        start: NOON + 5,
        end: NOON + 205,
        attributes: order,
      },
      {
        traceId: ids.order,
        parentSpanId: spanId,
        name: 'charge_card',
        start: NOON + 6,
        error: 'db down',
        attributes: { cents: 1250 },
      },
      {
        traceId: ids.list,
        spanId,
        name: 'GET',
        end: NOON + 20,
        attributes: { 'http.response.status_code': 200, 'url.path': '/list' },
      },
    ]),
  );
  take(
    store,
    'traces',
    tracesBody('mailer', [{ traceId: ids.job, name: 'send mail', start: NOON + 9, end: NOON + 10 }]),
  );
  take(
    store,
    'logs',
    logsBody('shop', [
      {
        traceId: ids.order,
        spanId,
        time: NOON + 8,
        message: 'Card nearly declined',
        severity: 13,
        level: 'WARN',
      },
      { traceId: ids.list, spanId, time: NOON + 7, message: 'listed 10 products', attributes: { count: 10 } },
    ]),
  );
  return store;
}

const names = Object.entries(ids);
const found = (text: string, sort: Parameters<typeof findTraces>[1]['sort'] = 'time', isDescending = true) =>
  findTraces(shop(), { text, sort, isDescending }).map(
    ({ traceId }) => names.find(([, id]) => id === traceId)![0],
  );

describe('findTraces', () => {
  test.each([
    ['', ['job', 'order', 'list']],
    ['charge_card', ['order']],
    ['card NEARLY', ['order']],
    ['nearly card', []],
    ['db down', ['order']],
    ['/orders/3', ['order']],
    ['u3', ['order']],
    ['502', ['order']],
    [ids.order.slice(4, 20), ['order']],
    ['o-1', ['order']],
    ['service:SHOP', ['order', 'list']],
    ['service=sho', []],
    ['service:sh*', ['order', 'list']],
    ['-service:shop', ['job']],
    ['status:5xx', ['order']],
    ['status>=200 status<300', ['list']],
    ['is:error', ['order']],
    ['duration>100ms', ['order']],
    ['duration<5ms', ['job']],
    ['duration>banana', []],
    ['name:"send mail"', ['job']],
    ['cents>1000', ['order']],
    ['cents:1250 user:u3', ['order']],
    ['path:/list', ['list']],
    ['log:products', ['list']],
    ['level:warning', ['order']],
    ['level=info', ['list']],
    ['error:"db down"', ['order']],
    ['spans>1', ['order']],
    ['logs:1 -is:error', ['list']],
    ['service:shop charge', ['order']],
    ['"card" "declined"', ['order']],
    ['http://nowhere', []],
    ['a.*(b', []],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test('sorts by each column, both ways', () => {
    expect(found('', 'time', false)).toEqual(['list', 'order', 'job']);
    expect(found('', 'duration')).toEqual(['order', 'list', 'job']);
    expect(found('', 'duration', false)).toEqual(['job', 'list', 'order']);
    expect(found('', 'service', false)).toEqual(['job', 'order', 'list']);
    expect(found('', 'status')).toEqual(['order', 'list', 'job']);
    expect(found('', 'errors')[0]).toBe('order');
  });

  test('finds in 100,000 records, not only among the newest', () => {
    const store = storeWith();
    const spans = Array.from({ length: 50_000 }, (_, index) => ({
      traceId: (index + 1).toString(16).padStart(32, 'f'),
      name: `job ${index}`,
    }));
    take(store, 'traces', tracesBody('batch', spans));
    expect(findTraces(store, { text: 'name="job 7"', sort: 'time', isDescending: true })).toHaveLength(1);
  });
});

test('findLogs takes the same queries, about one record', () => {
  const messages = (text: string) => findLogs(shop(), text).map(({ record }) => record.body);
  expect(messages('')).toEqual(['listed 10 products', 'Card nearly declined']);
  expect(messages('level:warn')).toEqual(['Card nearly declined']);
  expect(messages('count>=10')).toEqual(['listed 10 products']);
  expect(messages('service:shop -card')).toEqual(['listed 10 products']);
});

test('suggestions are what came, the most frequent first', () => {
  const store = shop();
  expect(suggestValues(store, 'service', '')).toEqual([
    { value: 'shop', count: 5 },
    { value: 'mailer', count: 1 },
  ]);
  expect(suggestValues(store, 'status', '5')).toEqual([{ value: '502', count: 1 }]);
  expect(suggestAttributes(store, 'cent')).toEqual([{ value: 'cents', count: 1 }]);
});

describe('the query line', () => {
  test('terms written by formatTerm are read back', () => {
    for (const value of ['plain', 'two words', 'a"b\\c', 'x:y', '-5', 'GET /a?b="c"']) {
      for (const field of ['', 'name', 'http.route']) {
        const text = formatTerm(field, ':', value);
        expect(parseQuery(text)).toMatchObject([{ field, value, negated: false }]);
      }
    }
  });

  test('withTerm puts in, replaces and takes out one condition', () => {
    expect(withTerm('card is:error', 'service', 'service=shop')).toBe('card is:error service=shop');
    expect(withTerm('service=shop card', 'service', 'service=api')).toBe('card service=api');
    expect(withTerm('service=shop card', 'service', undefined)).toBe('card');
  });

  test.each([
    ['100', 100],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['50µs', 0.05],
    ['x', Number.NaN],
    ['5 parsecs', Number.NaN],
  ])('duration %s', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  test.each([
    ['duration>abc', ['duration: "abc" is not a duration, such as 100ms or 1.5s']],
    [
      'since:yesterday -until:soon',
      [expect.stringContaining('since: "yesterday"'), expect.stringContaining('"soon"')],
    ],
    ['status:9xx', ['status: "9xx" is not a status, such as 404 or 5xx']],
    ['is:broken', ['is: "broken" is not error or open']],
    ['spans:many cents>much', ['spans: "many" is not a number', 'cents: "much" is not a number']],
    ['statis:5xx', ['"statis" is looked for as an attribute: did you mean status?']],
    [
      'status:5* status:404 status>=500 duration>1.5s duration:12 since:5m is:open spans>3 order_id:42 a.b=c text',
      [],
    ],
  ])('%s: what may be wrong', (query, expected) => {
    expect(mistakesIn(query)).toEqual(expected);
  });

  test('moments: ago, of today, dates', () => {
    expect(parseMoment('5m', NOON)).toBe(NOON - 300_000);
    expect(new Date(parseMoment('14:03:07.12', NOON)).toTimeString()).toMatch(/^14:03:07/);
    expect(parseMoment('2026-01-01T00:00:00Z', NOON)).toBe(Date.UTC(2026, 0, 1));
    expect(parseMoment('soon', NOON)).toBeNaN();
  });
});
