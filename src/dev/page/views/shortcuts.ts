import { h } from '../lib/dom.js';

const SHORTCUTS: readonly [keys: string[], meaning: string][] = [
  [['/'], 'Search by correlation ID, trace ID or name'],
  [['1', '2', '3', '4'], 'Traces, logs, workers, losses'],
  [['↓', '↑'], 'Next and previous row; also j and k'],
  [['Enter'], 'Open the row'],
  [['→', '←'], 'Expand and collapse a span'],
  [['l'], 'Show or hide the logs of a trace'],
  [['p'], 'Pause and resume the live view'],
  [['Esc'], 'Close the details, then the trace'],
  [['?'], 'This list'],
];

const STORAGE_KEY = 'tracebridge.singleKeys';

let singleKeys = stored() !== 'off';

/** Single-key shortcuts can be turned off (WCAG 2.2, 2.1.4). */
export function singleKeysOn(): boolean {
  return singleKeys;
}

/** A browser that blocks site data throws on any use of the storage; the choice then lasts as long as the page. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function setSingleKeys(isOn: boolean): void {
  singleKeys = isOn;
  try {
    localStorage.setItem(STORAGE_KEY, isOn ? 'on' : 'off');
  } catch {
    // See stored().
  }
}

export function openShortcuts(): void {
  const box = h('input', { type: 'checkbox' });
  box.checked = singleKeys;
  box.addEventListener('change', () => setSingleKeys(box.checked));
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'shortcuts-title', on: { close: () => dialog.remove() } },
    h('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    h(
      'dl',
      {},
      ...SHORTCUTS.flatMap(([keys, meaning]) => [
        h('dt', {}, ...keys.map((key) => h('kbd', {}, key))),
        h('dd', {}, meaning),
      ]),
    ),
    h('label', {}, box, 'Single keys act as shortcuts'),
    h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Close'),
  );
  document.body.append(dialog);
  dialog.showModal();
}
