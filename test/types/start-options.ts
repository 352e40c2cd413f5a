// Compiled, never run: StartOptions, which `npm run docs` writes, is what the table of options says.
import type { OptionValues } from '../../src/config/options.js';
import type { StartOptions } from '../../src/config/start-options.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Written out, so that two types of equal properties are the same one. */
type Flat<T> = { [Name in keyof T]: T[Name] };

const same: Same<Flat<StartOptions>, Flat<OptionValues>> = true;
void same;
