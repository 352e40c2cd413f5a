/**
 * Names of secret fields, without separators and in lower case. Each matches the whole name or its last words:
 * `token` matches `accessToken` and `http.request.header.x-csrf-token`, not `token_count` or `tokenizer`.
 */
export const SECRET_NAMES: ReadonlySet<string> = names(`
  password passwd pwd pw passwort kennwort contrasena motdepasse senha wachtwoord losenord passord adgangskode salasana heslo hasło haslo jelszo пароль 密码 密碼 パスワード 비밀번호 passphrase passcode passwordhash passwordsalt passwordconfirm passwordconfirmation
  passwordrepeat passwordagain passwordtext passwordvalue passwordstring passworddigest passin passout requirepass
  secret clientsecret secretstring secretvalue secretbinary secretdata secrettext secrethash secretkeybase secretid
  token accesstoken refreshtoken idtoken authtoken sessiontoken csrftoken xsrftoken tokenvalue tokensecret tokenstring
  csrf xsrf jwt bearer otp totp hotp otpcode totpcode mfacode twofactorcode 2facode tfacode smscode verificationcode resetcode onetimecode logincode signincode confirmationcode activationcode unlockcode tancode mtan smstan authcode
  authorizationcode devicecode recoverycode backupcode securitycode otpsecret otpauth
  apikey xapikey accesskey accesskeyid secretkey sharedaccesskey accountkey privatekey signingkey encryptionkey
  decryptionkey masterkey sshkey sessionkey authkey hmackey licensekey appkey applicationkey
  consumerkey subscriptionkey azurestoragekey presharedkey psk communitystring clientkey clientkeydata serverkey aeskey pinblock dockerconfigjson grecaptcharesponse hcaptcharesponse cookiekey cookiekeys webhookkey adminkey deploykey integrationkey apptoken apisecret
  apikeyvalue apikeyid privatekeypem privatekeydata privatekeypassphrase privatepem pempassword keypassword secretaccesskey
  authorization proxyauthorization cookie setcookie credential creds
  clientassertion codeverifier samlresponse samlassertion samlart oauthverifier oobcode idtokenhint
  securityanswer secretanswer
  mnemonic seedphrase mnemonicphrase recoveryphrase walletseed
  ssn socialsecuritynumber cardnumber cardno creditcard creditcardnumber debitcard ccnumber cvv cvv2 cvc cvc2
  cardpin userpin pincode pinnumber
  sessid phpsessid jsessionid aspsessionid connectsid
`);

/** As above, but a number or a list of numbers under such a name is a count or a timing: `total_tokens: 812`. */
export const SECRET_UNLESS_NUMBER: ReadonlySet<string> = names(`
  passwords secrets tokens apikeys cookies credentials otps recoverycodes backupcodes accesskeys privatekeys
  passphrases mnemonics
`);

/**
 * Secret as a whole name only, because as a last word they mean something else: `map_pin`, `user_session`. The
 * signatures are those of signed URLs, whose queries are logged field by field.
 */
export const SECRET_WHOLE_NAMES: ReadonlySet<string> = names(`
  pin session clave sid sig xamzsignature xamzcredential xamzsecuritytoken xgoogsignature
  xgoogcredential awsaccesskeyid
`);

/** Whole names whose numbers are counts, as `tests: { pass: 12 }`. */
export const SECRET_WHOLE_UNLESS_NUMBER: ReadonlySet<string> = names(
  'pass auth xauth basicauth httpauth sessions',
);

/**
 * A session's ID is its key, or a number for people; a signature is a text or a yes: secret where they are long and
 * random, and no UUID. `v1=…` is a signature's version, as in Stripe's and Slack's headers.
 */
export const SECRET_IF_RANDOM: ReadonlySet<string> = names(
  'sessionid session sess signature hmac v0 v1 rememberme seed salt pepper authentication honeycombteam',
);

/** Words before `pass` that make it a password: `smtp_pass`, `dbpass`; not `boarding_pass` or `first_pass`. */
export const PASS_OWNERS: ReadonlySet<string> = names(`
  admin api app auth basic cert database db dba email es ftp http https imap jdbc key keystore ldap login mail maria mongo mqtt
  mssql my mysql ora oracle pem pg pop postgres postgresql proxy rabbit rabbitmq redis registry root sa sftp smtp sql
  ssh store sudo svc truststore user usr vault vpn wifi default become master
`);

/** Words before `key` that make it an API's key: `stripe_key`. Mostly of gitleaks' rules by keyword. */
export const KEY_OWNERS: ReadonlySet<string> = names(`
  adafruit airtable algolia alibaba amplitude anthropic apollo asana aws azure beamer bitbucket bittrex braintree bugsnag
  cloudflare cohere coinbase contentful datadog dd deepl deepseek discord dropbox dsa ec ecdsa ed25519 etsy facebook fastly
  finnhub firebase flickr freshbooks functions gemini ghost github gitlab gitter google groq hashicorp heroku honeycomb hubspot
  intercom jfrog kraken kucoin launchdarkly linear linkedin loggly mailchimp mailgun mailjet mandrill mapbox meraki
  messagebird minio mistral netlify newrelic nytimes okta openai opsgenie pagerduty paypal paystack pinecone plaid
  postmark pusher rapidapi razorpay replicate rsa segment sendbird sendgrid sentry shopify sidekiq sinch slack snyk sonar
  square squarespace ssl stripe sumologic supabase telegram tls travisci trello twilio twitch twitter typeform vault
  vonage yandex zendesk
`);

/** Words before `key` that make it a name or a place; under other keys what is long and random is secret. */
export const PLAIN_KEY_OWNERS: ReadonlySet<string> = names(`
  public pub cache partition routing primary object s3 sort message msg dedupe deduplication group hash foreign idempotency range
  shard translation row map index lookup unique composite item request event file path url host record entity job lock rate
  query react node tree websocket from by for on the this no
`);

/** Last words that a rule above would catch wrongly: page cursors, flow control, and what parsers say. */
export const HARMLESS_NAMES: ReadonlySet<string> = names(`
  pagetoken nexttoken continuationtoken cancellationtoken canceltoken synctoken idempotencytoken unexpectedtoken
  awskeyname publickeytoken existingsecret pullsecret imagepullsecret imagepullsecrets
`);

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
  '密码',
];

/**
 * Names under which text in prose and in settings holds a secret whatever it looks like. Of the others (`token: expected`,
 * `session=3`, `cookie: accepted`) the value has to look like one.
 */
export const STRONG_NAME =
  /(?:password|passwd|passphrase|passcode|pwd|pw|passwort|kennwort|contrasena|motdepasse|senha|wachtwoord|losenord|passord|adgangskode|salasana|heslo|hasl?o|jelszo|pass|secret|apikey|accesskey|privatekey|secretkey|accountkey|signingkey|encryptionkey|masterkey|authkey|clientassertion|codeverifier|mnemonic|seedphrase|accesstoken|refreshtoken|idtoken|authtoken|xamzsignature|xamzcredential|xamzsecuritytoken|xgoogsignature|xgoogcredential|accesskeyid|storagekey|presharedkey|psk|communitystring|clientkeydata)(?:hash|salt|confirm|confirmation|value|string|text|repeat)?\d*$/;

/** Names whose secret is a short number. */
export const NUMERIC_NAME =
  /(?:otp|tan|pin|pincode|pinnumber|code|passcode|cvv2?|cvc2?|ssn|socialsecuritynumber|card|cardnumber|cardno|ccnumber)$/;

function names(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
