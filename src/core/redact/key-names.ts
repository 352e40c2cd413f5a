/**
 * Names of secret fields, without separators and in lower case. Each matches the whole name or its last words:
 * `token` matches `accessToken` and `http.request.header.x-csrf-token`, not `token_count` or `tokenizer`.
 */
export const SECRET_NAMES: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'passwordhash',
  'passwordsalt',
  'secret',
  'clientsecret',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'authtoken',
  'sessiontoken',
  'csrftoken',
  'xsrftoken',
  'csrf',
  'xsrf',
  'jwt',
  'bearer',
  'otp',
  'totp',
  'apikey',
  'xapikey',
  'accesskey',
  'accesskeyid',
  'secretkey',
  'sharedaccesskey',
  'accountkey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'masterkey',
  'sshkey',
  'sessionkey',
  'authkey',
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'credential',
  'creds',
  'ssn',
  'socialsecuritynumber',
  'cardnumber',
  'cardno',
  'creditcard',
  'creditcardnumber',
  'debitcard',
  'ccnumber',
  'cvv',
  'cvv2',
  'cvc',
  'cvc2',
  'cardpin',
  'userpin',
  'pincode',
  'pinnumber',
]);

/** As above, but a number or a list of numbers under such a name is a count or a timing: `total_tokens: 812`. */
export const SECRET_UNLESS_NUMBER: ReadonlySet<string> = new Set([
  'passwords',
  'secrets',
  'tokens',
  'apikeys',
  'cookies',
  'credentials',
  'otps',
]);

/**
 * Secret as a whole name only, because as a last word they mean something else: `map_pin`, `user_session`. The
 * signatures are those of signed URLs, whose queries are logged field by field.
 */
export const SECRET_WHOLE_NAMES: ReadonlySet<string> = new Set([
  'pin',
  'session',
  'sessions',
  'pass',
  'sid',
  'connectsid',
  'sig',
  'signature',
  'xamzsignature',
  'xgoogsignature',
]);

/** Last words that a rule above would catch wrongly: page cursors and flow control, which open nothing. */
export const HARMLESS_NAMES: ReadonlySet<string> = new Set([
  'pagetoken',
  'nexttoken',
  'continuationtoken',
  'cancellationtoken',
  'canceltoken',
  'synctoken',
  'idempotencytoken',
]);

/** So telling that they match at the end of a word too: `mypassword`, `stripeapikey`. */
export const SECRET_ENDINGS: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'apikey',
  'accesstoken',
  'refreshtoken',
  'authtoken',
  'clientsecret',
  'privatekey',
  'secretkey',
];
