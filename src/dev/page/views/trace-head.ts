import type { TraceAnswer } from '../lib/api-types.js';
import { fetchSpan, fetchWholeTrace } from '../lib/client.js';
import { copyText, curlOf, shellQuote } from '../lib/copy.js';
import { h } from '../lib/dom.js';
import { formatMillis, formatTime, plural } from '../lib/format.js';
import { listHash } from '../lib/route.js';

/** Heading of a trace: what it is, its IDs, and buttons to take it elsewhere. */
export function traceHead({ summary, rows }: TraceAnswer, ...tools: HTMLElement[]): HTMLElement {
  const [correlationId] = summary.correlationIds;
  const facts: [string, Node | string][] = [
    ['Duration', formatMillis(summary.durationMillis)],
    ['Started', formatTime(summary.startTimeUnixMillis)],
    ['Content', `${plural(summary.spans, 'span')}, ${plural(summary.logs, 'log')}`],
    ['Services', summary.services.join(', ')],
    ['Trace ID', h('span', { class: 'mono' }, summary.traceId)],
  ];
  if (correlationId !== undefined) {
    const link = h('a', { class: 'mono', href: listHash('traces', correlationId) }, correlationId);
    facts.push(['Correlation ID', link]);
  }
  if (summary.errors > 0) {
    facts.unshift(['Errors', h('span', { class: 'errors' }, `✖ ${plural(summary.errors, 'error')}`)]);
  }
  const rootId = rows.find((row) => row.type === 'span')?.id;
  return h(
    'header',
    { class: 'trace-head' },
    h('h2', {}, summary.name || 'Trace without a root span yet'),
    h('div', { class: 'tools' }, ...tools, ...copyButtons(summary.traceId, rootId, correlationId)),
    h(
      'dl',
      {},
      ...facts.map(([name, value]) =>
        h(
          'div',
          { class: `fact-${name.toLowerCase().replace(' ', '-')}` },
          h('dt', {}, name),
          h('dd', {}, value),
        ),
      ),
    ),
  );
}

function copyButtons(
  traceId: string,
  rootId: string | undefined,
  correlationId: string | undefined,
): HTMLElement[] {
  const button = (label: string, text: () => Promise<string>): HTMLElement => {
    const element: HTMLButtonElement = h(
      'button',
      { type: 'button', on: { click: () => void copyText(text(), element) } },
      label,
    );
    return element;
  };
  const id = correlationId ?? traceId;
  return [
    button('Copy ID', () => Promise.resolve(id)),
    button('Copy curl', () => curl(traceId, rootId)),
    button('Copy JSON', async () => JSON.stringify(await fetchWholeTrace(traceId), undefined, 2)),
  ];
}

/** The request again when the root span tells it; else this trace's JSON from the receiver. */
async function curl(traceId: string, rootId: string | undefined): Promise<string> {
  const request = rootId === undefined ? undefined : curlOf((await fetchSpan(traceId, rootId)).attributes);
  return request ?? `curl ${shellQuote(`${location.origin}/api/traces/${traceId}?whole`)}`;
}
