/**
 * Whether any built-in pattern could match: one scan that ordinary log text passes. Each alternative is a fixed part
 * of the patterns in `patterns.ts`, so that text without one needs no further search.
 */
const TRIGGER =
  /-----BEGIN|:\/\/[^\s/]*@|eyJ|bearer|basic |basic%20|authorization|cookie|x-api-key|AKIA|ASIA|ABIA|ACCA|gh[pousr]_|github_pat_|xox[a-z]-|xapp-|AIza|ya29\.|GOCSPX-|[rs]k_(?:live|test)_|whsec_|npm_|gl(?:pat|ptt|dt|rt)-|sk-|hf_|dop_v1_|shp[a-z]{2}_|pypi-|SG\.|hooks\.slack|\d{4}[ -]?\d{4}|[\w"'][=]|["']\s{0,8}:/i;

export function mayHoldSecret(text: string): boolean {
  return TRIGGER.test(text);
}
