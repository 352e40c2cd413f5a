import {
  InstrumentationBase,
  InstrumentationNodeModuleDefinition,
  InstrumentationNodeModuleFile,
} from '@opentelemetry/instrumentation';
import { quietly } from '../core/quietly.js';
import { VERSION } from '../core/version.js';
import { loadedLoggerClasses } from '../logs/winston/loaded-loggers.js';
import { captureLogger, isLoggerClass, releaseLogger } from '../logs/winston/logger-class.js';
import { LOGGER_FILE, learnLoaded, learnModule, STOCK_MODULES } from '../logs/winston/modules.js';
import { onBundledModule } from './bundled-modules.js';
import { joinTestFiles } from './jest-runtime.js';

const SUPPORTED = ['>=3.0.0 <4'];
const SUPPORTED_FORMATS = ['>=2.0.0 <3'];
const SUPPORTED_JEST = ['>=28.0.0 <31'];

/** Captures what winston loggers write, whichever copy of winston, loaded before or after, also in jest. */
export class WinstonInstrumentation extends InstrumentationBase {
  constructor() {
    super('tracebridge/winston', VERSION, {});
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    const logger = new InstrumentationNodeModuleFile(
      LOGGER_FILE,
      SUPPORTED,
      (exported) => {
        if (isLoggerClass(exported)) captureLogger(exported);
        return exported;
      },
      (exported) => {
        if (isLoggerClass(exported)) releaseLogger(exported);
      },
    );
    return [
      moduleOf('winston', SUPPORTED, [logger, ...learningFiles('winston', SUPPORTED)]),
      moduleOf('logform', SUPPORTED_FORMATS, learningFiles('logform', SUPPORTED_FORMATS)),
      new InstrumentationNodeModuleDefinition('jest-runtime', SUPPORTED_JEST, (exported) => {
        quietly('joining test files of jest', () => joinTestFiles(exported));
        return exported;
      }),
    ];
  }

  override enable(): void {
    super.enable();
    onBundledModule((module) => {
      if (module.file === LOGGER_FILE && isLoggerClass(module.exports)) captureLogger(module.exports);
      else if (STOCK_MODULES.includes(module.file)) module.exports = learnModule(module.file, module.exports);
    });
    // Loggers that exist already share the class's prototype: patching it reaches them too.
    for (const loaded of loadedLoggerClasses()) captureLogger(loaded);
    learnLoaded();
  }
}

function moduleOf(name: string, versions: string[], files: InstrumentationNodeModuleFile[]) {
  return new InstrumentationNodeModuleDefinition(name, versions, undefined, undefined, files);
}

/** The parts of winston whose effect is known: what was learned of them needs no taking back. */
function learningFiles(name: string, versions: string[]): InstrumentationNodeModuleFile[] {
  return STOCK_MODULES.filter((file) => file.startsWith(`${name}/`)).map(
    (file) =>
      new InstrumentationNodeModuleFile(
        file,
        versions,
        (exported) => learnModule(file, exported),
        () => {},
      ),
  );
}
