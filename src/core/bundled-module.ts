/** What code that a bundler plugin appended to a module tells of it, when the module has run. */
export interface BundledModule {
  /** Package and path, as in node_modules. */
  readonly file: string;
  /** What the module is to export, which may be changed. */
  exports: unknown;
}

/** The diagnostics channel that it is told on. */
export const BUNDLED_MODULE_CHANNEL = 'tracebridge:module';
