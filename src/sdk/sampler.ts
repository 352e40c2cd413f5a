import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { readOrDefault } from '../config/environment.js';

/**
 * `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` (specification, "General SDK Configuration").
 * @returns undefined for the SDK's default, parentbased_always_on
 */
export function samplerFromEnvironment(): Sampler | undefined {
  switch (readOrDefault('OTEL_TRACES_SAMPLER')) {
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
  return new TraceIdRatioBasedSampler(readOrDefault('OTEL_TRACES_SAMPLER_ARG'));
}
