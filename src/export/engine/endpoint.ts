import { STDOUT_URL } from '../config-types.js';

/** A URL as it may be shown: without credentials, query and fragment. */
export function shownEndpoint(url: string): string {
  if (url === STDOUT_URL) return 'stdout';
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
  } catch {
    return 'the configured endpoint, which is not a URL';
  }
}

/** Whether a URL names this host itself. */
export function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  } catch {
    return false;
  }
}
