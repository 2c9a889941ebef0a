/** Chooses between 을 and 를, 이 and 가, 은 and 는, 과 and 와, 으로 and 로 by how the word before them ends: a name that a person typed. */
import type { PostProcessorModule } from 'i18next';

/** After a consonant, after a vowel. */
const particles: Record<string, readonly [string, string]> = {
  '을(를)': ['을', '를'],
  '이(가)': ['이', '가'],
  '은(는)': ['은', '는'],
  '과(와)': ['과', '와'],
  '(으)로': ['으로', '로'],
};
const pattern = /([\p{L}\p{N}])([^\p{L}\p{N}\s(]*)(을\(를\)|이\(가\)|은\(는\)|과\(와\)|\(으\)로)/gu;

type Ending = 'vowel' | 'consonant' | 'rieul' | 'unknown';

/** As the last letter is read in Korean; of most Latin consonants nobody can tell. */
function endingOf(letter: string): Ending {
  const syllable = letter.charCodeAt(0) - 0xac00;
  if (syllable >= 0 && syllable < 11_172)
    return syllable % 28 === 0 ? 'vowel' : syllable % 28 === 8 ? 'rieul' : 'consonant';
  if (/[178lLㄹ]/.test(letter)) return 'rieul';
  if (/[036mnMNㄱ-ㅎ]/.test(letter)) return 'consonant';
  return /[2459a-zA-Z]/.test(letter) && !/[bcdgkptBCDGKPT]/.test(letter) ? 'vowel' : 'unknown';
}

/** Where it cannot be told, both stay, as Korean software is used to write them. */
export const withParticles = (words: string): string =>
  words.replace(pattern, (whole, letter: string, between: string, both: string) => {
    const ending = endingOf(letter);
    const [afterConsonant, afterVowel] = particles[both] as readonly [string, string];
    if (ending === 'unknown') return whole;
    const opens = ending === 'vowel' || (ending === 'rieul' && both === '(으)로');
    return `${letter}${between}${opens ? afterVowel : afterConsonant}`;
  });

export const koreanParticles: PostProcessorModule = {
  type: 'postProcessor',
  name: 'korean-particles',
  process: (words) => withParticles(words),
};
