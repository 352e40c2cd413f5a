import { SIGNALS, type Signal } from '../../otlp/signal.js';
import { answerFailure } from '../http/answer.js';
import type { Route } from '../http/router.js';
import type { TelemetryStore } from '../store/telemetry-store.js';
import type { BodyReader } from './read-body.js';
import { receiveOtlp } from './receive-otlp.js';

const SIGNAL_PATHS = new Map<string, Signal>(SIGNALS.map((signal) => [`/v1/${signal}`, signal]));

/** Takes OTLP at its standard paths into the store. */
export function otlpRoute(store: TelemetryStore, bodies: BodyReader): Route {
  return (path, request, response) => {
    const signal = SIGNAL_PATHS.get(path);
    if (signal === undefined) return false;
    receiveOtlp(signal, request, response, store, bodies).catch(() => answerFailure(response));
    return true;
  };
}
