/** Folding: accents, case, and Hangul as it is typed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../../src-main/library/fold-text';
import { withoutParticle } from '../../../src-main/library/particles';

describe('folding', () => {
  it.each([
    ['Café', 'cafe'],
    ['CAFE\u0301', 'cafe'],
    ['Straße', 'strasse'],
    ['Ærø Łódź İstanbul', 'aero lodz istanbul'],
    ['ＩＭＧ＿０１', 'img_01'],
    ['서울', 'ㅅㅓㅇㅜㄹ'],
    ['서울'.normalize('NFD'), 'ㅅㅓㅇㅜㄹ'],
    ['과일 닭', 'ㄱㅗㅏㅇㅣㄹ ㄷㅏㄹㄱ'],
    ['ㅘㄳ', 'ㅗㅏㄱㅅ'],
    ['ﾤ', 'ㄴ'],
    ['제주 Café', 'ㅈㅔㅈㅜ cafe'],
  ])('%s is found as %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('changes nothing that is folded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
    );
  });

  it('does not depend on how letters are composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(text.normalize('NFD'))).toBe(foldText(text.normalize('NFC')));
      }),
    );
  });

  /** What stands on the screen while a word is typed: every prefix of its keys, composed as an input method does. */
  it('finds a Hangul word by every state of typing it', () => {
    const syllable = fc.integer({ min: 0xac00, max: 0xd7a3 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(syllable, { minLength: 1, maxLength: 6 }), fc.nat(), (syllables, cut) => {
        const word = syllables.join('');
        const keys = foldText(word);
        const typed = keys.slice(0, 1 + (cut % keys.length));
        expect(keys.startsWith(foldText(typed))).toBe(true);
        expect(keys.startsWith(foldText(syllables.slice(0, 1 + (cut % syllables.length)).join('')))).toBe(
          true,
        );
      }),
    );
  });

  it.each([
    ['서우', '서울'],
    ['설', '서류'],
    ['달', '닭'],
    ['고', '과일'],
    ['값', '갑시다'],
  ])('%s is on the way to %s', (typed, word) => {
    expect(foldText(word).startsWith(foldText(typed))).toBe(true);
  });
});

describe('particles', () => {
  it.each([
    ['서울에서', '서울'],
    ['제주도의', '제주도'],
    ['집으로', '집'],
    ['서울로', '서울'],
    ['바다로', '바다'],
    ['친구와', '친구'],
    ['꽃을', '꽃'],
    ['아침부터', '아침'],
    ['엄마한테', '엄마'],
    ['학교까지', '학교'],
    ['신랑은', '신랑'],
    ['Kim의', 'Kim'],
  ])('%s without its particle is %s', (word, stem) => {
    expect(withoutParticle(word)).toBe(stem);
  });

  it.each(['사과', '나무이', '-의', '은', 'café', 'Kim의x'])('%s keeps all of it', (word) => {
    expect(withoutParticle(word)).toBeNull();
  });
});
