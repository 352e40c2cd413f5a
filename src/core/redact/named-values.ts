import { BACKSLASH, isQuote, isUnopened, nestedEnd, quoteEnd } from './delimiters.js';
import { isDescribedIn } from './description.js';
import { headerEnd, isSecretHeader, schemeOf } from './header-value.js';
import type { NameTraits, TraitsOf } from './name-traits.js';
import { ADDRESS, type Form, isSecretValue } from './secret-value.js';
import { DIGITS, LOWER_LETTERS, UPPER_LETTERS, unitTable } from './units.js';
import { isCode, isMeasure, isPlaceholder, isRemark } from './value-shape.js';

/** Twelve or more words, as of BIP 39. */
const PHRASE = /(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8}/y;

/** Of a list that began under a plural name: `backup codes: k4…, x7…`. */
const MORE_ITEMS = /(?:,\s?(?=[\w-]{0,31}\d)[\w-]{6,32}(?![\w-]))+/y;

const MAX_NAME_CHARS = 64;
const MAX_SPACES = 8;
/** Of a quote in JSON inside of JSON, four times. */
const MAX_ESCAPES = 15;
const MAX_DESCRIPTION_CHARS = 1_024;
/** Longer values are judged by their beginning. */
const JUDGED_CHARS = 128;

const TAB = 9;
const SPACE = 32;
const OPEN = 40;
const CLOSE = 41;
const SLASH = 47;
const COLON = 58;
const EQUALS = 61;
const GREATER = 62;
const BRACKET = 93;

function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

/** Letters, digits, `_`, `-` and `.`; and of other scripts all but signs and spaces: `contraseña`, `пароль`. */
const NAME_UNITS = unitTable([1, `${LOWER_LETTERS}${UPPER_LETTERS}${DIGITS}_.-`]);

function isNameUnit(unit: number): boolean {
  return unit < 128
    ? NAME_UNITS[unit] === 1
    : unit >= 0xc0 && (unit < 0x2000 || unit > 0x303f) && unit < 0xd800;
}

