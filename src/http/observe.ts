import { OBSERVATION } from '../core/globals.js';
import type { RequestMessage, ResponseMessage } from './messages.js';
import { RequestObservation } from './observation.js';
import type { Observed } from './observed.js';
import { bindEvents, endWithClose } from './observed-events.js';
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
  const known = (request as Observed)[OBSERVATION];
  const observation = known ?? begin(request, response, prepared, subject);
  observation.adopt(prepared, subject);
  return observation;
}

/** The observation that was begun for a request, if any. */
export function findObservation(request: object): RequestObservation | undefined {
  return (request as Observed)[OBSERVATION];
}

function begin(
  request: RequestMessage,
  response: ResponseMessage | undefined,
  settings: RequestSettings,
  subject: unknown,
): RequestObservation {
  const origin = originOf(request, settings);
  const observation = new RequestObservation(request, response, origin, settings, subject);
  (request as Observed)[OBSERVATION] = observation;
  bindEvents(request);
  if (response !== undefined) {
    (response as Observed)[OBSERVATION] = observation;
    addResponseHeader(response);
    endWithClose(response);
  }
  return observation;
}
