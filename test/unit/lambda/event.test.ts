import { readEvent } from '../../../src/lambda/event.js';

const sqs = (extra: object) => ({ eventSource: 'aws:sqs', messageId: 'm-1', body: '{}', ...extra });
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('HTTP events', () => {
  test.each([
    [
      'HTTP API and function URL (2.0)',
      {
        routeKey: 'GET /orders/{id}',
        rawPath: '/orders/7',
        headers: { 'X-A': '1' },
        requestContext: { http: { method: 'GET', sourceIp: '1.2.3.4' } },
      },
      {
        method: 'GET',
        path: '/orders/7',
        route: '/orders/{id}',
        headers: { 'x-a': '1' },
        clientAddress: '1.2.3.4',
      },
    ],
    [
      'the default route',
      { routeKey: '$default', rawPath: '/x', requestContext: { http: { method: 'PUT' } } },
      { method: 'PUT', path: '/x', route: undefined, headers: {}, clientAddress: undefined },
    ],
    [
      'REST API (1.0)',
      {
        httpMethod: 'POST',
        path: '/orders',
        resource: '/orders',
        headers: { a: 'x' },
        multiValueHeaders: { a: ['x', 'y'], b: ['z'] },
        requestContext: { identity: { sourceIp: '::1' } },
      },
      {
        method: 'POST',
        path: '/orders',
        route: '/orders',
        headers: { a: 'x', b: 'z' },
        clientAddress: '::1',
      },
    ],
    [
      'load balancer',
      {
        httpMethod: 'GET',
        path: '/',
        headers: { 'x-forwarded-for': '9.9.9.9, 10.0.0.1' },
        requestContext: { elb: {} },
      },
      {
        method: 'GET',
        path: '/',
        route: undefined,
        headers: { 'x-forwarded-for': '9.9.9.9, 10.0.0.1' },
        clientAddress: '9.9.9.9',
      },
    ],
    [
      'WebSocket API',
      { requestContext: { routeKey: '$connect', eventType: 'CONNECT', identity: {} }, headers: {} },
      { method: 'GET', path: '/', route: '$connect', headers: {}, clientAddress: undefined },
    ],
  ])('%s', (_, event, http) => {
    expect(readEvent(event)).toEqual({ trigger: 'http', http, records: [] });
  });
});

describe('batches: ID, carrier, system and destination of each record', () => {
  const attributes = { traceparent: { stringValue: 't' } };
  test.each([
    [
      'SQS',
      sqs({ messageAttributes: attributes, eventSourceARN: 'arn:aws:sqs:eu:1:orders' }),
      { id: 'm-1', carrier: attributes, system: 'aws_sqs', destination: 'orders' },
    ],
    [
      'SNS over SQS',
      sqs({
        messageAttributes: {},
        body: JSON.stringify({ MessageAttributes: { correlation_id: { Type: 'String', Value: 'o-1' } } }),
      }),
      { id: 'm-1', carrier: { correlation_id: 'o-1' }, system: 'aws_sqs', destination: undefined },
    ],
    [
      'SNS',
      {
        EventSource: 'aws:sns',
        Sns: {
          MessageId: 's-1',
          TopicArn: 'arn:aws:sns:eu:1:topic',
          MessageAttributes: { correlation_id: { Type: 'String', Value: 'o-2' } },
        },
      },
      { id: 's-1', carrier: { correlation_id: 'o-2' }, system: 'aws.sns', destination: 'topic' },
    ],
    [
      'Kinesis',
      {
        eventSource: 'aws:kinesis',
        eventID: 'shardId-0:49',
        eventSourceARN: 'arn:aws:kinesis:eu:1:stream/clicks',
        kinesis: { data: base64({ correlation_id: 'o-3' }) },
      },
      { id: '49', carrier: { correlation_id: 'o-3' }, system: 'aws.kinesis', destination: 'clicks' },
    ],
    [
      'S3',
      {
        eventSource: 'aws:s3',
        responseElements: { 'x-amz-request-id': 'r-1' },
        s3: { bucket: { name: 'photos' } },
      },
      { id: 'r-1', carrier: undefined, system: 's3', destination: 'photos' },
    ],
    [
      'DynamoDB',
      {
        eventSource: 'aws:dynamodb',
        eventID: 'e-1',
        eventSourceARN: 'arn:aws:dynamodb:eu:1:table/orders/stream/2',
      },
      { id: 'e-1', carrier: undefined, system: 'dynamodb', destination: 'orders' },
    ],
    [
      'something new',
      { eventSource: 'aws:new' },
      { id: 'record-0', carrier: undefined, system: 'new', destination: undefined },
    ],
  ])('%s', (_, source, record) => {
    const { records } = readEvent({ Records: [source] });
    expect(records).toEqual([{ ...record, source }]);
  });
});

test('EventBridge, a schedule, and what is called directly', () => {
  const detail = { correlation_id: 'o-9' };
  expect(readEvent({ 'detail-type': 'Order', source: 'shop', detail })).toEqual({
    trigger: 'pubsub',
    records: [],
    carrier: detail,
  });
  expect(readEvent({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }).trigger).toBe(
    'timer',
  );
  expect(readEvent(detail)).toEqual({ trigger: 'other', records: [], carrier: detail });
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['text', 'text'],
  ['a list', []],
  ['records that are none', { Records: 'x' }],
  ['a list of anything', { Records: [null, 7] }],
  ['a body that is too large to look into', { Records: [sqs({ body: '{'.repeat(100_000) })] }],
  ["a source of an object's own name", { Records: [{ eventSource: '__proto__' }] }],
  ['data of another type', { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: 7 } }] }],
  ['a request without HTTP', { requestContext: { http: null }, headers: 7 }],
])('whatever comes is read without an error: %s', (_, event) => {
  expect(readEvent(event).records).toBeInstanceOf(Array);
});
