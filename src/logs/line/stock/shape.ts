import type { Values } from '../../../config/values.js';
import { isTelling } from '../../../core/redact/beside.js';
import { PREFIX } from '../../../core/renamed.js';
import { traitsOf } from '../../record/plain-text.js';
import { isReserved } from '../../record/reserved.js';
import { getLinePreset } from '../presets/current.js';
import { jsonString } from '../quote.js';
import type { Addition, Names } from './addition.js';

/** What a field of an info is for its line and its record. */
export const FIELD = 0;
export const LEVEL_FIELD = 1;
export const MESSAGE_FIELD = 2;
export const LABEL_FIELD = 3;
/** Of a name that the context has too. */
export const SHARED = 4;
export type Role =
  | typeof FIELD
  | typeof LEVEL_FIELD
  | typeof MESSAGE_FIELD
  | typeof LABEL_FIELD
  | typeof SHARED;

/** Names that formats, transports or the record have a meaning for: such infos go winston's way. */
const SPECIAL: ReadonlySet<string> = new Set(['timestamp', 'stack', 'exception', 'splat', '__proto__']);
/** And these, of a context: capturing puts them over the line's own. */
const SPECIAL_IN_CONTEXT = ['label', ...SPECIAL];

const MAX_FIELDS = 40;
const MAX_NAME_CHARS = 128;

/** Where the fields that a format adds find their text, after those of the info. */
interface Added {
  readonly hasTimestamp: boolean;
  readonly hasLabel: boolean;
}

/**
 * What can be known of a line from the names of its fields alone: `format.json()` sorts them, the context's among
 * them. Made once for all infos of the same names. Values of the context that stay from one context to the next, such
 * as the service's name, are part of what stands between the fields that change.
 */
class Shape {
  /** Of each field, in the order of the info's. */
  readonly roles: readonly Role[];
  /** Whether a field may be secret by another one. */
  readonly isTelling: boolean;
  readonly #added: Added;
  /** Of the context's fields, whether the value was seen to change. */
  readonly #changes: boolean[];
  #addition: Addition | undefined;
  /** What stands before, between and after the texts that fill the gaps. */
  #parts: readonly string[] = [];
  /** Index of the text that fills each gap; of the context's texts −1 − index. */
  #order: readonly number[] = [];

  private constructor(
    private readonly names: readonly string[],
    private readonly context: Names,
    { hasTimestamp, hasLabel }: Added,
    roles: readonly Role[],
    private readonly gaps: readonly LineGap[],
  ) {
    this.#added = { hasTimestamp, hasLabel };
    this.roles = roles;
    this.isTelling = names.some(isTelling);
    this.#changes = context.list.map(() => false);
  }

  /** @returns undefined for names that have a meaning of their own */
  static of(names: readonly string[], context: Names, added: Added, values: Values): Shape | undefined {
    if (names.length > MAX_FIELDS || SPECIAL_IN_CONTEXT.some((name) => context.set.has(name)))
      return undefined;
    if (added.hasLabel && names.includes('label')) return undefined;
    const roles: Role[] = [];
    for (const name of names) {
      const role = roleOf(name, context, values);
      if (role === undefined) return undefined;
      roles.push(role);
    }
    const gaps: LineGap[] = context.list.map((name, index) => ({ name, index, isOfContext: true }));
    for (const [index, name] of names.entries())
      if (roles[index] !== SHARED) gaps.push({ name, index, isOfContext: false });
    if (added.hasTimestamp) gaps.push({ name: 'timestamp', index: names.length, isOfContext: false });
    if (added.hasLabel) gaps.push({ name: 'label', index: names.length + 1, isOfContext: false });
    // Names are different ones, so that there is no tie.
    gaps.sort((one, other) => (one.name < other.name ? -1 : 1));
    return new Shape(names, context, added, roles, gaps);
  }

