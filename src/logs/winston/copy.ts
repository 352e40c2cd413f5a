import { ERROR, type Info, LEVEL } from '../record/info.js';

/** An Error stays an `instanceof Error` for winston's `format.errors`, and its message becomes visible to others. */
export function copyInfo(info: Info): Info {
  if (!(info instanceof Error)) return Object.assign({}, info);
  const error: Error = info;
  const copy = Object.assign(Object.create(error) as Info, error);
  copy.message = error.message;
  copy[LEVEL] = info[LEVEL];
  copy[ERROR] = error;
  return copy;
}