/** Between a name and its value in programs: `let apiKey: string = …`. */
const TYPE = /^(?:string|String|str)$/;
/** Ends a value that is not quoted. */
const TIGHT_END = /[\s&;,"'<>\\]/g;
const LOOSE_END = /[\s&;,|"'<>\\]/g;
const LABEL_END = /[\s,;"'`\\]/g;
const LINE_END = /[\r\n]/g;
/** Last words of names that are written apart: `api key`, `verification code`. */
const APART = /(?:key|code|number|token|phrase|pin|id|passe)s?$/i;
const STRING_PREFIX = /[bBuUrRfFlLnN]/;
/**
 * Masks the values of secret names: `password=…`, `"token": "…"`, `api_key = …`, `X-Auth-Token: …`, `'secret' => '…'`,
 * `user[password]=…`, `Key (token)=(…)`, at each level of JSON inside of JSON. One pass over the separators; a value
 * that is no secret is searched in its turn, one that is masked is skipped, and looking back is bounded, so the time
 * is linear.
 */
export function maskNamedValues(
  text: string,
  replacement: string,
  traitsOf: TraitsOf,
  onMask: () => void,
): string {
  return new Search(text, replacement, traitsOf, onMask).run();
}

class Search {
  private clean = '';
  /** Where the text begins that is not yet in {@link clean}. */
  private from = 0;
  /** Of the name that was read last. */
  private nameStart = 0;
  private isNameQuoted = false;
  private nameQuote = '';
  /** The last find of each expression: from where to where there is none. */
  private readonly ends = new Map<RegExp, [start: number, end: number]>();

  constructor(
    private readonly text: string,
    private readonly replacement: string,
    private readonly traitsOf: TraitsOf,
    private readonly onMask: () => void,
  ) {}

  run(): string {
    const { text } = this;
    const { length } = text;
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === COLON || unit === EQUALS) at = Math.max(at, this.separator(at, unit));
    }
    return this.from === 0 ? text : this.clean + text.slice(this.from);
  }

  /** @returns where to go on, less one */
  private separator(at: number, unit: number): number {
    const { text } = this;
    let next = text.charCodeAt(at + 1);
    const before = text.charCodeAt(at - 1);
    let valueAt = at + 1;
    let isArrow = false;
    if (unit === EQUALS) {
      if (next === EQUALS) return at + 1;
      // Comparisons.
      if (before === GREATER || before === 33 || before === 60) return at;
      if (next === GREATER) {
        isArrow = true;
        valueAt++;
      }
    } else {
      if (next === COLON) return at;
      if (next === 47 && text.charCodeAt(at + 2) === 47) return at + 2;
      if (next === EQUALS) valueAt++;
    }
    let end = at;
    if (unit === COLON) while (at - end < MAX_SPACES && text.charCodeAt(end - 1) === COLON) end--;
    // `:=`, `?=`, `+=` and `.=` assign as well.
    if (unit === EQUALS && (before === 63 || before === 43 || before === 46)) end--;
    const isApart = isBlank(text.charCodeAt(end - 1));
    while (at - end < MAX_SPACES && isBlank(text.charCodeAt(end - 1))) end--;
    if (end <= this.from) return at;
    if (text.charCodeAt(end - 1) === CLOSE) return unit === EQUALS ? this.columns(at, end - 1) : at;
    let traits = this.nameBefore(end);
    if (traits === undefined || !traits.isSecret) return at;
    const isFlag = unit === COLON && this.isWindowsFlag();
    if (isFlag) traits = { ...traits, isStrong: true };
    const tightAt = valueAt;
    while (valueAt - tightAt < MAX_SPACES && isBlank(text.charCodeAt(valueAt))) valueAt++;
    next = text.charCodeAt(valueAt);
    if (Number.isNaN(next) || text.startsWith(this.replacement, valueAt)) return at;
    if (unit === COLON && traits.isHeader && !this.isNameQuoted) return this.header(valueAt) ?? at;
    const isSpaced = isApart || valueAt > tightAt;
    const form =
      unit === COLON && text.charCodeAt(at + 1) !== EQUALS && !isFlag
        ? 'label'
        : isArrow || isSpaced
          ? 'loose'
          : 'tight';
    return (
      this.quoted(valueAt, traits) ??
      this.nested(valueAt, traits, form) ??
      this.bare(valueAt, traits, form, form !== 'label' || isSpaced) ??
      at
    );
  }

  /** `/pass:…` */
  private isWindowsFlag(): boolean {
    return (
      this.text.charCodeAt(this.nameStart - 1) === SLASH && isBlank(this.text.charCodeAt(this.nameStart - 2))
    );
  }

  /** What the name that ends here says; undefined when there is none. */
  private nameBefore(end: number): NameTraits | undefined {
    const { text } = this;
    let last = end - 1;
    // user[password], user['password'], { [password] => … }
    if (text.charCodeAt(last) === BRACKET) last--;
    const quote = text.charCodeAt(last);
    this.isNameQuoted = isQuote(quote);
    if (this.isNameQuoted) {
      const end = last + 1;
      last--;
      while (end - last <= MAX_ESCAPES + 1 && text.charCodeAt(last) === BACKSLASH) last--;
      this.nameQuote = text.slice(last + 1, end);
    }
    let start = last;
    const floor = Math.max(this.from, last - MAX_NAME_CHARS);
    while (start >= floor && isNameUnit(text.charCodeAt(start))) start--;
    if (start === last) return undefined;
    this.nameStart = start + 1;
    const name = text.slice(start + 1, last + 1);
    let traits = this.traitsOf(name);
    if (traits.isSecret) return traits;
    if (TYPE.test(name)) {
      while (start >= floor && (isBlank(text.charCodeAt(start)) || text.charCodeAt(start) === COLON)) start--;
      const typed = text.slice(Math.max(floor, start - MAX_NAME_CHARS), start + 1).match(/[\w.-]+$/)?.[0];
      return typed === undefined ? traits : this.traitsOf(typed);
    }
    // The escape of a line break in JSON looks like a letter of the name.
    if (text.charCodeAt(start) === BACKSLASH && /^[nrt]/.test(name)) traits = this.traitsOf(name.slice(1));
    else if (isBlank(text.charCodeAt(start)) && APART.test(name))
      traits = this.traitsOf(this.wordsBefore(start, floor) + name);
    return traits;
  }

  /** Up to two words before a word of a name, as in "the client api key". */
  private wordsBefore(end: number, floor: number): string {
    const { text } = this;
    let start = end;
    for (let words = 0; words < 2 && start > floor && isBlank(text.charCodeAt(start)); words++) {
      let next = start - 1;
      while (next >= floor && isNameUnit(text.charCodeAt(next))) next--;
      start = next;
    }
    return text.slice(start + 1, end + 1);
  }

  /** `"…"`, `'…'`, `\"…\"`, `b'…'`. */
  private quoted(at: number, traits: NameTraits): number | undefined {
    const { text } = this;
    let start = at;
    if (isQuote(text.charCodeAt(start + 1)) && STRING_PREFIX.test(text[start] as string)) start++;
    let escapes = 0;
    while (escapes < MAX_ESCAPES && text.charCodeAt(start) === BACKSLASH) {
      start++;
      escapes++;
    }
    const quote = text.charCodeAt(start);
    if (!isQuote(quote)) return undefined;
    start++;
    const end = quoteEnd(text, start, quote, escapes);
    const value = text.slice(start, end);
    // At a name in quotes, as in JSON, words are values; else they may tell of a secret.
    const judged = this.isNameQuoted ? { ...traits, isStrong: true } : traits;
    if (value.startsWith(this.replacement)) return end - 1;
    const scheme = traits.isHeader ? schemeOf(value) : '';
    if (scheme.length === value.length || !isSecretValue(judged, value.slice(0, JUDGED_CHARS), 'quoted'))
      return undefined;
    return this.mask(start + scheme.length, end);
  }

  /** Lists and objects: `"tokens":["…"]`, `"password":{"value":"…"}`, `secrets: [ '…' ]`, `PWD={…}`. */
  private nested(at: number, traits: NameTraits, form: Form): number | undefined {
    const { text } = this;
    const first = text[at] as string;
    if (first !== '[' && first !== '{') return undefined;
    let inner = at + 1;
    while (inner - at < MAX_SPACES && /\s/.test(text.charAt(inner))) inner++;
    const head = text.charAt(inner);
    if (
      head === '' ||
      head === ']' ||
      head === '}' ||
      isPlaceholder(this.text.slice(at, at + MAX_NAME_CHARS).split(/(?<=\})/, 1)[0] as string)
    )
      return undefined;
    const isText = isQuote(head.charCodeAt(0)) || head === '\\';
    const isData = isText || head === '{' || head === '[' || (form === 'tight' && first === '{');
    if (!isData && !this.isNameQuoted) return undefined;
    if (!isText && traits.isCount && /[\d\s]/.test(head)) return undefined;
    const end = nestedEnd(text, at);
    if (head !== '[' && isDescribedIn(text.slice(at, Math.min(end, at + MAX_DESCRIPTION_CHARS))))
      return undefined;
    // In place of JSON's list or object stands a text, so that JSON stays JSON.
    const quote = this.isNameQuoted ? this.nameQuote : '';
    return this.mask(at, end, `${quote}${this.replacement}${quote}`);
  }

  private bare(start: number, traits: NameTraits, form: Form, isSpaced: boolean): number | undefined {
    const { text } = this;
    if (traits.isPhrase) {
      PHRASE.lastIndex = start;
      if (PHRASE.test(text)) return this.mask(start, PHRASE.lastIndex);
    }
    const expression = form === 'label' ? LABEL_END : form === 'loose' ? LOOSE_END : TIGHT_END;
    let end = this.find(expression, start);
    if (end - start <= JUDGED_CHARS) while (end > start && isUnopened(text.slice(start, end))) end--;
    const value = text.slice(start, Math.min(end, start + JUDGED_CHARS));
    // this.password = password;
    if (
      form === 'loose' &&
      text
        .slice(this.nameStart, start)
        .split(/[.\s:=?+]+/)
        .at(-2) === value
    )
      return undefined;
    const isQuery =
      form === 'tight' &&
      (this.nameStart === 0 ? text[end] === '&' : /[?&]/.test(text.charAt(this.nameStart - 1)));
    // Names of a kind, as in `session:42` and `arn:aws:secretsmanager:…:secret:db`.
    if (
      form === 'label' &&
      !isSpaced &&
      !this.isNameQuoted &&
      (text.charCodeAt(this.nameStart - 1) === COLON || (!traits.isStrong && value.length < 16))
    )
      return undefined;
    if (
      !isSecretValue(traits, value, isQuery ? 'query' : form) &&
      !(form === 'label' && this.isWholeLine(start, end, value, traits))
    )
      return undefined;
    if (traits.isCount) {
      MORE_ITEMS.lastIndex = end;
      if (MORE_ITEMS.test(text)) end = MORE_ITEMS.lastIndex;
    }
    return this.mask(start, end);
  }

  /** `password: letmein` alone on its line, as YAML has it. */
  private isWholeLine(start: number, end: number, value: string, traits: NameTraits): boolean {
    if (!traits.isStrong || value.length < 4 || !/^[\w!@#$%^&*+=.-]+$/.test(value)) return false;
    const { text, nameStart } = this;
    const isFirst =
      nameStart === 0 || /(?:^|\n)[ \t-]{0,16}$/.test(text.slice(Math.max(0, nameStart - 16), nameStart));
    const rest = text.charAt(end);
    return (
      isFirst &&
      text.charCodeAt(start - 1) === SPACE &&
      (rest === '' || rest === '\n' || rest === '\r') &&
      !isRemark(value) &&
      !isMeasure(value) &&
      !isCode(value) &&
      !ADDRESS.test(value)
    );
  }

  /** `Authorization: <scheme> …` and `Cookie: …`: to the end of the line, or to the quote around the whole header. */
  private header(start: number): number | undefined {
    const value = this.text.slice(start, start + JUDGED_CHARS).split(/[\r\n]/, 1)[0] as string;
    const scheme = schemeOf(value);
    const rest = value.slice(scheme.length);
    if (rest.startsWith(this.replacement) || !isSecretHeader(scheme, rest)) return undefined;
    const end = headerEnd(this.text, start, this.find(LINE_END, start), this.text.charAt(this.nameStart - 1));
    return this.mask(start + scheme.length, end);
  }

  /** PostgreSQL's `Key (email, token)=(a@b, …) already exists.` */
  private columns(at: number, close: number): number {
    const { text } = this;
    if (text.charCodeAt(at + 1) !== OPEN) return at;
    const floor = Math.max(this.from, close - 4 * MAX_NAME_CHARS);
    const open = text.lastIndexOf('(', close);
    if (open < floor) return at;
    const isSecret = text
      .slice(open + 1, close)
      .split(/[\s,"()]+/)
      .some((name) => this.traitsOf(name.replace(/::\w+$/, '')).isSecret);
    if (!isSecret || text.startsWith(this.replacement, at + 2)) return at;
    let end = text.indexOf(')', at + 2);
    if (end === -1) end = text.length;
    return this.mask(at + 2, end);
  }

  /** Remembered, since many names may lie before the same end. */
  private find(expression: RegExp, start: number): number {
    const known = this.ends.get(expression);
    if (known !== undefined && start >= known[0] && start <= known[1]) return known[1];
    expression.lastIndex = start;
    const end = expression.exec(this.text)?.index ?? this.text.length;
    this.ends.set(expression, [start, end]);
    return end;
  }

  private mask(start: number, end: number, mask = this.replacement): number {
    this.clean += this.text.slice(this.from, start) + mask;
    this.from = end;
    this.onMask();
    return end - 1;
  }
}
