import { appended } from './append.js';

function load(this: { readonly resourcePath: string }, code: string): string {
  return appended(this.resourcePath, code) ?? code;
}

export = load;
