/** Makes words comparable: case and accents gone, Hangul taken apart into the letters it is typed with. Both sides of a search go through it. */

/** Letters of Hangul Compatibility Jamo in the order of the Unicode algorithm; compound ones as the keys that are pressed. */
const LEADS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'];
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ');
const TAILS =
  ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(
    ' ',
  );
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Compound letters that stand alone, as while typing. */
const COMPOUNDS: Record<string, string> = Object.fromEntries(
  [...'ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ'].map((letter, place) => [
    letter,
    'ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ'.split(' ')[
      place
    ] as string,
  ]),
);
/** Letters that Unicode does not take apart. */
const SPECIAL: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ŋ: 'n',
};

const hangulRuns = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]+/g;
const plain = /^[\x20-\x7e]*$/;

/** Folding what is folded changes nothing. */
export function foldText(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  const composed = text.normalize('NFC');
  let folded = '';
  let from = 0;
  for (const run of composed.matchAll(hangulRuns)) {
    folded += foldOther(composed.slice(from, run.index)) + lettersOf(run[0]);
    from = run.index + run[0].length;
  }
  return folded + foldOther(composed.slice(from));
}

function foldOther(text: string): string {
  if (text === '') return '';
  const bare = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
  const folded = bare
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæœøđðþłħıŧŋ]/g, (letter) => SPECIAL[letter] as string);
  // Half-width Hangul becomes Hangul only now.
  return folded.replace(hangulRuns, (run) => lettersOf(run.normalize('NFC')));
}

function lettersOf(hangul: string): string {
  let letters = '';
  for (const char of hangul) {
    const code = char.charCodeAt(0);
    if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) letters += lettersOfSyllable(code - FIRST_SYLLABLE);
    else letters += COMPOUNDS[char] ?? conjoining(code) ?? char;
  }
  return letters;
}

const lettersOfSyllable = (place: number): string =>
  (LEADS[Math.floor(place / 588)] as string) +
  (VOWELS[Math.floor((place % 588) / 28)] as string) +
  (TAILS[place % 28] as string);

/** Letters that stand alone in decomposed text; those of old Hangul stay as they are. */
function conjoining(code: number): string | undefined {
  if (code >= 0x1100 && code <= 0x1112) return LEADS[code - 0x1100];
  if (code >= 0x1161 && code <= 0x1175) return VOWELS[code - 0x1161];
  if (code >= 0x11a8 && code <= 0x11c2) return TAILS[code - 0x11a7];
  return undefined;
}

/** undefined for what is no whole syllable. */
export function tailOf(syllable: string): '' | 'ㄹ' | 'other' | undefined {
  const place = syllable.charCodeAt(0) - FIRST_SYLLABLE;
  if (!(place >= 0 && place <= LAST_SYLLABLE - FIRST_SYLLABLE)) return undefined;
  const tail = TAILS[place % 28] as string;
  return tail === '' || tail === 'ㄹ' ? tail : 'other';
}
