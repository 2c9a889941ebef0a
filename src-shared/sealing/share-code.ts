/** The code of a share: ten characters of Crockford's base32 (50 bits), and how it is read back from whatever a person types. */
import type { SealingPrimitives } from './primitives';

/** No I, L, O and U: nothing looks like another. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const CODE_LENGTH = 10;

/** One per recipient. Five bits of each random byte: 256 is a multiple of 32, so every character is equally likely. */
export function generateCode({ randomBytes }: Pick<SealingPrimitives, 'randomBytes'>): string {
  return [...randomBytes(CODE_LENGTH)].map((byte) => alphabet[byte & 31]).join('');
}

/** `XXXXX-XXXXX`, as it is shown and mailed. */
export function formatCode(code: string): string {
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/**
 * The characters of a code in what was typed: any case, O for 0, I and L for 1, full-width letters, any spaces and dashes,
 * and also typed with the Korean keyboard left on. What can be no part of a code is left out and told.
 */
export function readCode(typed: string): { code: string; foreign: string[] } {
  const read = { code: '', foreign: [] as string[] };
  for (const character of latinOf(typed.normalize('NFKD')).toUpperCase()) {
    const meant = character === 'O' ? '0' : character === 'I' || character === 'L' ? '1' : character;
    if (alphabet.includes(meant)) read.code += meant;
    else if (!/[\s\p{Pd}\p{Cf}\p{M}_.·−]/u.test(meant)) read.foreign.push(character);
  }
  return read;
}

/** Null when it is not a whole code. */
export function parseCode(typed: string): string | null {
  const { code, foreign } = readCode(typed);
  return code.length === CODE_LENGTH && foreign.length === 0 ? code : null;
}

/** Keys of the Korean two-set keyboard, in the order of the conjoining letters of Unicode. */
const initials = 'r R s e E f a q Q t T d w W c z x v g'.split(' ');
const vowels = 'k o i O j p u P h hk ho hl y n nj np nl b m ml l'.split(' ');
const finals = 'r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g'.split(' ');

/** Turns Hangul, decomposed, back into the keys that were pressed. */
function latinOf(decomposed: string): string {
  return decomposed.replace(/[\u1100-\u11c2]/g, (letter) => {
    const point = letter.charCodeAt(0);
    if (point >= 0x11a8) return finals[point - 0x11a8] ?? letter;
    if (point >= 0x1161) return vowels[point - 0x1161] ?? letter;
    return initials[point - 0x1100] ?? letter;
  });
}
