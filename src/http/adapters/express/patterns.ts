import type { Request } from 'express';

const MOUNT = Symbol('tracebridge.mountPattern');

interface Mount {
  /** The part of the URL that is mounted on, as `req.baseUrl` has it. */
  readonly url: string;
  readonly pattern: string;
}

type MountedRequest = Request & { [MOUNT]?: Mount };

/** `http.route` of a route's layer: the mount paths before it, then the route's own. */
export function routePattern(request: Request, path: unknown): string {
  const own = Array.isArray(path) ? path.map(String).join(',') : String(path);
  const base = basePattern(request as MountedRequest);
  return own === '/' && base !== '' ? base : base + own;
}

/**
 * Remembers the pattern of a mount path with parameters: `req.baseUrl` of `app.use('/users/:id', router)` is
 * `/users/42`, and a metric must not get a series for each user. Express keeps no pattern of a mount path before
 * router 2.3, but the parameters that it matched are in `req.params` while the mounted layer is handled.
 */
export function mountPattern(request: MountedRequest): void {
  const { baseUrl, params } = request;
  const before = request[MOUNT];
  if (before?.url === baseUrl) return;
  for (const _name in params) {
    const known = before !== undefined && baseUrl.startsWith(before.url) ? before : { url: '', pattern: '' };
    const pattern = known.pattern + withNames(baseUrl.slice(known.url.length), params);
    request[MOUNT] = { url: baseUrl, pattern };
    return;
  }
}

function basePattern(request: MountedRequest): string {
  // Express has none yet where an app's router is left.
  const { baseUrl = '' } = request;
  const mount = request[MOUNT];
  if (mount === undefined || !baseUrl.startsWith(mount.url)) return baseUrl;
  return mount.pattern + baseUrl.slice(mount.url.length);
}

function withNames(path: string, params: Readonly<Record<string, unknown>>): string {
  const segments = path.split('/');
  for (const name of Object.keys(params)) {
    const index = segments.findLastIndex((segment) => decode(segment) === params[name]);
    if (index !== -1) segments[index] = `:${name}`;
  }
  return segments.join('/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
