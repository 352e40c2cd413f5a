import { h, s } from './dom.js';

const WIDTH = 200;
const HEIGHT = 44;

/** A small line over time from 0 to its largest value, with both figures as text; nothing where there is no value. */
export function plot(
  label: string,
  values: readonly (number | undefined)[],
  format: (value: number) => string,
): HTMLElement {
  const step = WIDTH / (values.length - 1);
  const known = values.flatMap((value, index) => (value === undefined ? [] : [{ x: index * step, value }]));
  const top = Math.max(...known.map(({ value }) => value), 0);
  const last = values.at(-1);
  const now = last === undefined ? '–' : format(last);
  const caption = h('figcaption', {}, h('span', {}, label), h('span', {}, now));
  const description =
    known.length < 2 ? `${label}: too few samples` : `${label}: now ${now}, at most ${format(top)}`;
  const svg = s('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': description,
  });
  if (known.length > 1) {
    const points = known.map(({ x, value }) => {
      const y = HEIGHT - 2 - (top === 0 ? 0 : (value / top) * (HEIGHT - 6));
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    });
    const from = known[0]!.x.toFixed(1);
    svg.append(
      s('path', { class: 'area', d: `M${from},${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z` }),
      s('polyline', { class: 'line', points: points.join(' ') }),
    );
  }
  return h('figure', { class: 'plot' }, caption, svg);
}
