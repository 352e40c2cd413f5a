import type { LogDetail, SpanDetail, SpanRow } from '../../api-types.js';
import { formatTerm } from '../../query/parse.js';
import { formatMillis, formatTime, formatValue } from '../../text/format.js';
import type { SpanTimes } from '../data/critical-path.js';
import { listHash, traceHash } from '../data/route.js';
import { copyText } from '../elements/copy.js';
import { button, h } from '../elements/dom.js';
import { longText } from '../elements/long-text.js';

/** Characters of a span's name or a log record's message that stand as a heading. */
const MAX_TITLE = 120;

type Attributes = Readonly<Record<string, unknown>>;

/** Values with line breaks (stacks, structures) keep them. */
function valueElement(value: unknown): HTMLElement {
  const isStructure = typeof value === 'object' && value !== null;
  const text = isStructure ? JSON.stringify(value, undefined, 2) : formatValue(value);
  const tag = isStructure || text.includes('\n') ? 'pre' : 'span';
  return longText(text, (shown) => h(tag, {}, shown));
}

/** @param list where a click on a value looks for others with the same one */
function table(title: string, attributes: Attributes, list?: 'traces' | 'logs'): HTMLElement | undefined {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return undefined;
  const rows = entries.map(([key, value]) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, ...key.split(/(?<=[._])/).flatMap((part) => [part, h('wbr')])),
      h('td', {}, valueElement(value), list && filterLink(list, key, value)),
    ),
  );
  return h('section', {}, h('h3', {}, title), h('table', { 'aria-label': title }, h('tbody', {}, ...rows)));
}

/** Leads to what else has this value. */
function filterLink(list: 'traces' | 'logs', key: string, value: unknown): HTMLElement | undefined {
  const isSimple = ['string', 'number', 'boolean'].includes(typeof value) && String(value).length <= 200;
  if (!isSimple || !/^[A-Za-z_@][\w.@/-]*$/.test(key)) return undefined;
  const href = listHash(list, formatTerm(key, '=', String(value)));
  const texts = { 'aria-label': `Find ${list} with this ${key}`, title: `Find ${list} with this value` };
  return h('a', { class: 'filter-by', href, ...texts }, '⌕');
}

/** Nanoseconds since the Unix epoch as a local time with all its digits. */
function exactTime(nanos: string): string {
  const millis = Number(BigInt(nanos) / 1_000_000n);
  return `${formatTime(millis)}${nanos.slice(-6)}`;
}

function panel(
  title: string,
  detail: unknown,
  close: () => void,
  ...children: (HTMLElement | undefined)[]
): HTMLElement {
  const copy = button('Copy JSON', () => void copyText(JSON.stringify(detail, undefined, 2), copy));
  const heading = isHeading(title) ? title : `${title.slice(0, MAX_TITLE).replaceAll('\n', ' ')}…`;
  const head = [h('h2', {}, heading), copy, button('✕', close, { 'aria-label': 'Close details' })];
  const properties = { class: 'detail', 'aria-label': 'Details', tabindex: 0 };
  return h('aside', properties, h('header', {}, ...head), ...children);
}

/** A long text is to read, not a heading: that has its beginning, and the whole stands below. */
function isHeading(text: string): boolean {
  return text.length <= MAX_TITLE && !text.includes('\n');
}

function whole(text: string): HTMLElement | undefined {
  return isHeading(text) ? undefined : longText(text, (shown) => h('pre', { class: 'body' }, shown));
}

export function spanPanel(
  span: SpanDetail,
  row: SpanRow | undefined,
  times: SpanTimes | undefined,
  parent: SpanRow | undefined,
  close: () => void,
): HTMLElement {
  const offsetMillis = row?.offsetMillis ?? 0;
  const beforeParent = (parent?.offsetMillis ?? 0) - offsetMillis;
  const durationMillis = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
  const events = span.events.map((event) => table(`Event: ${event.name}`, event.attributes));
  const links = span.links.map((link) =>
    h('p', {}, h('a', { href: traceHash(link.traceId, `span/${link.spanId}`) }, `→ trace ${link.traceId}`)),
  );
  const problem = (text: string) => h('p', { class: 'problem' }, text);
  const isFailed = span.status.code === 'error';
  return panel(
    span.name || '(unnamed)',
    span,
    close,
    whole(span.name),
    isFailed ? longText(span.status.message || 'The span’s status is error', problem) : undefined,
    ...(links.length > 0 ? [h('section', {}, h('h3', {}, 'Linked to'), ...links)] : []),
    table('Time', {
      duration: formatMillis(durationMillis),
      ...(times && { 'self time': `${formatMillis(times.self)}, without its children` }),
      started: `${exactTime(span.startTimeUnixNano)}, +${formatMillis(offsetMillis)}`,
      ...(beforeParent >= 1 && {
        'before its parent': `${formatMillis(beforeParent)}: perhaps their clocks differ`,
      }),
      ...(times?.isCritical && { 'critical path': 'yes' }),
    }),
    table('Attributes', span.attributes, 'traces'),
    ...events,
    table('Span', {
      kind: span.kind,
      'span id': `${span.spanId}${row?.sharesId ? ', of another span too' : ''}`,
      ...(span.parentSpanId === ''
        ? {}
        : { 'parent span id': `${span.parentSpanId}${parent === undefined ? ', not here' : ''}` }),
      'instrumentation scope': `${span.scope.name} ${span.scope.version}`.trim(),
    }),
    table('Resource', span.resource.attributes, 'traces'),
  );
}

export function logPanel(log: LogDetail, close: () => void, traceLink: boolean): HTMLElement {
  const { 'exception.stacktrace': stack, ...attributes } = log.attributes;
  const text = log.body === null ? log.eventName : formatValue(log.body);
  const link = h('p', {}, h('a', { href: traceHash(log.traceId, `span/${log.spanId}`) }, 'Open its trace'));
  return panel(
    text,
    log,
    close,
    traceLink && log.traceId !== '' ? link : undefined,
    typeof log.body === 'string' ? whole(text) : undefined,
    stack === undefined ? undefined : longText(formatValue(stack), stackElement),
    typeof log.body === 'object' && log.body !== null ? table('Body', { body: log.body }) : undefined,
    table('Attributes', attributes, 'logs'),
    table('Log record', {
      time: exactTime(log.timeUnixNano === '0' ? log.observedTimeUnixNano : log.timeUnixNano),
      level: log.severityText,
      'severity number': log.severityNumber,
      logger: log.scope.name,
      'trace id': log.traceId,
      'span id': log.spanId,
    }),
    table('Resource', log.resource.attributes, 'logs'),
  );
}

/** Lines of their own, so that one that wraps is indented. */
function stackElement(stack: string): HTMLElement {
  return h('pre', { class: 'problem stack' }, ...stack.split('\n').map((line) => h('span', {}, line)));
}
