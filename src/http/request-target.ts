import type { RequestMessage } from './messages.js';

/** Path of a request, without the query; for the absolute form (RFC 9112, section 3.2.2) without the origin too. */
export function pathOf(request: RequestMessage): string {
  const target = targetOf(request);
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}

/** Query of a request without the question mark; undefined when there is none. */
export function queryOf(request: RequestMessage): string | undefined {
  const target = targetOf(request);
  const query = target.indexOf('?');
  return query === -1 || query === target.length - 1 ? undefined : target.slice(query + 1);
}

/** Parameters of a query; a repeated one has all its values. */
export function queryParameters(query: string): Record<string, string | string[]> {
  // Without a prototype: a parameter named __proto__ is plain data.
  const parameters: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(query)) {
    const known = parameters[name];
    if (known === undefined) parameters[name] = value;
    else if (typeof known === 'string') parameters[name] = [known, value];
    else known.push(value);
  }
  return parameters;
}

function targetOf(request: RequestMessage): string {
  const target = request.originalUrl ?? request.url ?? '/';
  if (target.charCodeAt(0) === SLASH || !ABSOLUTE.test(target)) return target;
  const path = target.indexOf('/', target.indexOf('//') + 2);
  return path === -1 ? '/' : target.slice(path);
}

const SLASH = 47;
const ABSOLUTE = /^https?:\/\//i;
