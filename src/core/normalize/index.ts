export { CleanTexts } from './clean-texts.js';
export { isErrorSafely } from './exception.js';
export { DEFAULT_LIMITS, type NormalizeLimits } from './limits.js';
export { createNormalizer, type Normalizer, type NormalizerOptions } from './normalizer.js';
