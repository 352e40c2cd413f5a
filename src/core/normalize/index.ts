export { CleanTexts } from './clean-texts.js';
export { isErrorSafely } from './exception.js';
export { createNormalizer, type Normalizer } from './normalizer.js';
export { cutText } from './text.js';
