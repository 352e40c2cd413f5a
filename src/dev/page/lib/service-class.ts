/** As many as there are colours, `--s0` to `--s7`. */
const COLOURS = 8;

const known = new Map<string, number>();

/**
 * Class of a service's colour, the same everywhere on the page. By its name, so that it is mostly the same after a reload
 * too; where another service has that colour, the next one that is free.
 */
export function serviceClass(service: string): string {
  let colour = known.get(service);
  if (colour === undefined) {
    colour = firstFree(hash(service) % COLOURS);
    known.set(service, colour);
  }
  return `s${colour}`;
}

function firstFree(wanted: number): number {
  const taken = new Set(known.values());
  for (let step = 0; step < COLOURS; step += 1) {
    const colour = (wanted + step) % COLOURS;
    if (!taken.has(colour)) return colour;
  }
  return wanted;
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
  return sum;
}
