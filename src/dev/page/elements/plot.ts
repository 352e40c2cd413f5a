import { h, s } from './dom.js';

const WIDTH = 200;
const HEIGHT = 44;

/** A small line over time from 0 to its largest value, with both figures as text. */
export function plot(
  label: string,
  values: readonly number[],
  format: (value: number) => string,
): HTMLElement {
  const top = Math.max(...values, 0);
  const last = values.at(-1);
  const now = last === undefined ? '–' : format(last);
  const caption = h('figcaption', {}, h('span', {}, label), h('span', {}, now));
  const description =
    values.length < 2 ? `${label}: too few samples` : `${label}: now ${now}, at most ${format(top)}`;
  const svg = s('svg', {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: 'none',
    role: 'img',
    'aria-label': description,
  });
  if (values.length > 1) {
    const step = WIDTH / (values.length - 1);
    const points = values.map((value, index) => {
      const y = HEIGHT - 2 - (top === 0 ? 0 : (value / top) * (HEIGHT - 6));
      return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
    });
    svg.append(
      s('path', { class: 'area', d: `M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z` }),
      s('polyline', { class: 'line', points: points.join(' ') }),
    );
  }
  return h('figure', { class: 'plot' }, caption, svg as unknown as HTMLElement);
}
