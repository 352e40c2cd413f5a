import { isObject, textAt } from './fields.js';

/** What started an invocation, by semantic conventions (`faas.trigger`). */
export type Trigger = 'http' | 'pubsub' | 'datasource' | 'timer' | 'other';

/** What is read of the event of an HTTP front end. */
interface HttpEvent {
  readonly method: string;
  readonly path: string;
  /** The route's template where the front end has one: `/orders/{id}`. */
  readonly route: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly clientAddress: string | undefined;
}

/** One message or change of a batch. */
export interface EventRecord {
  /** As its service calls it; becomes the job's ID. */
  readonly id: string;
  /** Where the sender's trace and correlation ID may be: message attributes, or a payload that holds them. */
  readonly carrier: unknown;
  /** `messaging.system`, or of a stream of changes the source. */
  readonly system: string;
  /** The queue's, topic's or stream's name. */
  readonly destination: string | undefined;
  /** The record as it is in the event. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** What a span says of where a record came from, by semantic conventions. */
export function messagingAttributes({ system, destination }: EventRecord): Record<string, string> {
  return {
    'messaging.system': system,
    ...(destination !== undefined && { 'messaging.destination.name': destination }),
  };
}

/** What an event says, whatever service it comes from. Nothing in it is trusted: it may come from anybody. */
export interface LambdaEvent {
  readonly trigger: Trigger;
  readonly http?: HttpEvent;
  readonly records: readonly EventRecord[];
  /** Of an event that is neither HTTP nor a batch. */
  readonly carrier?: unknown;
}

/**
 * Reads the events of API Gateway (REST, HTTP and WebSocket APIs), function URLs, load balancers, SQS, SNS, SNS over
 * SQS, EventBridge, S3, Kinesis and DynamoDB streams; of others, `traceparent` and a correlation ID at the top.
 * Never throws.
 */
export function readEvent(event: unknown): LambdaEvent {
  if (!isObject(event)) return { trigger: 'other', records: [] };
  const records = Array.isArray(event.Records) ? event.Records.filter(isObject) : [];
  if (records.length > 0) return batch(records);
  const http = httpOf(event);
  if (http !== undefined) return { trigger: 'http', http, records: [] };
  if (isObject(event.detail) && typeof event['detail-type'] === 'string') {
    const isSchedule = event.source === 'aws.events' || event.source === 'aws.scheduler';
    return { trigger: isSchedule ? 'timer' : 'pubsub', records: [], carrier: event.detail };
  }
  return { trigger: 'other', records: [], carrier: event };
}

function httpOf(event: Record<string, unknown>): HttpEvent | undefined {
  const { requestContext } = event;
  if (!isObject(requestContext)) return undefined;
  const headers = headersOf(event);
  // HTTP API and function URL (payload 2.0).
  const { http, identity } = requestContext;
  if (isObject(http)) {
    const routeKey = textAt(event, 'routeKey');
    return {
      method: textAt(http, 'method') ?? 'GET',
      path: textAt(event, 'rawPath') ?? '/',
      route: routeKey === undefined || routeKey === '$default' ? undefined : routeKey.replace(/^\S+ /, ''),
      headers,
      clientAddress: textAt(http, 'sourceIp'),
    };
  }
  const eventType = textAt(requestContext, 'eventType');
  const method = textAt(event, 'httpMethod') ?? (eventType === undefined ? undefined : 'GET');
  if (method === undefined) return undefined;
  return {
    method,
    path: textAt(event, 'path') ?? '/',
    route: textAt(event, 'resource') ?? textAt(requestContext, 'routeKey'),
    headers,
    clientAddress:
      (isObject(identity) ? textAt(identity, 'sourceIp') : undefined) ??
      headers['x-forwarded-for']?.split(',')[0]?.trim(),
  };
}

/** Names in lower case. Load balancers send `multiValueHeaders` alone when told to: the last value counts, as theirs. */
function headersOf({ headers, multiValueHeaders }: Record<string, unknown>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const source of [multiValueHeaders, headers]) {
    if (!isObject(source)) continue;
    for (const [name, value] of Object.entries(source)) {
      const text: unknown = Array.isArray(value) ? value.at(-1) : value;
      if (typeof text === 'string') result[name.toLowerCase()] = text;
    }
  }
  return result;
}

