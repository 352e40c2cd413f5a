import type { TraceAnswer, TraceSummary } from '../../api-types.js';
import { formatTerm } from '../../query/parse.js';
import { formatMillis, formatMoment, plural } from '../../text/format.js';
import { exportPath, fetchLinkQuery, fetchSpan, fetchTraces, fetchWholeTrace } from '../data/client.js';
import { goTo, listHash, NEWEST_FIRST, traceHash } from '../data/route.js';
import { copyText, curlOf } from '../elements/copy.js';
import { button, h } from '../elements/dom.js';
import { isWindows } from '../elements/windows.js';
import { openMenu } from './menu.js';

interface HeadOptions {
  nextError(): void;
  readonly tools: readonly HTMLElement[];
}

/** Heading of a trace: what it is, its IDs, and buttons to take it elsewhere. */
export function traceHead({ summary, rows }: TraceAnswer, { nextError, tools }: HeadOptions): HTMLElement {
  const [correlationId] = summary.correlationIds;
  const moment = summary.startTimeUnixMillis;
  const started = h('span', { title: new Date(moment).toString() }, formatMoment(moment));
  const facts: [string, Node | string][] = [
    ['Duration', formatMillis(summary.durationMillis)],
    ['Started', started],
    ['Content', `${plural(summary.spans, 'span')}, ${plural(summary.logs, 'log')}`],
    ['Services', summary.services.join(', ')],
    ['Trace ID', h('span', { class: 'mono' }, summary.traceId)],
  ];
  if (correlationId !== undefined) {
    const link = h('a', { class: 'mono', href: listHash('traces', correlationId) }, correlationId);
    facts.push(['Correlation ID', link]);
  }
  if (rows.some((row) => (row.type === 'span' ? row.status === 'error' : row.severity >= 17))) {
    const text = summary.errors > 0 ? `✖ ${plural(summary.errors, 'error')}` : '✖ error logs';
    const properties = { class: 'errors link', title: 'Next error (e)' };
    facts.unshift(['Errors', button(`${text} ↓`, nextError, properties)]);
  }
  const rootId = rows.find((row) => row.type === 'span')?.id;
  return h(
    'header',
    { class: 'trace-head' },
    h('h2', { title: summary.name }, summary.name || 'Trace without a root span yet'),
    h('div', { class: 'tools' }, ...tools, compareButton(summary), takeButton(summary, rootId)),
    h('dl', {}, ...facts.map(fact)),
  );
}

function fact([name, value]: readonly [string, Node | string]): HTMLElement {
  const properties = { class: `fact-${name.toLowerCase().replace(' ', '-')}` };
  return h('div', properties, h('dt', {}, name), h('dd', {}, value));
}

function menuButton(label: string, open: (opener: HTMLButtonElement) => Promise<void>): HTMLButtonElement {
  const opener = button(label, () => void open(opener), { 'aria-haspopup': 'menu' });
  return opener;
}

/** Other traces of the same name and service, to put beside this one. */
function compareButton({ traceId, name, service }: TraceSummary): HTMLElement {
  return menuButton('Compare…', async (opener) => {
    // Of a name that is made of a method and a path, a part; names of spans are compared.
    const terms = [formatTerm('name', '=', name), formatTerm('service', '=', service)];
    const query = { query: terms.join(' '), sort: NEWEST_FIRST, upTo: undefined };
    const isOther = (trace: TraceSummary) =>
      trace.traceId !== traceId && trace.name === name && trace.service === service;
    const exact = await fetchTraces(query, 0, 20).catch(() => undefined);
    const found = exact?.items.filter(isOther) ?? [];
    const others = found.slice(0, 12).map((trace) => ({
      label: `${formatMoment(trace.startTimeUnixMillis)}  ${formatMillis(trace.durationMillis)}${trace.errors > 0 ? '  ✖' : ''}`,
      choose: () => goTo(traceHash(traceId, '', trace.traceId)),
    }));
    const none = [{ label: 'No other trace of this name and service is kept here' }];
    openMenu(opener, others.length === 0 ? none : others);
  });
}

/** What can be copied or saved of a trace. The request as curl only where its root span tells it. */
function takeButton(summary: TraceSummary, rootId: string | undefined): HTMLElement {
  const { traceId } = summary;
  return menuButton('Copy…', async (opener) => {
    const root = rootId === undefined ? undefined : await fetchSpan(traceId, rootId).catch(() => undefined);
    const curl =
      root === undefined ? undefined : curlOf(root.attributes, summary.correlationIds[0], isWindows);
    const id = summary.correlationIds[0] ?? traceId;
    const copy = (label: string, text: () => string | Promise<string>) => ({
      label,
      choose: () => void copyText(text(), opener),
    });
    const link = async () => `${location.origin}/${await fetchLinkQuery()}${location.hash}`;
    openMenu(opener, [
      copy('Copy ID', () => id),
      copy('Copy link', link),
      curl === undefined
        ? { label: 'Copy curl: the root span tells no HTTP request' }
        : copy('Copy curl', () => curl),
      copy('Copy JSON', async () => JSON.stringify(await fetchWholeTrace(traceId), undefined, 2)),
      { label: 'Save as OTLP JSON lines', choose: () => location.assign(exportPath(traceId)) },
    ]);
  });
}
