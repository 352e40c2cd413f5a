import type { RequestObservation } from './observation.js';

/** Where an observation is found on its request and response. A registered symbol: by other copies of the package too. */
export const OBSERVATION: unique symbol = Symbol.for('tracebridge.requestObservation.v1');

/** A request or response that is observed. */
export interface Observed {
  [OBSERVATION]?: RequestObservation;
}
