import { createLoggingContext, LoggingContext } from '../../../src/correlation/logging-context.js';

test('defaults', () => {
  const before = Date.now();
  const context = new LoggingContext();
  expect(context.correlationId).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(context.serviceName).toBe('api');
  expect(context.environment).toBe('development');
  expect(context.extra).toEqual({});
  expect(context.startTime).toBeGreaterThanOrEqual(before);
});

test('toDict has the snake-case fields in order, absent ones left out, extra at the end', () => {
  const context = new LoggingContext({
    correlationId: 'c-1',
    userId: 'u-1',
    requestPath: '/generate',
    requestMethod: 'POST',
    extra: { tenant: 't' },
  });
  expect(Object.entries(context.toDict())).toEqual([
    ['correlation_id', 'c-1'],
    ['user_id', 'u-1'],
    ['request_path', '/generate'],
    ['request_method', 'POST'],
    ['service_name', 'api'],
    ['environment', 'development'],
    ['tenant', 't'],
  ]);
  expect(Object.keys(new LoggingContext().toDict())).toEqual([
    'correlation_id',
    'service_name',
    'environment',
  ]);
});

test('extra fields of names that are taken, or inherited by objects, are kept', () => {
  const extra = { correlation_id: 'forged', field_correlation_id: 2, constructor: 3, ['__proto__']: 4 };
  const context = new LoggingContext({ correlationId: 'c-1', extra });
  expect(Object.entries(context.toDict())).toEqual([
    ['correlation_id', 'c-1'],
    ['service_name', 'api'],
    ['environment', 'development'],
    ['field_correlation_id_2', 'forged'],
    ['field_correlation_id', 2],
    ['constructor', 3],
    ['__proto__', 4],
  ]);
});

test('withExtra gives a new context and keeps all else, the start time included', () => {
  const context = new LoggingContext({ userId: 'u', extra: { a: 1, b: 1 }, startTime: 5 });
  const more = context.withExtra({ b: 2 });
  expect(more).not.toBe(context);
  expect(more.extra).toEqual({ a: 1, b: 2 });
  expect(context.extra).toEqual({ a: 1, b: 1 });
  expect([more.startTime, more.correlationId, more.userId]).toEqual([5, context.correlationId, 'u']);
});

test('is immutable', () => {
  const context = new LoggingContext({ extra: { a: 1 } });
  expect(() => Object.assign(context, { correlationId: 'x' })).toThrow(TypeError);
  expect(() => Object.assign(context.extra, { a: 2 })).toThrow(TypeError);
});

test('an ID that is not accepted is replaced', () => {
  expect(new LoggingContext({ correlationId: 'a b' }).correlationId).toMatch(/^[0-9a-f-]{36}$/);
});

test('the user can be found out late, and stays so in derived contexts', () => {
  let user: string | undefined;
  const context = createLoggingContext({}, () => user);
  const derived = context.withExtra({ a: 1 });
  expect(context.toDict()).not.toHaveProperty('user_id');
  user = 'late';
  expect(context.userId).toBe('late');
  expect(derived.toDict().user_id).toBe('late');
});
