/** Turns what a person types into expressions of the index of words: every word must begin some word, “…” is a phrase, -word leaves out. */
import { foldText } from './fold-text';
import { withoutParticle } from './particles';
import { splitAtDigits } from './photo-words';

/** Expressions in the language of FTS5, one for each word or phrase: what was asked before for a word is known when the next is typed. */
export interface TextQuery {
  /** Photos must fit all of them. */
  wanted: string[];
  /** Photos must fit none of them. */
  unwanted: string[];
}

interface Part {
  text: string;
  isPhrase: boolean;
  /** A phrase whose closing mark was not typed yet goes on like a word. */
  isOpen: boolean;
  isUnwanted: boolean;
}

/** More words than a person types; a pasted text would only cost time. */
const MOST_PARTS = 32;
const MOST_PARTICLES = 2;

/** null: nothing in it can be searched for. */
export function parseTextQuery(text: string): TextQuery | null {
  const wanted: string[] = [];
  const unwanted: string[] = [];
  for (const part of partsOf(text.normalize('NFC')).slice(0, MOST_PARTS)) {
    const expression = expressionOf(part);
    if (expression !== null) (part.isUnwanted ? unwanted : wanted).push(expression);
  }
  return wanted.length + unwanted.length === 0 ? null : { wanted, unwanted };
}

/** Straight and curly marks open and close phrases; a minus counts only in front. */
function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (const match of text.matchAll(/(-?)(?:["“”„«]([^"“”»]*)(["“”»]?)|([^\s"“”„«]+))/g)) {
    const [, minus, phrase, closing, word] = match;
    parts.push({
      text: phrase ?? word ?? '',
      isPhrase: phrase !== undefined,
      isOpen: phrase !== undefined && closing === '',
      isUnwanted: minus === '-',
    });
  }
  return parts;
}

function expressionOf({ text, isPhrase, isOpen }: Part): string | null {
  const whole = tokens(text);
  if (whole === null) return null;
  if (isPhrase) return `"${whole}"${isOpen ? ' *' : ''}`;
  const choices = new Set([`"${whole}" *`]);
  const split = tokens(splitAtDigits(text));
  // A single letter or digit as a word of its own is in so many names that looking for it takes longest and finds nothing more.
  if (split !== null && !/(^| ).( |$)/u.test(split)) choices.add(`"${split}" *`);
  // “서울에서만” twice. One syllable begins too many words: it must be one.
  let word = text.replace(/[^\p{L}\p{N}]+$/u, '');
  for (let times = 0; times < MOST_PARTICLES; times += 1) {
    const stem = withoutParticle(word);
    const folded = stem === null ? null : tokens(stem);
    if (stem === null || folded === null) break;
    choices.add(`"${folded}"${stem.length > 1 ? ' *' : ''}`);
    word = stem;
  }
  return choices.size === 1 ? ([...choices][0] as string) : `(${[...choices].join(' OR ')})`;
}

/** Letters and digits only, as the index splits words; null when there are none. */
function tokens(text: string): string | null {
  const found = foldText(text).match(/[\p{L}\p{N}]+/gu);
  return found === null ? null : found.join(' ');
}
