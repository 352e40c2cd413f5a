import { forShell } from '../../shared/shell.js';
import { copyText } from '../lib/copy.js';
import { h } from '../lib/dom.js';
import { isWindows } from '../lib/windows.js';

/** The line that starts an app so that it sends here, for the shell at hand. 4318 is where apps send by themselves. */
function startCommand(): string[] {
  const variable = location.port === '4318' ? [] : [`OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin}`];
  const [settings] = variable.map((text) => forShell(`${text} `, isWindows).trim());
  return [...(settings === undefined ? [] : [settings]), 'node --require', 'tracebridge/register app.js'];
}

/** What a view shows when there is nothing else, with the one line that changes that. */
export function emptyState(title: string, text: string): HTMLElement {
  const parts = startCommand();
  const command = parts.join(' ');
  const button: HTMLButtonElement = h(
    'button',
    { type: 'button', 'aria-label': 'Copy the command', on: { click: () => void copyText(command, button) } },
    'Copy',
  );
  return h(
    'div',
    { class: 'empty' },
    h('h2', {}, title),
    h('p', {}, text),
    h(
      'div',
      { class: 'command' },
      h('code', {}, ...parts.flatMap((part) => [h('span', {}, part), ' '])),
      button,
    ),
  );
}

/** A view's message without the command: nothing matches, no longer kept, not reachable. */
export function message(title: string, text: string): HTMLElement {
  return h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text));
}
