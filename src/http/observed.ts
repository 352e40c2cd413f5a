import { OBSERVATION } from '../core/globals.js';
import type { RequestObservation } from './observation.js';

/** A request or response that is observed. */
export interface Observed {
  [OBSERVATION]?: RequestObservation;
}
