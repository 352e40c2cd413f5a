import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of the corpus in test/fixtures/redaction. */
export interface CorpusLine {
  /** As it stands in the file. */
  source: string;
  /** What an app logs: a message, or fields. */
  value: string | object;
  /** What must not be left of it. */
  secrets: string[];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALPHABETS: Record<string, string> = {
  an: LETTERS + LETTERS.toUpperCase() + DIGITS,
  lo: LETTERS + DIGITS,
  up: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  hex: '0123456789abcdef',
  dig: DIGITS,
  b64: `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}+/`,
  // What password generators use that no shell and no URL takes apart.
  pw: `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}!$*^_.`,
};

/** The same in each run, other for each place. */
function random(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function text(alphabet: string, length: number, next: () => number): string {
  return Array.from({ length }, () => alphabet[Math.floor(next() * alphabet.length)]).join('');
}

function made(kind: string, length: number, next: () => number): string {
  if (kind === 'basic')
    return Buffer.from(`ann:${text(ALPHABETS.an as string, length, next)}`).toString('base64');
  const alphabet = ALPHABETS[kind] as string;
  // A password has a digit, as rules for passwords ask, and begins with a letter.
  if (kind === 'pw') return `k${text(alphabet, length - 3, next)}7${text(ALPHABETS.an as string, 1, next)}`;
  return text(alphabet, length, next);
}

function expanded(source: string, next: () => number): string {
  const hex = ALPHABETS.hex as string;
  return source
    .replace(/\{uuid\}/g, () => [8, 4, 4, 4, 12].map((length) => text(hex, length, next)).join('-'))
    .replace(/\{([a-z]+[0-9]*):(\d+)\}/g, (match, kind: string, length: string) =>
      kind === 'basic' || kind in ALPHABETS ? made(kind, Number(length), next) : match,
    );
}

/** A line of the notation of test/fixtures/redaction. @param seed of its random text */
export function corpusLine(source: string, seed: number): CorpusLine {
  const isFields = source.startsWith('fields ');
  let marked = expanded(isFields ? source.slice('fields '.length) : source, random(seed));
  if (!isFields) marked = marked.replaceAll('\\n', '\n').replaceAll('\\\n', '\\n');
  const secrets = Array.from(marked.matchAll(/⟦([\s\S]*?)⟧/g), (match) => match[1] as string);
  const clean = marked.replaceAll(/[⟦⟧]/g, '');
  return { source, value: isFields ? (JSON.parse(clean) as object) : clean, secrets };
}

/** @param file `secrets.txt` or `harmless.txt` */
export function readCorpus(file: string): CorpusLine[] {
  return readLines(file).flatMap((source, index) =>
    source === '' || source.startsWith('# ') ? [] : [corpusLine(source, index)],
  );
}

export function readLines(file: string): string[] {
  return readFileSync(join(__dirname, '../fixtures/redaction', file), 'utf8').split('\n');
}
