/** A field of the query line that is not simply an attribute. */
interface QueryField {
  readonly name: string;
  /** For the list of completions. */
  readonly meaning: string;
  /** Values that make sense whatever was received. */
  readonly values?: readonly string[];
  /** Attributes that it stands for, by the conventions of now and before, and by our log fields. */
  readonly attributes?: readonly string[];
}

export const FIELDS: readonly QueryField[] = [
  { name: 'service', meaning: 'service name' },
  { name: 'name', meaning: 'name of any span' },
  { name: 'is', meaning: 'error, or open: without its root span', values: ['error', 'open'] },
  {
    name: 'status',
    meaning: 'HTTP status of the request',
    values: ['2xx', '3xx', '4xx', '5xx'],
    attributes: ['http.response.status_code', 'http.status_code', 'status_code'],
  },
  {
    name: 'duration',
    meaning: 'with > or <: 100ms, 1.5s',
    values: ['>100ms', '>1s'],
    attributes: ['duration_ms'],
  },
  { name: 'since', meaning: 'not older than: 5m, 14:03, a date', values: ['1m', '5m', '1h'] },
  { name: 'until', meaning: 'not younger than: 5m, 14:03, a date' },
  { name: 'route', meaning: 'http.route', attributes: ['http.route'] },
  {
    name: 'path',
    meaning: 'path of the request',
    attributes: ['url.path', 'request_path', 'http.target', 'url.full'],
  },
  {
    name: 'method',
    meaning: 'method of the request',
    values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    attributes: ['http.request.method', 'request_method', 'http.method'],
  },
  { name: 'user', meaning: 'user ID', attributes: ['user_id', 'user.id', 'enduser.id'] },
  { name: 'log', meaning: 'text of a log line' },
  {
    name: 'level',
    meaning: 'level of a log line, and above',
    values: ['debug', 'info', 'warning', 'error'],
  },
  { name: 'logger', meaning: 'logger or instrumentation' },
  { name: 'error', meaning: 'text of an error: status message, exception' },
  { name: 'id', meaning: 'correlation ID, trace ID, span ID' },
  { name: 'spans', meaning: 'number of spans, with > or <' },
  { name: 'logs', meaning: 'number of log lines, with > or <' },
  { name: 'errors', meaning: 'number of errors, with > or <' },
];

export const FIELD_BY_NAME: ReadonlyMap<string, QueryField> = new Map(
  FIELDS.map((field) => [field.name, field]),
);
