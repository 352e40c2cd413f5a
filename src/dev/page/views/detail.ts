import type { LogDetail, SpanDetail } from '../lib/api-types.js';
import { copyText } from '../lib/copy.js';
import { h } from '../lib/dom.js';
import { formatValue } from '../lib/format.js';
import { traceHash } from '../lib/route.js';

type Attributes = Readonly<Record<string, unknown>>;

/** Values with line breaks (stacks, structures) keep them. */
function valueElement(value: unknown): HTMLElement {
  if (typeof value === 'object' && value !== null) return h('pre', {}, JSON.stringify(value, undefined, 2));
  const text = formatValue(value);
  return text.includes('\n') ? h('pre', {}, text) : h('span', {}, text);
}

function table(title: string, attributes: Attributes): HTMLElement | undefined {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return undefined;
  const rows = entries.map(([key, value]) =>
    h('tr', {}, h('th', { scope: 'row' }, key), h('td', {}, valueElement(value))),
  );
  return h('section', {}, h('h3', {}, title), h('table', { 'aria-label': title }, h('tbody', {}, ...rows)));
}

function panel(
  title: string,
  detail: unknown,
  close: () => void,
  ...children: (HTMLElement | undefined)[]
): HTMLElement {
  const copy: HTMLButtonElement = h(
    'button',
    { type: 'button', on: { click: () => void copyText(JSON.stringify(detail, undefined, 2), copy) } },
    'Copy JSON',
  );
  return h(
    'aside',
    { class: 'detail', 'aria-label': 'Details', tabindex: 0 },
    h(
      'header',
      {},
      h('h2', {}, title),
      copy,
      h('button', { type: 'button', 'aria-label': 'Close details', on: { click: close } }, '✕'),
    ),
    ...children,
  );
}

export function spanPanel(span: SpanDetail, close: () => void): HTMLElement {
  const events = span.events.map((event) => table(`Event: ${event.name}`, event.attributes));
  const links = span.links.map((link) =>
    h('p', {}, h('a', { href: traceHash(link.traceId, `span/${link.spanId}`) }, `→ trace ${link.traceId}`)),
  );
  const isFailed = span.status.code === 'error';
  return panel(
    span.name || '(unnamed)',
    span,
    close,
    isFailed ? h('p', { class: 'problem' }, span.status.message || 'The span’s status is error') : undefined,
    ...(links.length > 0 ? [h('section', {}, h('h3', {}, 'Linked to'), ...links)] : []),
    table('Attributes', span.attributes),
    ...events,
    table('Span', {
      kind: span.kind,
      'span id': span.spanId,
      ...(span.parentSpanId === '' ? {} : { 'parent span id': span.parentSpanId }),
      'instrumentation scope': `${span.scope.name} ${span.scope.version}`.trim(),
    }),
    table('Resource', span.resource.attributes),
  );
}

export function logPanel(log: LogDetail, close: () => void, traceLink: boolean): HTMLElement {
  const { 'exception.stacktrace': stack, ...attributes } = log.attributes;
  const title = log.body === null ? log.eventName : formatValue(log.body);
  const link = h('p', {}, h('a', { href: traceHash(log.traceId, `span/${log.spanId}`) }, 'Open its trace'));
  return panel(
    title.slice(0, 1_000),
    log,
    close,
    traceLink && log.traceId !== '' ? link : undefined,
    stack === undefined ? undefined : h('pre', { class: 'problem' }, formatValue(stack)),
    typeof log.body === 'object' && log.body !== null ? table('Body', { body: log.body }) : undefined,
    table('Attributes', attributes),
    table('Log record', {
      level: log.severityText,
      'severity number': log.severityNumber,
      logger: log.scope.name,
      'trace id': log.traceId,
      'span id': log.spanId,
    }),
    table('Resource', log.resource.attributes),
  );
}
