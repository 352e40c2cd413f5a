/** A copy that starts anew each time: a global or sticky expression remembers where it stopped. */
export function statelessExpression({ source, flags }: RegExp): RegExp {
  return new RegExp(source, flags.replace(/[gy]/g, ''));
}
