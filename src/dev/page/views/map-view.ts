import type { ServiceMap, ServiceNode } from '../../api-types.js';
import { formatTerm } from '../../query/parse.js';
import { formatCount, formatMillis, plural } from '../../text/format.js';
import { fetchServiceMap } from '../data/client.js';
import { goTo, listHash } from '../data/route.js';
import { SlowRefresh } from '../data/slow-refresh.js';
import { h, keepingFocus, s } from '../elements/dom.js';
import { headings, numberCell, table } from '../elements/table.js';
import { emptyState } from './empty.js';
import type { PageState, View } from './view.js';

const COLUMN = 370;
const ROW = 92;
/** How far an edge between two services of one column bends out. */
const BACK = 50;
const BOX = { width: 300, height: 60 };
const MAX_NAME = 32;

/** Which service calls which, with calls, errors and the 95th percentile; the same as a table for everybody. */
export class MapView implements View {
  readonly element = h('section', { class: 'scroll', 'aria-label': 'Service map', tabindex: 0 });
  /** Stays, so that it is not scrolled back when something came. */
  readonly #drawing = h('div', { class: 'map', tabindex: 0, role: 'region', 'aria-label': 'Drawing' });
  #shown = '';
  readonly #refresh = new SlowRefresh(() => void this.#load());

  show(): void {
    void this.#load();
  }

  update(_model: unknown, { isPaused }: PageState): void {
    this.#refresh.ask(isPaused);
  }

  async #load(): Promise<void> {
    const map = await fetchServiceMap().catch(() => undefined);
    const text = JSON.stringify(map);
    if (map === undefined || text === this.#shown) return;
    this.#shown = text;
    if (map.nodes.length === 0) {
      this.element.replaceChildren(
        emptyState('No services yet', 'Services appear here with their calls of each other.'),
      );
      return;
    }
    this.#drawing.replaceChildren(drawing(map));
    if (this.#drawing.parentElement !== this.element) this.element.replaceChildren(this.#drawing);
    keepingFocus(this.element, () => {
      this.#drawing.nextElementSibling?.remove();
      this.element.append(callsTable(map));
    });
  }
}

/** Callers stand left of what they call; a service of a cycle where it is met first. */
function columnsOf({ nodes, edges }: ServiceMap): Map<string, number> {
  const columns = new Map<string, number>();
  const place = (roots: readonly string[]) => {
    for (let [column, level] = [0, roots]; level.length > 0; column += 1) {
      for (const service of level) columns.set(service, column);
      const next = edges.filter(({ from, to }) => level.includes(from) && !columns.has(to));
      level = [...new Set(next.map(({ to }) => to))];
    }
  };
  const callees = new Set(edges.map(({ to }) => to));
  const services = nodes.map(({ service }) => service);
  place(services.filter((service) => !callees.has(service)));
  for (const service of services) if (!columns.has(service)) place([service]);
  return columns;
}

/** From the caller's right side to the left one of what it calls; back, from left to right, a little lower. */
function curve(start: { x: number; y: number }, end: { x: number; y: number }): string {
  const isBack = end.x <= start.x;
  const [x1, x2] = isBack ? [start.x, end.x + BOX.width] : [start.x + BOX.width, end.x];
  const [y1, y2] = [start, end].map(({ y }) => y + BOX.height / (isBack ? 1.3 : 2));
  const middle = start.x === end.x ? x2 + BACK : (x1 + x2) / 2;
  return `M${start.x === end.x ? x2 : x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}

function drawing(map: ServiceMap): SVGElement {
  const columns = columnsOf(map);
  const places = new Map<string, { x: number; y: number }>();
  const filled = new Map<number, number>();
  for (const { service } of map.nodes) {
    const column = columns.get(service)!;
    const row = filled.get(column) ?? 0;
    filled.set(column, row + 1);
    places.set(service, { x: 10 + column * COLUMN, y: 10 + row * ROW });
  }
  const width = (Math.max(...columns.values()) + 1) * COLUMN;
  const height = Math.max(...filled.values()) * ROW + 20;
  const svg = s('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': 'Services and their calls; the table below says the same',
  });
  svg.append(arrow());
  const most = Math.max(...map.edges.map(({ calls }) => calls), 1);
  for (const { from, to, calls, errors } of map.edges) {
    const [start, end] = [places.get(from)!, places.get(to)!];
    svg.append(
      s('path', {
        class: errors > 0 ? 'edge failing' : 'edge',
        d: curve(start, end),
        'marker-end': 'url(#arrow)',
        'stroke-width': 1 + (calls / most) * 5,
      }),
    );
  }
  for (const node of map.nodes) svg.append(box(node, places.get(node.service)!));
  return svg;
}

/** The head of each edge. */
function arrow(): SVGElement {
  const place = { viewBox: '0 0 8 8', refX: 7, refY: 4, orient: 'auto' };
  const size = { markerUnits: 'userSpaceOnUse', markerWidth: 12, markerHeight: 12 };
  return s('defs', {}, s('marker', { id: 'arrow', ...place, ...size }, s('path', { d: 'M0,0 L8,4 L0,8 Z' })));
}

function box(
  { service, calls, errors, p95Millis }: ServiceNode,
  { x, y }: { x: number; y: number },
): SVGElement {
  const label = (className: string, dy: number, content: string) =>
    s('text', { class: className, x: 12, y: dy }, content);
  const letters = [...service];
  const name = letters.length > MAX_NAME ? `${letters.slice(0, MAX_NAME - 1).join('')}…` : service;
  const failed = errors > 0 ? `, ${((errors / Math.max(calls, 1)) * 100).toFixed(1)} % failed` : '';
  const element = s(
    'g',
    { class: 'service-box' },
    s('rect', { class: errors > 0 ? 'node failing' : 'node', x, y, ...BOX, rx: 8 }),
    s('title', {}, service),
    // What is wider than the box is cut there.
    s(
      'svg',
      { x, y, width: BOX.width - 8, height: BOX.height },
      label('node-name', 24, name),
      label('node-figures', 44, `${plural(calls, 'call')}, p95 ${formatMillis(p95Millis)}${failed}`),
    ),
  );
  // For the pointer: the table below has the same as links.
  element.addEventListener('click', () => goTo(hashOf(service)));
  return element;
}

/** Leads to the traces of a service. */
function hashOf(service: string): string {
  return listHash('traces', formatTerm('service', '=', service));
}

function callsTable({ nodes, edges }: ServiceMap): HTMLElement {
  const link = (service: string) => h('a', { href: hashOf(service) }, service);
  const rows = [
    ...edges.map((edge) => ({ ...edge, from: h('td', {}, link(edge.from)) })),
    ...nodes
      .filter(({ service }) => !edges.some(({ to }) => to === service))
      .map((node) => ({ ...node, from: h('td', { class: 'muted' }, 'from outside'), to: node.service })),
  ].map(({ from, to, calls, errors, p95Millis }) => {
    const failed = numberCell(formatCount(errors), errors > 0 ? 'errors' : '');
    const figures = [numberCell(formatCount(calls)), failed, numberCell(formatMillis(p95Millis))];
    return h('tr', {}, from, h('td', {}, link(to)), ...figures);
  });
  const head = headings(['From', 'To', 'Calls', 'Errors', 'p95'], (index) => index > 1);
  return table({ label: 'Calls between services' }, head, rows);
}
