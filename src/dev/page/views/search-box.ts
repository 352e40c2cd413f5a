import { FIELD_BY_NAME, FIELDS } from '../../query/fields.js';
import { formatTerm, MAX_QUERY, parseQuery } from '../../query/parse.js';
import { formatCount } from '../../text/format.js';
import { fetchSuggestions } from '../data/client.js';
import { byId, h } from '../elements/dom.js';

/** A completion: the text that takes the place of the word at the cursor. */
interface Completion {
  readonly text: string;
  readonly note: string;
  /** A field, whose value is still to come. */
  readonly isOpen: boolean;
}

const MAX_COMPLETIONS = 12;

interface SearchBoxOptions {
  /** The text changed. */
  input(text: string): void;
  /** Enter. */
  submit(text: string): void;
}

/** The query line, with completion of fields, attributes and their values (ARIA combobox pattern). */
export class SearchBox {
  readonly element = byId<HTMLInputElement>('query');
  readonly #list = byId('completions');
  #completions: Completion[] = [];
  #active = -1;
  #asked = 0;

  constructor(private readonly options: SearchBoxOptions) {
    this.element.maxLength = MAX_QUERY;
    byId('search').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#close();
      options.submit(this.element.value.trim());
    });
    this.element.addEventListener('input', () => {
      options.input(this.element.value.trim());
      void this.#complete();
    });
    this.element.addEventListener('focus', () => void this.#complete());
    this.element.addEventListener('blur', () => this.#close());
    this.element.addEventListener('keydown', (event) => this.#keydown(event));
  }

  get hasFocus(): boolean {
    return document.activeElement === this.element;
  }

  show(text: string): void {
    if (!this.hasFocus) this.element.value = text;
  }

  #keydown(event: KeyboardEvent): void {
    const isOpen = this.#completions.length > 0 && !this.#list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!isOpen) return;
      const count = this.#completions.length;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#activate(this.#active === -1 && step === -1 ? count - 1 : (this.#active + step + count) % count);
    } else if (event.key === 'Escape' && isOpen) this.#close();
    else if ((event.key === 'Enter' || event.key === 'Tab') && isOpen && this.#active !== -1)
      this.#take(this.#completions[this.#active]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The word at the cursor: from the blank before it. A quoted value with blanks is one word. */
  #word(): { start: number; text: string } {
    const before = this.element.value.slice(0, this.element.selectionStart ?? 0);
    const start = /(?:"(?:[^"\\]|\\.)*"?|[^\s"])*$/.exec(before)?.index ?? before.length;
    return { start, text: before.slice(start) };
  }

  async #complete(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const word = this.#word().text.replace(/^-/, '');
    // Until the answer is there, only what still fits is to choose from.
    const fits = ({ text }: Completion) => text.toLowerCase().includes(word.toLowerCase());
    this.#render(this.#completions.filter(fits));
    const completions = await completionsOf(word).catch(() => []);
    if (asked !== this.#asked || !this.hasFocus) return;
    this.#render(completions);
  }

  #render(completions: Completion[]): void {
    const chosen = this.#completions[this.#active]?.text;
    this.#completions = completions;
    this.#list.replaceChildren(
      ...this.#completions.map((completion, index) => {
        // pointerdown, not click: the box must not lose the focus before.
        const pointerdown = (event: Event) => {
          event.preventDefault();
          this.#take(completion);
        };
        return h(
          'div',
          { role: 'option', id: `completion-${index}`, 'aria-selected': 'false', on: { pointerdown } },
          h('span', { class: 'mono' }, completion.text),
          h('span', { class: 'muted' }, completion.note),
        );
      }),
    );
    this.#active = -1;
    this.element.removeAttribute('aria-activedescendant');
    this.#list.hidden = this.#completions.length === 0;
    this.element.setAttribute('aria-expanded', String(!this.#list.hidden));
    // A list that comes late keeps what was chosen in the one before.
    const index = completions.findIndex(({ text }) => text === chosen);
    if (index !== -1) this.#activate(index);
  }

  #activate(index: number): void {
    this.#list.children[this.#active]?.setAttribute('aria-selected', 'false');
    this.#active = index;
    const option = this.#list.children[index];
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    this.element.setAttribute('aria-activedescendant', `completion-${index}`);
  }

  #take({ text, isOpen }: Completion): void {
    const { start, text: word } = this.#word();
    const { value } = this.element;
    const negation = word.startsWith('-') ? '-' : '';
    const inserted = `${negation}${text}${isOpen ? '' : ' '}`;
    const rest = value.slice(start + word.length).replace(/^\s+/, '');
    this.element.value = value.slice(0, start) + inserted + rest;
    this.element.setSelectionRange(start + inserted.length, start + inserted.length);
    this.#close();
    this.options.input(this.element.value.trim());
    if (isOpen) void this.#complete();
  }

  #close(): void {
    this.#asked += 1;
    this.#render([]);
  }
}

async function completionsOf(word: string): Promise<Completion[]> {
  const match = /^([A-Za-z_][\w.@/-]*)([:=])(.*)$/.exec(word);
  if (match !== null) {
    const [, field = '', operator = ':', prefix = ''] = match;
    return valueCompletions(field, operator as ':' | '=', prefix.replaceAll('"', ''));
  }
  const wanted = word.toLowerCase();
  const fields = FIELDS.filter(({ name }) => name.startsWith(wanted)).map(({ name, meaning }) => ({
    text: `${name}:`,
    note: meaning,
    isOpen: true,
  }));
  const attributes = word.length < 2 ? [] : await fetchSuggestions('', word);
  const named = attributes
    .filter(({ value }) => !FIELD_BY_NAME.has(value) && /^[A-Za-z_][\w.@/-]*$/.test(value))
    .map(({ value, count }) => ({
      text: `${value}:`,
      note: `attribute, ${formatCount(count)}×`,
      isOpen: true,
    }));
  return [...fields, ...named].slice(0, word === '' ? FIELDS.length : MAX_COMPLETIONS);
}

async function valueCompletions(field: string, operator: ':' | '=', prefix: string): Promise<Completion[]> {
  const known = (FIELD_BY_NAME.get(field)?.values ?? [])
    .filter((value) => value.toLowerCase().startsWith(prefix.toLowerCase()))
    .map((value) => ({
      text: /^[<>]/.test(value) ? `${field}${value}` : formatTerm(field, operator, value),
      note: '',
      isOpen: false,
    }));
  const seen = new Set(known.map(({ text }) => text));
  const came = (await fetchSuggestions(field, prefix))
    .map(({ value, count }) => ({
      text: formatTerm(field, operator, value),
      note: `${formatCount(count)}×`,
      isOpen: false,
    }))
    .filter(({ text }) => !seen.has(text) && parseQuery(text).length === 1);
  return [...known, ...came].slice(0, MAX_COMPLETIONS);
}
