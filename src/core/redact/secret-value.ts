import type { NameTraits } from './name-traits.js';
import {
  isCode,
  isMeasure,
  isPlaceholder,
  isRandom,
  isRemark,
  isShortNumber,
  looksSecret,
} from './value-shape.js';

/** How a name and its value are written; the looser, the more the value has to look like a secret. */
export type Form = 'quoted' | 'query' | 'tight' | 'loose' | 'label';

const LITERAL = /^(?:null|undefined|none|nil|true|false|bearer|basic)$/i;
/** Another name with its value. */
const PAIR = /^[a-z_]+=/i;
const CALL = /^[\w.$]+\(/;
const MOUNTED = /^\/(?:run|etc|var|home|app|usr|opt|tmp|srv|root|data|workspace|mnt)(?:\/|$)/;
export const MARKED = /[\d!#$%^&*+=]/;
/** No name in camel case. */
const MIXED_CASE = /^(?=.*[a-z])(?=.*[A-Z])(?![A-Z]?[a-z]+(?:[A-Z][a-z]+)*$)[A-Za-z]{8,}$/;
export const ADDRESS = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/;

/** Whether the value of a name is a secret. */
export function isSecretValue(traits: NameTraits, value: string, form: Form): boolean {
  if (!traits.isSecret || !/[^\s()[\]{}]/.test(value)) return false;
  if (traits.isRandom && !(traits.isOfSignedUrl && form === 'query')) return isRandom(value);
  if (traits.isCount && /^\d[\d,.]*$/.test(value)) return false;
  if (form === 'quoted')
    return !LITERAL.test(value) && !(traits.isStrong ? isPlaceholder(value) : isRemark(value));
  if (isRemark(value) || value === '0' || value === '1') return false;
  if (traits.isNumeric && isShortNumber(value)) return true;
  if (form === 'query') return traits.isStrong || !/^\d{1,5}$/.test(value);
  if (!traits.isStrong)
    return looksSecret(value, form === 'tight' ? 6 : 8) && !isCode(value) && !PAIR.test(value);
  if (MOUNTED.test(value)) return false;
  if (form === 'tight') return !CALL.test(value);
  if (form === 'loose') return !isCode(value);
  return (
    value.length >= 4 &&
    (MARKED.test(value) || MIXED_CASE.test(value)) &&
    !isCall(value) &&
    !ADDRESS.test(value) &&
    (/^\d{4,}$/.test(value) || !isMeasure(value))
  );
}

/** `z.string().min(8)` */
function isCall(value: string): boolean {
  return CALL.test(value) && value.endsWith(')');
}
