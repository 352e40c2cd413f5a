import { forShell } from '../../text/shell.js';
import { copyText } from '../elements/copy.js';
import { button, h } from '../elements/dom.js';
import { isWindows } from '../elements/windows.js';

/** The line that starts an app so that it sends here, for the shell at hand. 4318 is where apps send by themselves. */
function startCommand(): string[] {
  const variable = `OTEL_EXPORTER_OTLP_ENDPOINT=${location.origin} `;
  const settings = location.port === '4318' ? [] : [forShell(variable, isWindows).trim()];
  return [...settings, 'node --require', 'tracebridge/register app.js'];
}

/** What a view shows when there is nothing else, with the one line that changes that. */
export function emptyState(title: string, text: string): HTMLElement {
  const parts = startCommand();
  const command = parts.join(' ');
  const copy = button('Copy', () => void copyText(command, copy), { 'aria-label': 'Copy the command' });
  const code = h('code', {}, ...parts.flatMap((part) => [h('span', {}, part), ' ']));
  const element = message(title, text);
  element.append(h('div', { class: 'command' }, code, copy));
  return element;
}

/** A view's message without the command: nothing matches, no longer kept, not reachable. */
export function message(title: string, text: string): HTMLElement {
  return h('div', { class: 'empty' }, h('h2', {}, title), h('p', {}, text));
}
