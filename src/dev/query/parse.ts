/** How a value is compared: `:` contains (any case, `*` matches the rest), `=` is exactly, the others are numeric. */
type Operator = ':' | '=' | '>' | '>=' | '<' | '<=';

/** One condition of a query. */
export interface Term {
  /** The field or attribute; '' for text that is looked for everywhere. */
  readonly field: string;
  readonly operator: Operator;
  readonly value: string;
  /** Written with `-` before it. */
  readonly negated: boolean;
  /** Where the term stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** Characters of a query: it travels in an address, of which Node.js takes 16 KiB, each up to nine letters. */
export const MAX_QUERY = 1_000;

const FIELD = /^([A-Za-z_@][\w.@/-]*)(>=|<=|[:=<>])/;

/**
 * Reads a query such as `service:shop status:5xx duration>100ms -route:/health "card declined"`: all terms must hold.
 * Any text is a query; what is not `field:value` is looked for everywhere, words beside each other as one text.
 */
export function parseQuery(text: string): Term[] {
  const terms: Term[] = [];
  for (const { index, 0: token } of text.matchAll(/(?:"(?:[^"\\]|\\.)*"?|[^\s"])+/g)) {
    const negated = token.length > 1 && token.startsWith('-');
    const body = negated ? token.slice(1) : token;
    const [, field = '', operator = ':'] = FIELD.exec(body) ?? [];
    const rest = field === '' ? body : body.slice(field.length + operator.length);
    // A URL is text, not the field "http"; a field whose value is still to come asks for nothing.
    const isText = field === '' || rest.startsWith('//');
    const value = unquote(isText ? body : rest);
    if (value === '') continue;
    const place = { negated, start: index, end: index + token.length };
    const before = terms.at(-1);
    if (!isText) terms.push({ field, operator: operator as Operator, value, ...place });
    else if (before !== undefined && isPlain(before, text) && isPlain({ field: '', ...place }, text)) {
      // Words beside each other are one text, as they were typed.
      const phrase = text.slice(before.start, place.end);
      terms[terms.length - 1] = { ...before, value: phrase, end: place.end };
    } else terms.push({ field: '', operator: ':', value, ...place });
  }
  return terms;
}

/** A term as text that {@link parseQuery} reads back. */
export function formatTerm(field: string, operator: Operator, value: string): string {
  const quoted =
    value === '' || /[\s"]/.test(value) || (field === '' && (value.startsWith('-') || FIELD.test(value)))
      ? `"${value.replace(/["\\]/g, '\\$&')}"`
      : value;
  return field === '' ? quoted : `${field}${operator}${quoted}`;
}

/** The query with its terms of a field replaced by one, or taken out when `term` is undefined. */
export function withTerm(text: string, field: string, term: string | undefined): string {
  const others = parseQuery(text)
    .filter((other) => other.field !== field)
    .map(({ start, end }) => text.slice(start, end));
  return [...others, ...(term === undefined ? [] : [term])].join(' ');
}

function isPlain(term: Pick<Term, 'field' | 'negated' | 'start' | 'end'>, text: string): boolean {
  return term.field === '' && !term.negated && !text.slice(term.start, term.end).includes('"');
}

function unquote(text: string): string {
  return text.replace(/"((?:[^"\\]|\\.)*)"?/g, (_all, inner: string) => inner.replace(/\\(.)/g, '$1'));
}