function batch(sources: readonly Record<string, unknown>[]): LambdaEvent {
  const records = sources.map(recordOf);
  const isData = ['s3', 'dynamodb'].includes(records[0]?.system ?? '');
  return { trigger: isData ? 'datasource' : 'pubsub', records };
}

type Source = Record<string, unknown>;

function recordOf(source: Source, index: number): EventRecord {
  // SNS alone writes its names with capitals.
  const service = textAt(source, 'eventSource') ?? textAt(source, 'EventSource') ?? '';
  const known = READERS.get(service)?.(source);
  return {
    id: known?.id ?? `record-${index}`,
    carrier: known?.carrier,
    system: known?.system ?? (service.replace(/^aws:/, '') || 'other'),
    destination: known?.destination ?? nameOf(textAt(source, 'eventSourceARN')),
    source,
  };
}

type Known = {
  id?: string | undefined;
  carrier?: unknown;
  system?: string;
  destination?: string | undefined;
};

const READERS = new Map<string, (source: Source) => Known>(
  Object.entries({
    'aws:sqs': (source) => ({
      id: textAt(source, 'messageId'),
      carrier: isFilled(source.messageAttributes) ? source.messageAttributes : topicAttributes(source.body),
      system: 'aws_sqs',
    }),
    'aws:sns': ({ Sns: message }) =>
      isObject(message)
        ? {
            id: textAt(message, 'MessageId'),
            carrier: valuesOf(message.MessageAttributes),
            system: 'aws.sns',
            destination: nameOf(textAt(message, 'TopicArn')),
          }
        : {},
    'aws:kinesis': ({ kinesis: data, eventID }) => ({
      id: typeof eventID === 'string' ? eventID.split(':').at(-1) : undefined,
      carrier: isObject(data) ? jsonOf(decoded(data.data)) : undefined,
      system: 'aws.kinesis',
    }),
    'aws:s3': ({ s3, responseElements }) => {
      const bucket = isObject(s3) && isObject(s3.bucket) ? textAt(s3.bucket, 'name') : undefined;
      const id = isObject(responseElements) ? textAt(responseElements, 'x-amz-request-id') : undefined;
      return { id, system: 's3', destination: bucket };
    },
    'aws:dynamodb': (source) => ({
      id: textAt(source, 'eventID'),
      system: 'dynamodb',
      destination: /:table\/([^/]+)/.exec(textAt(source, 'eventSourceARN') ?? '')?.[1],
    }),
  }),
);

/** Of a message that a topic put into a queue, as SNS does unless it delivers it raw. */
function topicAttributes(body: unknown): unknown {
  const message = jsonOf(body);
  return isObject(message) ? (valuesOf(message.MessageAttributes) ?? message) : undefined;
}

/** SNS has `{ Type, Value }` where SQS has `{ stringValue }`. */
function valuesOf(attributes: unknown): unknown {
  if (!isObject(attributes)) return undefined;
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, isObject(value) ? value.Value : value]),
  );
}

/** A payload is looked into when it is small enough to be worth it. */
const MAX_JSON_CHARS = 64 * 1024;

function jsonOf(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > MAX_JSON_CHARS || !text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decoded(data: unknown): string | undefined {
  return typeof data === 'string' && data.length <= MAX_JSON_CHARS
    ? Buffer.from(data, 'base64').toString('utf8')
    : undefined;
}

/** The last part of an ARN. */
function nameOf(arn: string | undefined): string | undefined {
  return arn?.split(/[:/]/).at(-1);
}

function isFilled(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
