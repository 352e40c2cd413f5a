import { DIGITS, LOWER_LETTERS, UPPER_LETTERS, unitTable } from './units.js';

/**
 * Prefixes by which vendors' keys are known, with what follows them. The forms are those of gitleaks' rules
 * (https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f1; MIT, Copyright (c) 2019 Zachary Rice) and of
 * the vendors' own pages; lengths are lower bounds, since a key that was cut in a log is worth masking too.
 */
const KEY = '[\\w-]{16,}';
const WORD = '[A-Za-z0-9]{16,}';
const HEX = '[a-fA-F0-9]{32,}';

const FORMS: readonly (readonly [tail: string, prefixes: string])[] = [
  [
    KEY,
    `p8e- glpat- glptt- gldt- glrt- glcbt- glffct- glft- glimt- glagent- gloas- glsoat- GR1348941 github_pat_ sk-proj-
     sk-svcacct- sk-admin- sk-ant- sk-or- sk-lf- pplx- gsk_ tvly- nvapi- figd_ figu_ lin_api_ lin_oauth_ ntn_ dckr_pat_
     dckr_oat_ doo_v1_ dop_v1_ dor_v1_ sntrys_ sntryu_ hvs. hvb. hvr.
     dt0c01. dt0s01. fio-u- FLWSECK_TEST- FLWSECK- duffel_test_ duffel_live_ pscale_tkn_
     pscale_oauth_ pscale_pw_ PMAK- xkeysib- xsmtpsib- shippo_live_ shippo_test_ shpat_ shpca_ shppa_ shpss_ shptka_
     sq0atp- sq0csp- sm_aat_ sm_pat_ sm_sat_ CCIPAT_ CFPAT- NRAK- NRJS- NRII- NRRA- bkua_ sb_secret_ ATATT3 ATCTT3 ya29.
     GOCSPX- 1//0 rzp_live_ rzp_test_ AQVN whsec_ HRKU-AA glsa_ rdme_ rubygems_ bedrock-api-key- sha256~ s-s4t2ud- s-s4t2af-
     access-sandbox- access-development- access-production- dG9rOi lsv2_pt_ lsv2_sk_ pcsk_ signkey-prod-
     signkey-test- mlsn. pat-na1- pat-eu1- tskey- xprv9`,
  ],
  ['[\\w.-]{16,}', 'dp.pt. dp.st. dp.ct. dp.scim. dp.audit.'],
  ['[\\w+/-]{16,}', 'ops_eyJ fo1_ fm1a_ fm1r_ fm2_ glc_'],
  ['[A-Za-z0-9]{32,}', 'sk_ rk_ token_ key_ secret_ apikey_'],
  [WORD, 'ghp_ gho_ ghu_ ghs_ ghr_ LTAI AKID phx_ nfp_ pnu_ ATBB CLOJARS_'],
  ['[A-Za-z0-9]{54}(?![A-Za-z0-9])', 'EZAK EZTK'],
  ['\\w{40,}', 'sgp_'],
  ['[A-Za-z0-9]{43}(?![A-Za-z0-9])', 'secret_'],
  ['[A-Za-z0-9]{34}(?![A-Za-z0-9])', 'hf_ api_org_'],
  ['[A-Za-z0-9]{8,}', 'sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_'],
  ['[A-Za-z0-9]{20,}', 'sk-'],
  ['[A-Za-z0-9]{30,}', 'npm_ xai- r8_ ico- AKCp cmVmd oy2'],
  [HEX, 'dapi pul- sbp_ sqp_ squ_ sqa_'],
  ['[a-f0-9]{24}-[a-f0-9]{16,}', 'v1.0-'],
  ['[\\w-]{40,}', 'tk-us-'],
  ['[A-Z0-9]{16}(?![A-Za-z0-9])', 'AKIA ASIA ABIA ACCA A3T'],
  ['\\d[\\w-]{7,}', 'xoxb- xoxa- xoxp- xoxr- xoxs- xoxe- xoxc- xoxd- xapp- xoxe.xoxp- xoxe.xoxb-'],
  ['[\\w-]{30,}', 'AIza'],
  ['\\w{40,}', 'EAAA EAAC EAAM EAAG EAAB'],
  ['[\\w-]{22,60}', 'EAAAE'],
  [`${HEX}(?![A-Za-z0-9])`, 'SK key-'],
  ['[\\w-]{16,}\\.[\\w-]{16,}', 'SG.'],
  ['[\\w-]{20,}\\.[\\w-]{20,}', 'pk.eyJ sk.eyJ pat. sat.'],
  ['[A-Za-z0-9]{14}\\.[a-f0-9]{32,}', 'pat'],
  ['[\\w-]{50,}', 'pypi- sl.'],
  ['[A-Z0-9]{6}-[A-Z0-9-]{16,}', 'A3-'],
  // "-----BEGIN PRIVATE", and with RSA, EC, OPENSSH and ENCRYPTED, in base64.
  [
    '[\\w+/]{16,}',
    'LS0tLS1CRUdJTiBQUklWQVRF LS0tLS1CRUdJTiBSU0EgUFJJVkFUR LS0tLS1CRUdJTiBFQyBQUklWQVRF LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVE LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFUR',
  ],
  ['[A-Z0-9]{40,}', 'AGE-SECRET-KEY-1'],
  ['[A-Z0-9]{26}(?![A-Za-z0-9])', 'API-'],
  ['[A-Za-z0-9+/]{80,}', 'ABSK'],
  ['[A-Za-z0-9]{38}(?![A-Za-z0-9])', '4b1d'],
  ['[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}', 'sdk-'],
];

