import { isComplete, type RequestMessage, type ResponseMessage } from './messages.js';
import { RequestObservation } from './observation.js';
import { originOf } from './origin.js';
import { addResponseHeader, HEADER_SOURCE } from './response-header.js';
import type { RequestSettings } from './settings.js';

// A registered symbol: the observation is found again by another copy of the package too. The response's header is
// found by the same.
const OBSERVATION: typeof HEADER_SOURCE = HEADER_SOURCE;

interface Observed {
  [OBSERVATION]?: RequestObservation;
}

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
  const origin = originOf(request, response, settings);
  const observation = new RequestObservation(request, response, origin, settings, subject);
  (request as Observed)[OBSERVATION] = observation;
  if (response !== undefined) {
    addResponseHeader(response, observation);
    // Before the HTTP instrumentation's own listener, which ends the span and takes the route.
    response.prependListener('close', endWithResponse);
  }
  return observation;
}

function endWithResponse(this: ResponseMessage & Observed): void {
  const observation = this[OBSERVATION];
  if (this.errored) observation?.fail(this.errored);
  observation?.end(isComplete(this) ? this.statusCode : undefined);
}
