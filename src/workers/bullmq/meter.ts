import type { Meter } from '@opentelemetry/api';
import { quietly } from '../../core/quietly.js';
import { bindInstruments } from '../../metrics/bound-instruments.js';
import { known } from './attributes.js';
import type { BullmqAttributes, BullmqInstrumentOptions, BullmqMeasure, BullmqMeter } from './interfaces.js';

/**
 * BullMQ's own metrics (`bullmq.jobs.completed` and the like). It makes an instrument for each measurement: these are
 * remembered by name, of which BullMQ has eight.
 */
export function createBullmqMeter(): BullmqMeter {
  const remember = (make: (meter: Meter, name: string, options?: BullmqInstrumentOptions) => Measure) => {
    const measures = new Map<string, BullmqMeasure>();
    return (name: string, options?: BullmqInstrumentOptions): BullmqMeasure => {
      let measure = measures.get(name);
      if (measure === undefined) {
        const bound = bindInstruments((meter) => make(meter, name, options));
        measure = (value: number, attributes: BullmqAttributes = {}) => {
          quietly('metrics of BullMQ', () => bound()?.(value, attributes));
        };
        measures.set(name, measure);
      }
      return measure;
    };
  };
  const counter = remember((meter, name, options) => {
    const instrument = meter.createCounter(name, options);
    return (value, attributes) => instrument.add(value, known(attributes));
  });
  const histogram = remember((meter, name, options) => {
    const instrument = meter.createHistogram(name, options);
    return (value, attributes) => instrument.record(value, known(attributes));
  });
  const gauge = remember((meter, name, options) => {
    const instrument = meter.createGauge(name, options);
    return (value, attributes) => instrument.record(value, known(attributes));
  });
  return {
    createCounter: (name, options) => ({ add: counter(name, options) }),
    createHistogram: (name, options) => ({ record: histogram(name, options) }),
    createGauge: (name, options) => ({ record: gauge(name, options) }),
  };
}

type Measure = (value: number, attributes: BullmqAttributes) => void;
