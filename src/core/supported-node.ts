/** `engines` of package.json. */
const [MAJOR, MINOR] = [22, 15];

/** What is wrong with a version of Node.js that is too old, where parts of the package do not load. */
export function tooOld(version = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return undefined;
  return `Node.js ${version} is too old: tracebridge needs ${MAJOR}.${MINOR} or newer`;
}
