export type IsSecret = (key: string, value: string) => boolean;

const MAX_NAME_CHARS = 64;
const NAME = /[A-Za-z_][\w.-]{1,63}$/;
const END = /[\s&;,"'<>\\]/g;

/**
 * Masks secrets in the value of a name that is none itself, as in `url=https://host/?token=…`. By a loop over the
 * equals signs: an expression that tried the value again from each of them would not be linear.
 */
export function maskNested(value: string, replacement: string, isSecret: IsSecret): string {
  let text = '';
  let from = 0;
  for (let at = value.indexOf('='); at !== -1; at = value.indexOf('=', at + 1)) {
    const name = at < from ? undefined : NAME.exec(value.slice(Math.max(0, at - MAX_NAME_CHARS), at))?.[0];
    if (name === undefined || !isSecret(name, value.slice(at + 1, at + MAX_NAME_CHARS))) continue;
    END.lastIndex = at + 1;
    const end = END.exec(value)?.index ?? value.length;
    if (end === at + 1) continue;
    text += value.slice(from, at + 1) + replacement;
    from = end;
  }
  return from === 0 ? value : text + value.slice(from);
}
