import { createPlainObject } from './plain.js';

/** What a name that is taken is kept under: `level` becomes `field_level`. */
export const PREFIX = 'field_';

/** The fields, those with a name that is taken under `field_<name>`, or `field_<name>_2` and so on. */
export function renamed<T>(
  fields: Readonly<Record<string, T>>,
  isTaken: (name: string) => boolean,
): Record<string, T> {
  const moved = createPlainObject() as unknown as Record<string, T>;
  for (const name of Object.keys(fields)) {
    let target = name;
    if (isTaken(name)) {
      target = PREFIX + name;
      for (let n = 2; Object.hasOwn(fields, target) || isTaken(target); n++) target = `${PREFIX}${name}_${n}`;
    }
    moved[target] = fields[name] as T;
  }
  return moved;
}
