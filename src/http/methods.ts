/** Semantic conventions, `http.request.method`: others are `_OTHER`, the original beside it. */
const METHODS = new Set([
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
]);

/** `{method}` of a span's name (semantic conventions, "HTTP spans", "Name"): HTTP for an unknown one. */
export function spanMethod(method: string | undefined = 'GET'): string {
  return METHODS.has(method) ? method : 'HTTP';
}
