import { appended } from './append.js';

/** The loader of the webpack plugin. */
function load(this: { readonly resourcePath: string }, code: string): string {
  return appended(this.resourcePath, code) ?? code;
}

export = load;
