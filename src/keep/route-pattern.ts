import type { RootSpan } from './root-span.js';

/** Of a path that a client sent: more of it is not looked at. */
const MAX_CHARACTERS = 512;

/**
 * A test of root spans by a pattern, `/orders/:id` or `GET /orders/*`: of a request's route, else of its path; of other
 * spans of their name. `:name` stands for one segment, `*` for anything within a segment, at the end for the rest.
 */
export function routeMatcher(pattern: string): (root: RootSpan) => boolean {
  const [, method, path = pattern] = /^([A-Z]+) +(\/.*)$/.exec(pattern) ?? [];
  const segments = path.split('/').map((segment) => (/^:\w+$/.test(segment) ? '*' : segment));
  const takesRest = path.endsWith('*');
  return ({ name, attributes }) => {
    if (method !== undefined && attributes['http.request.method'] !== method) return false;
    const route = attributes['http.route'] ?? attributes['url.path'] ?? name;
    if (typeof route !== 'string') return false;
    return route === path || matches(route.slice(0, MAX_CHARACTERS).split('/'), segments, takesRest);
  };
}

function matches(route: readonly string[], segments: readonly string[], takesRest: boolean): boolean {
  if (route.length < segments.length || (route.length > segments.length && !takesRest)) return false;
  return segments.every((segment, index) => {
    const isRest = takesRest && index === segments.length - 1;
    return isLike(isRest ? route.slice(index).join('/') : route[index]!, segment, isRest ? 0 : 1);
  });
}

/** Whether a text is like one with `*` for any characters, in a time that their lengths bound. */
function isLike(text: string, wildcard: string, least: number): boolean {
  if (wildcard === '*') return text.length >= least;
  let [at, from] = [0, 0];
  let [star, mark] = [-1, 0];
  while (at < text.length) {
    if (wildcard[from] === '*') {
      star = from++;
      mark = at;
    } else if (wildcard[from] === text[at]) {
      from++;
      at++;
    } else if (star !== -1) {
      from = star + 1;
      at = ++mark;
    } else return false;
  }
  while (wildcard[from] === '*') from++;
  return from === wildcard.length;
}
