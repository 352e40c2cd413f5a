import type { RequestMessage, ResponseMessage } from './messages.js';
import { RequestObservation } from './observation.js';
import { observeEvents, observerOf } from './observed-events.js';
import { originOf } from './origin.js';
import { addResponseHeader } from './response-header.js';
import type { RequestSettings } from './settings.js';

/**
 * The observation of a request: the one that the preload or an outer middleware began, or a new one. Either way the
 * response gets its header, "Request started" is logged once, and the end is logged when the response closes.
 * @param response undefined where there is no Node response; then the caller ends the observation
 * @param subject what the framework gives its handlers, for `getUserId` and the framework's binding
 */
export function observeServerRequest<Subject>(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings<Subject>,
  subject: Subject,
): RequestObservation {
  const prepared = settings as RequestSettings;
  const observation = findObservation(request) ?? begin(request, response, prepared, subject);
  observation.adopt(prepared, subject);
  return observation;
}

/** The observation that was begun for a request, if any. @param request in an app's tests it may be anything */
export function findObservation(request: unknown): RequestObservation | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  return observerOf(request) as RequestObservation | undefined;
}

function begin(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings,
  subject: unknown,
): RequestObservation {
  const origin = originOf(request, settings);
  const observation = new RequestObservation(request, response, origin, settings, subject);
  observeEvents(request, observation);
  if (response !== undefined) {
    if (!observeEvents(response, observation))
      response.prependListener('close', () => observation.notice(response, 'close'));
    addResponseHeader(response);
  }
  return observation;
}
