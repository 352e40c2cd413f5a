import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { context, propagation, trace } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { quietly } from '../../core/quietly.js';
import { setOutgoingRequest } from '../../correlation/outgoing-request.js';
import { CORRELATION_HEADER } from '../../correlation/propagator.js';
import { spanMethod } from '../methods.js';
import type { ClientTelemetry } from './client-telemetry.js';
import { requestAttributes } from './request-attributes.js';
import { addHeaders, readHeader } from './request-headers.js';
import { ClientRequestObservation } from './request-observation.js';
import { keepRequestOptions, optionsOf } from './request-options.js';

/** Published by Node.js for each request of `http` and `https`, however it was made, before anything of it is sent. */
const CREATED = 'http.client.request.created';

/**
 * Gives each outgoing request of `node:http` and `node:https` a span and the headers of trace and correlation. What
 * the app hands to Node.js is not touched: a request is observed from when Node.js has made it.
 * @returns a function that ends it
 */
export function observeClientRequests(telemetry: ClientTelemetry): () => void {
  const forgetOptions = keepRequestOptions();
  const onCreated = (message: unknown) =>
    quietly('observing an outgoing request', () =>
      observe((message as { request: ClientRequest }).request, telemetry),
    );
  subscribe(CREATED, onCreated);
  return () => {
    unsubscribe(CREATED, onCreated);
    forgetOptions();
  };
}

function observe(request: ClientRequest, telemetry: ClientTelemetry): void {
  const active = context.active();
  if (isTracingSuppressed(active)) return;
  const options = () => optionsOf(request);
  if (telemetry.isIgnored(options)) return;
  const attributes = requestAttributes(request, telemetry);
  Object.assign(attributes, telemetry.startAttributes(options));
  const span = telemetry.startSpan(spanMethod(request.method), { ...attributes });
  new ClientRequestObservation(request, span, attributes, telemetry, active);
  const headers: Record<string, string> = {};
  setOutgoingRequest({
    host: request.host,
    hasCorrelationId: readHeader(request, CORRELATION_HEADER) !== undefined,
  });
  propagation.inject(trace.setSpan(active, span), headers);
  addHeaders(request, headers);
  telemetry.onRequest(span, request);
}
