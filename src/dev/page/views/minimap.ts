import type { TraceRow } from '../../api-types.js';
import { TimeRange } from '../data/time-range.js';
import { h } from '../elements/dom.js';
import { serviceColour } from '../elements/service-colour.js';

const HEIGHT = 36;

/** A drag shorter than this is a click. Pixels. */
const MIN_DRAG = 4;

/** The whole trace small, with the part in view marked; dragging chooses another part, a double click the whole. */
export class Minimap {
  readonly element: HTMLElement;
  readonly #canvas = h('canvas', { height: HEIGHT, 'aria-hidden': 'true' });
  readonly #mark = h('div', { class: 'mark' });
  #rows: readonly TraceRow[] = [];
  #whole = new TimeRange(0, 0);

  constructor(zoom: (range: TimeRange) => void) {
    this.element = h(
      'div',
      { class: 'minimap', title: 'Drag to zoom, double click for the whole trace' },
      this.#canvas,
      this.#mark,
    );
    dragRange(this.element, (from, to) => zoom(new TimeRange(this.#whole.at(from), this.#whole.at(to))));
    this.element.addEventListener('dblclick', () => zoom(this.#whole));
    new ResizeObserver(() => this.#draw()).observe(this.element);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
  }

  show(rows: readonly TraceRow[], whole: TimeRange): void {
    this.#rows = rows;
    this.#whole = whole;
    this.#draw();
  }

  mark(range: TimeRange): void {
    const left = this.#whole.percent(range.start);
    this.#mark.hidden = range.length >= this.#whole.length;
    this.#mark.style.left = `${left}%`;
    this.#mark.style.width = `${this.#whole.percent(range.end) - left}%`;
  }

  #draw(): void {
    const ratio = devicePixelRatio;
    const width = this.element.clientWidth;
    const context = this.#canvas.getContext('2d');
    if (width === 0 || context === null) return;
    this.#canvas.width = width * ratio;
    this.#canvas.height = HEIGHT * ratio;
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.element);
    const colours = new Map<string, string>();
    const spans = this.#rows.filter((row) => row.type === 'span');
    const step = Math.min(4, HEIGHT / Math.max(spans.length, 1));
    for (const [index, span] of spans.entries()) {
      const name = span.status === 'error' ? '--error' : serviceColour(span.service);
      if (!colours.has(name)) colours.set(name, style.getPropertyValue(name));
      context.fillStyle = colours.get(name)!;
      const left = (this.#whole.percent(span.offsetMillis) / 100) * width;
      const right = (this.#whole.percent(span.offsetMillis + span.durationMillis) / 100) * width;
      context.fillRect(
        left,
        index * step,
        Math.max(right - left, 1),
        Math.max(step * 0.8, span.status === 'error' ? 2 : 0.6),
      );
    }
  }
}

/** Calls `choose` with the part of an element's width, each from 0 to 1, that a pointer was dragged over. */
export function dragRange(
  element: HTMLElement,
  choose: (from: number, to: number) => void,
  area: () => DOMRect = () => element.getBoundingClientRect(),
): void {
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { left, width, top, height } = area();
    if (event.clientX < left || event.clientX > left + width) return;
    const start = event.clientX;
    const shade = h('div', { class: 'drag' });
    const part = (x: number) => Math.max(0, Math.min(1, (x - left) / width));
    const move = ({ clientX }: PointerEvent) => {
      if (shade.parentElement === null && Math.abs(clientX - start) < MIN_DRAG) return;
      document.body.append(shade);
      shade.style.left = `${Math.min(Math.max(Math.min(start, clientX), left), left + width)}px`;
      shade.style.width = `${Math.abs(part(clientX) - part(start)) * width}px`;
      shade.style.top = `${top}px`;
      shade.style.height = `${height}px`;
    };
    const end = ({ clientX, type }: PointerEvent) => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
      removeEventListener('pointercancel', end);
      if (shade.parentElement === null) return;
      shade.remove();
      if (type === 'pointercancel') return;
      // The click that follows belongs to the drag.
      addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
      setTimeout(() => dispatchEvent(new Event('click')), 0);
      const [from, to] = [part(start), part(clientX)].sort((one, other) => one - other) as [number, number];
      choose(from, to);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
    addEventListener('pointercancel', end);
  });
}
