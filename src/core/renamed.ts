import { createPlainObject } from './plain.js';

/** What the names of fields begin with whose own names are taken: `level` becomes `field_level`. */
export const PREFIX = 'field_';

/** What a name is kept under that is taken: `field_<name>`, or `field_<name>_2` and so on. */
export function keptName(name: string, isTaken: (candidate: string) => boolean): string {
  let kept = PREFIX + name;
  for (let n = 2; isTaken(kept); n++) kept = `${PREFIX}${name}_${n}`;
  return kept;
}

/** The fields, those with a name that is taken under their {@link keptName}. */
export function renamed<T>(
  fields: Readonly<Record<string, T>>,
  isTaken: (name: string) => boolean,
): Record<string, T> {
  const moved = createPlainObject() as unknown as Record<string, T>;
  for (const name of Object.keys(fields)) {
    const target = isTaken(name)
      ? keptName(name, (kept) => Object.hasOwn(fields, kept) || isTaken(kept))
      : name;
    moved[target] = fields[name] as T;
  }
  return moved;
}
