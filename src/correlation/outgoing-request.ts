/** What a propagator needs to know of the HTTP request that it injects headers into. */
interface OutgoingRequest {
  /** Host name without a port. */
  readonly host: string;
  /** The app set X-Correlation-ID itself: it stays as it is. */
  readonly hasCorrelationId: boolean;
}

/**
 * A propagator is given headers to fill, not the request they belong to. The client instrumentations call their
 * span-start hook and then `inject` in the same synchronous step, so the hook leaves the request here for `inject`.
 */
let pending: OutgoingRequest | undefined;

export function setOutgoingRequest(request: OutgoingRequest): void {
  pending = request;
}

/** The request that is being sent, once; undefined outside of HTTP clients. */
export function takeOutgoingRequest(): OutgoingRequest | undefined {
  const request = pending;
  pending = undefined;
  return request;
}
