export const LOWER_LETTERS = 'abcdefghijklmnopqrstuvwxyz';
export const UPPER_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const DIGITS = '0123456789';

/**
 * The kind of each ASCII character by its code, 0 for those of none; of several the last. Made without expressions, which
 * are compiled at each start; and in a function, since a loop in a module's own code makes V8 compile all of it anew.
 */
export function unitTable(...kinds: (readonly [kind: number, characters: string])[]): Uint16Array {
  const table = new Uint16Array(128);
  for (const [kind, characters] of kinds)
    for (let index = 0; index < characters.length; index++) table[characters.charCodeAt(index)] = kind;
  return table;
}
