import type { RootSpan } from './policy.js';

/** Of a path that a client sent: more of it is not looked at. */
const MAX_CHARACTERS = 512;

/**
 * A test of root spans by a pattern, `/orders/:id` or `GET /orders/*`: of a request's route, else of its path; of other
 * spans of their name. `:name` stands for one segment, `*` for anything within a segment, at the end for the rest.
 */
export function routeMatcher(pattern: string): (root: RootSpan) => boolean {
  const [, method, path = pattern] = /^([A-Z]+) +(\/.*)$/.exec(pattern) ?? [];
  const expression = new RegExp(`^${path.split('/').map(segmentOf).join('/')}$`, 's');
  return ({ name, attributes }) => {
    if (method !== undefined && attributes['http.request.method'] !== method) return false;
    const route = attributes['http.route'] ?? attributes['url.path'] ?? name;
    if (route === path) return true;
    return typeof route === 'string' && expression.test(route.slice(0, MAX_CHARACTERS));
  };
}

function segmentOf(segment: string, index: number, all: readonly string[]): string {
  if (/^:\w+$/.test(segment)) return '[^/]+';
  const isLast = index === all.length - 1;
  const parts = segment.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  if (isLast && parts.length > 1 && parts.at(-1) === '') return `${parts.slice(0, -1).join('[^/]*')}.*`;
  return parts.join('[^/]*');
}
