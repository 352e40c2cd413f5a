import { plural } from '../../text/format.js';
import { button, h } from './dom.js';

/** Characters shown of a longer text until all are asked for. */
const MAX_SHOWN = 2_000;

/** A text as `make` shows it; of a long one its beginning, with a button for the rest. */
export function longText(text: string, make: (text: string) => HTMLElement): HTMLElement {
  if (text.length <= MAX_SHOWN) return make(text);
  const beginning = `${text.slice(0, MAX_SHOWN).replace(/[\ud800-\udbff]$/, '')}…`;
  const more = `Show all ${plural(text.length, 'character')}`;
  const toggle = button(
    more,
    () => {
      const isWhole = toggle.ariaExpanded === 'true';
      toggle.previousElementSibling?.replaceWith(make(isWhole ? beginning : text));
      toggle.ariaExpanded = String(!isWhole);
      toggle.textContent = isWhole ? more : 'Show its beginning';
    },
    { class: 'link', 'aria-expanded': 'false' },
  );
  return h('div', {}, make(beginning), toggle);
}
