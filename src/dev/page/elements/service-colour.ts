/** As many as there are colours, `--s0` to `--s7`. */
const COLOURS = 8;

const known = new Map<string, number>();

/**
 * Name of a service's colour, the same everywhere on the page. By the service's name, so that it is mostly the same after
 * a reload too; where another service has that colour, the next one that is free.
 */
export function serviceColour(service: string): string {
  let colour = known.get(service);
  if (colour === undefined) {
    const wanted = hash(service) % COLOURS;
    const taken = new Set(known.values());
    const inTurn = Array.from({ length: COLOURS }, (_, step) => (wanted + step) % COLOURS);
    colour = inTurn.find((each) => !taken.has(each)) ?? wanted;
    known.set(service, colour);
  }
  return `--s${colour}`;
}

/** Gives an element its service's colour, as `--service`. */
export function coloured<E extends HTMLElement>(element: E, service: string): E {
  element.style.setProperty('--service', `var(${serviceColour(service)})`);
  return element;
}

function hash(text: string): number {
  let sum = 0;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)!) >>> 0;
  return sum;
}
