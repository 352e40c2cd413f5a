import { type BigIntStats, stat, statSync } from 'node:fs';
import { clearInterval, setInterval } from '../core/native.js';
import { outsideContext } from '../core/outside-context.js';
import { warn } from '../core/warn.js';
import type { DebugRule } from './rule.js';
import { parseRules, readRulesFile } from './rules-file.js';
import type { RulesInForce } from './rules-in-force.js';

/** How often the file is looked at: by its path, so that a link that is swapped counts too, as in Kubernetes. */
const LOOK_MILLIS = 1000;

/**
 * Takes the rules of a file, now and whenever it changes. A file that can't be read changes nothing but for one line
 * on stderr: the rules that it had end by themselves. One that is not there has no rules.
 * @returns ends the watch
 */
export function watchRules(path: string, rules: RulesInForce): () => void {
  let seen = stampNow(path);
  let told: string | undefined;
  let known: readonly DebugRule[] = [];
  let isLooking = false;

  const tell = (problem: string | undefined) => {
    if (problem !== undefined && problem !== told) warn(`TRACEBRIDGE_DEBUG_RULES=${path}: ${problem}`);
    told = problem;
  };
  const take = () => {
    try {
      const { rules: read, problems } = parseRules(seen === ABSENT ? '' : readRulesFile(path));
      // Of one that was seen in force, its end was told.
      const ended = read.filter(
        ({ id, until }) => until <= Date.now() && !known.some((old) => old.id === id),
      );
      known = read;
      const all = [
        ...problems,
        ...ended.map(({ id, until }) => `rule ${id} ended ${new Date(until).toISOString()}`),
      ];
      tell(all.length === 0 ? undefined : all.join('; '));
      rules.takeFile(read);
    } catch (error) {
      tell(`${(error as Error).message}: its rules stay as they were`);
    }
  };
  const look = () => {
    if (isLooking) return;
    isLooking = true;
    stat(path, { bigint: true }, (error, found) => {
      isLooking = false;
      const stamp = error === null ? stampOf(found) : stampOfError(error);
      if (stamp === seen) return;
      seen = stamp;
      take();
    });
  };

  take();
  const timer = outsideContext(() => setInterval(look, LOOK_MILLIS)).unref();
  return () => clearInterval(timer);
}

const ABSENT = 'absent';

/** What differs when a file has changed, to the nanosecond. */
function stampOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

function stampOfError({ code }: NodeJS.ErrnoException): string {
  return code === 'ENOENT' ? ABSENT : String(code);
}

function stampNow(path: string): string {
  try {
    return stampOf(statSync(path, { bigint: true }));
  } catch (error) {
    return stampOfError(error as NodeJS.ErrnoException);
  }
}
