import type { Attributes } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import { bindInstruments } from '../../metrics/bound-instruments.js';
import { known } from './attributes.js';
import type { BullmqInstrumentOptions, BullmqMeasure, BullmqMeter } from './interfaces.js';

/** BullMQ's own metrics (`bullmq.jobs.completed` and the like). */
export function createBullmqMeter(): BullmqMeter {
  return {
    createCounter: remembered((name, options) => {
      const counter = bindInstruments((meter) => meter.createCounter(name, options));
      return { add: quiet((value, attributes) => counter()?.add(value, attributes)) };
    }),
    createHistogram: remembered((name, options) => {
      const histogram = bindInstruments((meter) => meter.createHistogram(name, options));
      return { record: quiet((value, attributes) => histogram()?.record(value, attributes)) };
    }),
    createGauge: remembered((name, options) => {
      const gauge = bindInstruments((meter) => meter.createGauge(name, options));
      return { record: quiet((value, attributes) => gauge()?.record(value, attributes)) };
    }),
  };
}

/** BullMQ makes an instrument for each measurement: they are remembered by name, of which it has eight. */
function remembered<T>(create: (name: string, options?: BullmqInstrumentOptions) => T): typeof create {
  const made = new Map<string, T>();
  return (name, options) => {
    const instrument = made.get(name) ?? create(name, options);
    made.set(name, instrument);
    return instrument;
  };
}

function quiet(measure: (value: number, attributes: Attributes) => void): BullmqMeasure {
  return (value, attributes = {}) => quietly('metrics of BullMQ', () => measure(value, known(attributes)));
}
