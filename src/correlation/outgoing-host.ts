/**
 * A propagator is given headers, not the host they go to. The client instrumentations call their span-start hook and
 * then `inject` in the same synchronous step, so the hook leaves the host here for `inject` to take.
 */
let pending: string | undefined;

export function setOutgoingHost(host: string | undefined): void {
  pending = host;
}

/** The host of the request that is being sent, once; undefined outside of HTTP clients. */
export function takeOutgoingHost(): string | undefined {
  const host = pending;
  pending = undefined;
  return host;
}
