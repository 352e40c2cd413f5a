import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { loadedLoggerClasses } from '../logs/capture/loaded-loggers.js';
import { captureLogger, isLoggerClass, releaseLogger } from '../logs/capture/logger-class.js';
import { VERSION } from '../version.js';

const SUPPORTED = ['>=3.0.0 <4'];
const LOGGER_FILE = 'winston/lib/winston/logger.js';

/** Captures what winston loggers write, whichever copy of winston, loaded before or after. */
export class WinstonInstrumentation extends InstrumentationBase {
  constructor() {
    super('tracebridge/winston', VERSION, {});
  }

  protected override init(): InstrumentationNodeModuleDefinition {
    return new InstrumentationNodeModuleDefinition('winston', SUPPORTED, undefined, undefined, [
      new InstrumentationNodeModuleFile(
        LOGGER_FILE,
        SUPPORTED,
        (exported) => {
          if (isLoggerClass(exported)) captureLogger(exported);
          return exported;
        },
        (exported) => {
          if (isLoggerClass(exported)) releaseLogger(exported);
        },
      ),
    ]);
  }

  override enable(): void {
    super.enable();
    // Loggers that exist already share the class's prototype: patching it reaches them too.
    for (const loaded of loadedLoggerClasses()) captureLogger(loaded);
  }
}
