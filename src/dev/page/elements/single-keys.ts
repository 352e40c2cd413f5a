const STORAGE_KEY = 'tracebridge.singleKeys';

let singleKeys = stored() !== 'off';

/** Single-key shortcuts can be turned off (WCAG 2.2, 2.1.4). */
export function singleKeysOn(): boolean {
  return singleKeys;
}

/** A browser that blocks site data throws on any use of the storage; the choice then lasts as long as the page. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export function setSingleKeys(isOn: boolean): void {
  singleKeys = isOn;
  try {
    localStorage.setItem(STORAGE_KEY, isOn ? 'on' : 'off');
  } catch {
    // See stored().
  }
}
