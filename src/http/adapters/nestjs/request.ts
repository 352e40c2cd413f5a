import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FrameworkBinding } from '../../settings.js';

/**
 * What is used of the request of Nest's platform: Express' request, Fastify's, or Node's in Fastify's middlewares.
 * @example
 * ```ts
 * import { CorrelationModule, type NestRequest } from 'tracebridge/nestjs';
 *
 * CorrelationModule.forRoot({ getUserId: (request: NestRequest) => request.user?.id });
 * ```
 */
export interface NestRequest {
  /** Node's request, under Fastify. */
  readonly raw?: IncomingMessage;
  readonly ip?: string;
  readonly user?: { readonly id?: unknown };
  /** Express. */
  readonly baseUrl?: string;
  readonly route?: { readonly path?: unknown };
  /** Fastify. */
  readonly routeOptions?: { readonly url?: string };
  readonly app?: unknown;
}

/** The platform's response. */
export interface NestResponse {
  readonly raw?: ServerResponse;
}

export const BINDING: FrameworkBinding<NestRequest> = {
  userId: (request) => request.user?.id,
  clientAddress: (request) => request.ip ?? (request as IncomingMessage).socket?.remoteAddress,
};

/** Pattern of the handler's route, with the global prefix and the controller's path. */
export function routeOf(request: NestRequest): string | undefined {
  if (request.route?.path !== undefined) return `${request.baseUrl ?? ''}${request.route.path}`;
  return request.routeOptions?.url;
}

export function nodeRequest(request: NestRequest): IncomingMessage {
  return request.raw ?? (request as IncomingMessage);
}

export function nodeResponse(response: NestResponse): ServerResponse {
  return response.raw ?? (response as ServerResponse);
}