/** Bounds the time in texts of prefixes that look like one key. */
const MAX_TAIL_CHARS = 2048;

/** Prefixes with what follows them, by their first two characters. */
const BY_START = new Map<ReturnType<typeof startOf>, (readonly [prefix: string, tail: string])[]>();
// By hand: this runs where Node.js is too old for the bridge, and for `Map.groupBy`, which is told later.
for (const [tail, prefixes] of FORMS)
  for (const prefix of prefixes.split(/\s+/)) {
    const start = startOf(prefix, 0);
    BY_START.set(start, [...(BY_START.get(start) ?? []), [prefix, tail]]);
  }

/** Those that were asked for: to make all of them takes a part of each start. */
const expressions = new Map<string, RegExp>();

function expressionOf(tail: string): RegExp {
  let made = expressions.get(tail);
  if (made === undefined) {
    made = new RegExp(tail.replaceAll(',}', `,${MAX_TAIL_CHARS}}`), 'y');
    expressions.set(tail, made);
  }
  return made;
}

/** Keys that are known by a part in the middle or at the end. */
const INFIXES: readonly (readonly [part: string, expression: RegExp])[] = [
  // Microsoft Entra ID, HashiCorp, MaxMind, Mailchimp, Firebase, Telegram's and Discord's bots.
  ['Q~', /(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{16,}/g],
  ['.atlasv1.', /(?<![\w~.-])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/g],
  ['_mmk', /(?<![\w~.-])\w{6}_\w{29}_mmk(?!\w)/g],
  ['-us', /(?<![\w~.-])[a-f0-9]{32}-us\d{1,2}(?!\w)/g],
  [':APA91b', /(?<![\w~.-])[\w-]{8,32}:APA91b[\w-]{40,}/g],
  [':AA', /(?<![\w~.-])(?:bot)?\d{8,10}:AA[\w-]{32,}/g],
  ['.', /(?<![\w~.-])[MNO][A-Za-z0-9_-]{23,27}\.[\w-]{6}\.[\w-]{27,}/g],
];

function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);
}

/** Letters, digits and the dot: after one no key begins. */
const WORD_UNITS = unitTable([1, `${LOWER_LETTERS}${UPPER_LETTERS}${DIGITS}.`]);

/** Keys are random: they have digits, or letters in both cases, or capitals only. */
const RANDOM = /\d|[a-z][A-Z]|[A-Z][a-z]|[A-Z]{12}/;
/** And few characters twice: not `xxxxxxxx`, which stand for a key. */
const MIN_DIFFERENT = 4;

/** The text with each vendor's key replaced. `onMask` is told of each. */
export function maskVendorKeys(text: string, replacement: string, onMask: () => void): string {
  let clean = '';
  let from = 0;
  for (let at = 0, isWord = false; at < text.length; at++) {
    const wasWord = isWord;
    isWord = WORD_UNITS[text.charCodeAt(at)] === 1;
    if (!isWord || wasWord) continue;
    const end = keyEnd(text, at);
    if (end === 0) continue;
    clean += text.slice(from, at) + replacement;
    from = end;
    at = end - 1;
    onMask();
  }
  clean = from === 0 ? text : clean + text.slice(from);
  for (const [part, expression] of INFIXES)
    if (clean.includes(part))
      clean = clean.replace(expression, () => {
        onMask();
        return replacement;
      });
  return clean;
}

/** Where the key that begins here ends; 0 when none does. */
function keyEnd(text: string, at: number): number {
  for (const [prefix, tail] of BY_START.get(startOf(text, at)) ?? []) {
    if (!text.startsWith(prefix, at)) continue;
    const expression = expressionOf(tail);
    expression.lastIndex = at + prefix.length;
    if (!expression.test(text)) continue;
    const { lastIndex } = expression;
    const key = text.slice(at, lastIndex);
    if (RANDOM.test(key.slice(4)) && new Set(key.slice(-16)).size >= MIN_DIFFERENT) return lastIndex;
  }
  return 0;
}