  isOf(names: readonly string[], context: Names, { hasTimestamp, hasLabel }: Added): boolean {
    const own = this.names;
    if (context !== this.context || names.length !== own.length) return false;
    if (hasTimestamp !== this.#added.hasTimestamp || hasLabel !== this.#added.hasLabel) return false;
    for (let index = 0; index < own.length; index++) if (names[index] !== own[index]) return false;
    return true;
  }

  /** @param texts JSON text of each field of the info, then of timestamp and label if the formats add them */
  line(addition: Addition, texts: readonly string[]): string {
    if (addition !== this.#addition) this.#adapt(addition);
    const parts = this.#parts;
    const order = this.#order;
    let line = parts[0] as string;
    for (let index = 0; index < order.length; index++) {
      const at = order[index] as number;
      line += (at < 0 ? addition.text(-1 - at) : (texts[at] as string)) + (parts[index + 1] as string);
    }
    return line;
  }

  /** Makes the parts anew when a value changed that they hold. A value that changed once will change again. */
  #adapt(addition: Addition): void {
    const before = this.#addition?.values;
    let isSame = before !== undefined;
    if (before !== undefined) {
      const { values } = addition;
      for (let index = 0; index < values.length; index++) {
        if (values[index] === before[index] || this.#changes[index]) continue;
        this.#changes[index] = true;
        isSame = false;
      }
    }
    this.#addition = addition;
    if (!isSame) this.#makeParts(addition);
  }

  #makeParts(addition: Addition): void {
    const parts: string[] = [];
    const order: number[] = [];
    let part = '';
    let separator = '{';
    for (const { name, index, isOfContext } of this.gaps) {
      part += `${separator}${jsonString(name)}:`;
      separator = ',';
      if (isOfContext && !this.#changes[index]) part += addition.text(index);
      else {
        parts.push(part);
        order.push(isOfContext ? -1 - index : index);
        part = '';
      }
    }
    parts.push(separator === '{' ? '{}' : `${part}}`);
    // V8 joins a text's pieces at the first look at it, once for all the lines.
    for (const piece of parts) piece.charCodeAt(0);
    this.#parts = parts;
    this.#order = order;
  }

  /** As {@link line}, of texts some of which are missing: their fields are undefined. */
  sparseLine(addition: Addition, texts: readonly (string | undefined)[]): string {
    let line = '';
    for (const { name, index, isOfContext } of this.gaps) {
      const text = isOfContext ? addition.text(index) : texts[index];
      if (text !== undefined) line += `,${jsonString(name)}:${text}`;
    }
    return `{${line.slice(1)}}`;
  }
}

/** What a text fills between two constant parts of a line. */
interface LineGap {
  readonly name: string;
  /** Of the context's texts, else of the info's fields and what follows them. */
  readonly index: number;
  readonly isOfContext: boolean;
}

function roleOf(name: string, context: Names, values: Values): Role | undefined {
  // Names with the prefix may be taken by fields that capturing or the record moves.
  if (SPECIAL.has(name) || name.startsWith(PREFIX)) return undefined;
  if (name === 'level') return LEVEL_FIELD;
  if (name === 'message') return MESSAGE_FIELD;
  if (!isPlainName(name, values)) return undefined;
  if (context.set.has(name)) return SHARED;
  if (getLinePreset()?.names.has(name)) return undefined;
  if (name === 'label') return LABEL_FIELD;
  return isReserved(name, undefined) ? undefined : FIELD;
}

function isPlainName(name: string, { redactor }: Values): boolean {
  if (name.length > MAX_NAME_CHARS || !name.isWellFormed()) return false;
  if (redactor === undefined) return true;
  const traits = traitsOf(name, redactor);
  return traits.name === name && traits.rule === 0;
}

/** More combinations of names than code has are made up from data; the tree starts anew then. */
const MAX_NODES = 2_048;

/** The shapes of infos, by the names of their fields one after the other. */
export class Shapes {
  readonly #roots = new Map<Names, readonly Node[]>();
  #nodes = 0;
  #last: Shape | undefined;

  constructor(private readonly values: Values) {}

  /** @returns undefined when infos of these names go winston's way, as the first one does: it may be the only one */
  get(names: readonly string[], context: Names, added: Added): Shape | undefined {
    // Lines that follow each other are often alike.
    if (this.#last?.isOf(names, context, added)) return this.#last;
    const shape = this.#find(names, context, added);
    this.#last = shape;
    return shape;
  }

  #find(names: readonly string[], context: Names, added: Added): Shape | undefined {
    let node = this.#root(context, added);
    for (let index = 0; index < names.length; index++) {
      const name = names[index] as string;
      node = node.next.get(name) ?? this.#add(node, name);
    }
    if (node.shape === undefined && node.isSeen)
      node.shape = Shape.of(names, context, added, this.values) ?? null;
    node.isSeen = true;
    return node.shape ?? undefined;
  }

  #root(context: Names, added: Added): Node {
    let roots = this.#roots.get(context);
    if (roots === undefined || this.#nodes > MAX_NODES) {
      if (this.#nodes > MAX_NODES) {
        this.#roots.clear();
        this.#nodes = 0;
      }
      roots = [new Node(), new Node(), new Node(), new Node()];
      this.#nodes += roots.length;
      this.#roots.set(context, roots);
    }
    return roots[(added.hasTimestamp ? 1 : 0) + (added.hasLabel ? 2 : 0)] as Node;
  }

  #add(node: Node, name: string): Node {
    const next = new Node();
    this.#nodes++;
    node.next.set(name, next);
    return next;
  }
}

class Node {
  readonly next = new Map<string, Node>();
  isSeen = false;
  /** null: there is none. */
  shape: Shape | null | undefined;
}
