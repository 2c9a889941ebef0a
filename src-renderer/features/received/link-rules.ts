/** What the sheet says of a link and a code while they are typed. Pure. */
import { readShareLink, type ShareLink } from '../../../src-shared/domain/received-link';
import { CODE_LENGTH, formatCode, readCode } from '../../../src-shared/sealing/share-code';

export type LinkWord = 'cut' | 'foreign' | 'tooLong' | 'notEncrypted';

const words = {
  cut: 'cut',
  foreign: 'foreign',
  'too-long': 'tooLong',
  'not-encrypted': 'notEncrypted',
} as const;

/** Nothing is said of an empty field. */
export function wordOfLink(text: string): { link: ShareLink | null; word: LinkWord | null } {
  if (text.trim() === '') return { link: null, word: null };
  const read = readShareLink(text);
  return read.ok ? { link: read.link, word: null } : { link: null, word: words[read.fault] };
}

export type CodeWord =
  | { kind: 'left'; count: number }
  | { kind: 'tooLong' }
  | { kind: 'foreign'; characters: string };

/** null: it is whole. */
export function wordOfCode(typed: string): CodeWord | null {
  const { code, foreign } = readCode(typed);
  if (foreign.length > 0) return { kind: 'foreign', characters: [...new Set(foreign)].join(' ') };
  if (code.length > CODE_LENGTH) return { kind: 'tooLong' };
  return code.length < CODE_LENGTH ? { kind: 'left', count: CODE_LENGTH - code.length } : null;
}

/** Capitals and the dash appear by themselves once it is whole. */
export const tidyCode = (typed: string): string =>
  wordOfCode(typed) === null ? formatCode(readCode(typed).code) : typed;
