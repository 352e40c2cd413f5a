import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { decode, encode } from '@jridgewell/sourcemap-codec';

/** At the end of a line within a string: an odd number of backslashes. */
const CONTINUED = /(?<!\\)(?:\\\\)*\\$/;

/**
 * Joins lines of a bundle that esbuild (`lineLimit`) ended within a string. A bundler of an app may indent them, and rollup
 * does when it wraps a module: the indent is then in the string.
 */
export function joinStrings(file) {
  const mapFile = `${file}.map`;
  const map = existsSync(mapFile) ? JSON.parse(readFileSync(mapFile, 'utf8')) : undefined;
  const segments = decode(map?.mappings ?? '');
  const joined = [];
  let isContinued = false;
  for (const [number, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    const isContinuing = isContinued;
    isContinued = CONTINUED.test(line);
    const text = isContinued ? line.slice(0, -1) : line;
    const ofLine = segments[number] ?? [];
    if (!isContinuing) {
      joined.push({ text, segments: ofLine });
      continue;
    }
    const last = joined.at(-1);
    const moved = last.text.length;
    last.segments = [...last.segments, ...ofLine.map(([column, ...place]) => [column + moved, ...place])];
    last.text += text;
  }
  writeFileSync(file, joined.map(({ text }) => text).join('\n'));
  if (map === undefined) return;
  map.mappings = encode(joined.map((each) => each.segments));
  writeFileSync(mapFile, JSON.stringify(map));
}
