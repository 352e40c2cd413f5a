import { visible } from '../../text/printable.js';

type Child = Node | string | number | undefined | false;

interface Properties {
  class?: string | false | undefined;
  /** Listeners by event name. */
  on?: Record<string, (event: Event) => void>;
  /** Any attribute; undefined and false leave it out, true makes it empty. */
  [attribute: string]: unknown;
}

/** Attributes whose text people get. */
const SHOWN = ['title', 'aria-label'];

/**
 * Makes an element. Text is always set as text: telemetry is hostile input, so there is no way to pass markup, and the
 * content security policy forbids inline scripts besides. Characters that hide or reverse text are shown by their code.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') addListeners(element, value as Properties['on']);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false)
      element.setAttribute(name, SHOWN.includes(name) ? visible(String(value)) : String(value));
  }
  append(element, children);
  return element;
}

/** A button, with its attributes. */
export function button(
  label: Child,
  click: (event: Event) => void,
  properties: Properties = {},
): HTMLButtonElement {
  return h('button', { type: 'button', ...properties, on: { click } }, label);
}

/** As {@link h}, of SVG. */
export function s(
  tag: string,
  attributes: Record<string, string | number>,
  ...children: Child[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  append(element, children);
  return element;
}

export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element as T;
}

/** Does what makes the content of an element anew; in it the focus stays on the same place, or on what looks alike. */
export function keepingFocus(parent: Element, change: () => void): void {
  const focused = document.activeElement as HTMLElement;
  const alike = () =>
    [...parent.querySelectorAll<HTMLElement>('a, button, input')].filter(
      (element) => lookOf(element) === lookOf(focused),
    );
  const index = alike().indexOf(focused);
  change();
  if (index !== -1) alike()[index]?.focus({ preventScroll: true });
}

function lookOf(element: HTMLElement): string {
  return element.getAttribute('href') ?? (element.title || element.textContent);
}

/** Says something to screen readers. */
export function announce(text: string): void {
  byId('announcer').textContent = text;
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined && child !== false)
      element.append(child instanceof Node ? child : visible(String(child)));
  }
}

function addListeners(element: HTMLElement, listeners: Properties['on']): void {
  for (const [event, listener] of Object.entries(listeners ?? {})) element.addEventListener(event, listener);
}
