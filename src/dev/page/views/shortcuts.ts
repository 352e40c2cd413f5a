import { button, h } from '../elements/dom.js';
import { setSingleKeys, singleKeysOn } from '../elements/single-keys.js';

const SHORTCUTS: readonly [keys: string[], meaning: string][] = [
  [['/'], 'Search; in a trace: within the trace'],
  [['1', '2', '3', '4', '5', '6'], 'Traces, logs, metrics, map, workers, losses'],
  [['↓', '↑'], 'Next and previous row; also j and k'],
  [['Enter'], 'Open the row'],
  [['→', '←'], 'Expand and collapse a span'],
  [['e'], 'Next error of a trace; E the one before'],
  [['n'], 'Next match in a trace; N the one before'],
  [['l'], 'Show or hide the logs of a trace'],
  [['c'], 'Collapse or expand everything in a trace'],
  [['0'], 'The whole trace again, after a zoom'],
  [['p'], 'Pause and resume the live view'],
  [['Esc'], 'Close the details, then the trace'],
  [['?'], 'This list'],
];

export function openShortcuts(): void {
  const box = h('input', { type: 'checkbox' });
  box.checked = singleKeysOn();
  box.addEventListener('change', () => setSingleKeys(box.checked));
  const rows = SHORTCUTS.flatMap(([keys, meaning]) => [
    h('dt', {}, ...keys.map((key) => h('kbd', {}, key))),
    h('dd', {}, meaning),
  ]);
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'shortcuts-title', on: { close: () => dialog.remove() } },
    h('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    h('dl', {}, ...rows),
    h('label', {}, box, 'Single keys act as shortcuts'),
    button('Close', () => dialog.close()),
  );
  document.body.append(dialog);
  dialog.showModal();
}
