import type { Logform } from 'winston';
import { createNormalizer } from '../../core/normalize/index.js';
import type { RedactOptions } from '../../core/redact/options.js';
import { createRedactor } from '../../core/redact/redactor.js';
import type { Format, Info } from '../record/info.js';
import { withheldInfo, withoutSecrets } from './mask.js';

/**
 * A winston format that masks secrets, for loggers with formats of their own: by the names of fields and by pattern in
 * every string. Combine it first. `structuredJson` and the preload mask without it.
 * @throws BridgeError TRACEBRIDGE_INVALID_OPTION
 * @example
 * ```ts
 * import { redact } from 'tracebridge/winston';
 * import { createLogger, format, transports } from 'winston';
 *
 * const { combine, json } = format;
 * createLogger({ format: combine(redact({ keys: ['iban'] }), json()), transports: [new transports.Console()] });
 * ```
 */
export function redact(options: RedactOptions = {}): Logform.Format {
  const redactor = createRedactor(options);
  const values = { redactor, normalizer: createNormalizer({ redactor }) };
  const format: Format & { options: object } = {
    options,
    transform(info: Info): Info {
      try {
        return withoutSecrets(info, values);
      } catch {
        return withheldInfo(info);
      }
    },
  };
  return format as Logform.Format;
}
