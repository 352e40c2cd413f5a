import { styleText } from 'node:util';

/** What a piece of terminal text is, not how it looks. */
export type Role = 'heading' | 'faint' | 'error' | 'warning' | 'good' | 'service';

const FORMATS: Record<Role, Parameters<typeof styleText>[0]> = {
  heading: 'bold',
  faint: 'dim',
  error: 'red',
  warning: 'yellow',
  good: 'green',
  service: 'cyan',
};

export type Style = (role: Role, text: string) => string;

export function createStyle(colour: boolean): Style {
  if (!colour) return (_role, text) => text;
  return (role, text) => styleText(FORMATS[role], text, { validateStream: false });
}

/** Whether a stream is a terminal that takes colours; NO_COLOR and FORCE_COLOR are heard by Node. */
export function hasColour(stream: { isTTY?: boolean; hasColors?: () => boolean }): boolean {
  return stream.isTTY === true && stream.hasColors?.() === true;
}
