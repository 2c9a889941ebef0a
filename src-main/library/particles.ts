/** Takes Korean particles off a word: whoever looks for “서울에서” also means 서울. */
import { tailOf } from './fold-text';

/** What a particle may follow: any syllable, one that ends in a consonant, one that ends in a vowel (or, for 로, in ㄹ). */
type After = 'any' | 'consonant' | 'vowel' | 'vowel-or-ㄹ' | 'consonant-but-ㄹ';

/** Longest first: of 에서는 all goes, not only 는. */
const particles: ReadonlyArray<readonly [string, After]> = (
  [
    ['에서부터', 'any'],
    ['으로부터', 'consonant-but-ㄹ'],
    ['로부터', 'vowel-or-ㄹ'],
    ['에서는', 'any'],
    ['에서도', 'any'],
    ['에서의', 'any'],
    ['에게서', 'any'],
    ['으로는', 'consonant-but-ㄹ'],
    ['으로도', 'consonant-but-ㄹ'],
    ['이라는', 'consonant'],
    ['한테서', 'any'],
    ['까지', 'any'],
    ['부터', 'any'],
    ['에서', 'any'],
    ['에게', 'any'],
    ['에는', 'any'],
    ['에도', 'any'],
    ['한테', 'any'],
    ['처럼', 'any'],
    ['보다', 'any'],
    ['마다', 'any'],
    ['조차', 'any'],
    ['밖에', 'any'],
    ['하고', 'any'],
    ['으로', 'consonant-but-ㄹ'],
    ['이랑', 'consonant'],
    ['이나', 'consonant'],
    ['께서', 'any'],
    ['은', 'consonant'],
    ['는', 'vowel'],
    ['이', 'consonant'],
    ['가', 'vowel'],
    ['을', 'consonant'],
    ['를', 'vowel'],
    ['과', 'consonant'],
    ['와', 'vowel'],
    ['랑', 'vowel'],
    ['로', 'vowel-or-ㄹ'],
    ['의', 'any'],
    ['에', 'any'],
    ['도', 'any'],
    ['만', 'any'],
    ['들', 'any'],
  ] as Array<[string, After]>
).sort(([first], [second]) => second.length - first.length);

/** The word without its particle, or null when it ends in none. `word` is composed (NFC). */
export function withoutParticle(word: string): string | null {
  for (const [particle, after] of particles) {
    if (word.length <= particle.length || !word.endsWith(particle)) continue;
    const stem = word.slice(0, -particle.length);
    const tail = tailOf(stem.slice(-1));
    // After a foreign name (“Kim의”) nobody knows how it is spoken: any particle may follow.
    if (tail === undefined ? /[\p{L}\p{N}]$/u.test(stem) : mayFollow(tail, after)) return stem;
  }
  return null;
}

function mayFollow(tail: '' | 'ㄹ' | 'other', after: After): boolean {
  switch (after) {
    case 'any':
      return true;
    case 'consonant':
      return tail !== '';
    case 'vowel':
      return tail === '';
    case 'vowel-or-ㄹ':
      return tail !== 'other';
    case 'consonant-but-ㄹ':
      return tail === 'other';
  }
}
