/** Package and path, as in node_modules and on any system; of a file outside, its path. */
export function inPackages(path: string): string {
  return path.replaceAll('\\', '/').split('/node_modules/').at(-1) as string;
}
