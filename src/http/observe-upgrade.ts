import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { replaceMethod } from '../core/replace-method.js';
import type { RequestObservation } from './observation.js';
import { observeServerRequest } from './observe.js';
import { observeEvents } from './observed-events.js';
import type { RequestSettings } from './settings.js';

/** Head of an answer; 1xx other than "Switching Protocols" come before the answer. */
const STATUS = /^HTTP\/1\.\d (101|[2-5]\d\d)/;
const HEAD_CHARACTERS = 'HTTP/1.1 101'.length;

/**
 * As {@link observeServerRequest}, of a request that the server hands over with its connection: an upgrade (WebSocket)
 * or CONNECT. It ends with the head of the answer, which the app writes to the connection itself; listeners of the
 * connection run in the request's context as long as it lives.
 */
export function observeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  settings: RequestSettings<IncomingMessage>,
): RequestObservation {
  const observation = observeServerRequest(request, undefined, settings, request);
  observeEvents(socket, {
    context: observation.context,
    notice(_socket, event) {
      if (event === 'close') observation.end(undefined);
    },
  });
  endWithHead(socket, observation);
  return observation;
}

function endWithHead(socket: Duplex, observation: RequestObservation): void {
  const notice = (chunk: unknown): void => {
    const status = statusOf(chunk);
    if (status === undefined) return;
    for (const undo of undos) undo();
    observation.end(status);
  };
  const watched = <Method extends (...args: never[]) => unknown>(method: Method) =>
    function (this: Duplex, ...args: Parameters<Method>) {
      notice(args[0]);
      return method.apply(this, args);
    } as Method;
  const undos = [replaceMethod(socket, 'write', watched), replaceMethod(socket, 'end', watched)];
}

function statusOf(chunk: unknown): number | undefined {
  const text =
    typeof chunk === 'string'
      ? chunk
      : chunk instanceof Uint8Array
        ? Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.byteLength, HEAD_CHARACTERS)).toString(
            'latin1',
          )
        : '';
  const [, status] = STATUS.exec(text) ?? [];
  return status === undefined ? undefined : Number(status);
}
