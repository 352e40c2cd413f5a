import { getLoggingContext } from '../../../src/correlation/current.js';
import { CorrelationScope, type RequestFields } from '../../../src/correlation/scope.js';

const request = (userId: () => string | undefined): RequestFields => ({
  isEnded: false,
  span: undefined,
  addedFields: undefined,
  path: '/orders/7',
  method: 'POST',
  startTime: 1_700_000_000_000,
  userId,
});

test("a request's logging context is made when it is asked for, once", () => {
  let user: string | undefined;
  const scope = new CorrelationScope('c-1');
  expect(scope.logging).toBeUndefined();
  scope.request = request(() => user);
  const { logging } = scope;
  expect(logging).toMatchObject({
    correlationId: 'c-1',
    requestPath: '/orders/7',
    requestMethod: 'POST',
    startTime: 1_700_000_000_000,
  });
  expect(scope.logging).toBe(logging);
  expect(logging?.userId).toBeUndefined();
  user = 'u-1';
  expect(logging?.userId).toBe('u-1');
});

test('one that was given stays', () => {
  const given = new CorrelationScope('c-1', { logging: undefined });
  given.request = request(() => undefined);
  const { logging } = given;
  const scope = new CorrelationScope('c-1', { logging });
  scope.request = request(() => 'u-2');
  expect(scope.logging).toBe(logging);
});

test('there is none outside of any scope', () => {
  expect(getLoggingContext()).toBeUndefined();
});
