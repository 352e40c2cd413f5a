import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { readChoice, readNumber } from '../config/environment.js';

const NAMES = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` (specification, "General SDK Configuration").
 * @returns undefined for the SDK's default, parentbased_always_on
 */
export function samplerFromEnvironment(): Sampler | undefined {
  switch (readChoice('OTEL_TRACES_SAMPLER', NAMES)) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return ratioSampler();
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: ratioSampler() });
    default:
      return undefined;
  }
}

function ratioSampler(): Sampler {
  return new TraceIdRatioBasedSampler(readNumber('OTEL_TRACES_SAMPLER_ARG', 0, 1) ?? 1);
}
