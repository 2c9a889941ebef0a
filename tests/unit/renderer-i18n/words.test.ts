/** Both languages say everything, with the same placeholders; errors become sentences. */
import { describe, expect, it } from 'vitest';
import { languageFor, localeFor, startI18n } from '../../../src-renderer/i18n';
import { en } from '../../../src-renderer/i18n/en';
import { ko } from '../../../src-renderer/i18n/ko';
import { errorSentence } from '../../../src-renderer/i18n/use-locale';
import { AppError, errorCodes } from '../../../src-shared/app-error';

/** `albums.state.empty` -> words, plural suffixes cut off. */
function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${path}${key}`.replace(/_(one|other)$/, ''), value] as const]
        : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const placeholders = (words: string): string[] => [...new Set(words.match(/\{\{\w+\}\}/g) ?? [])].sort();

describe('words', () => {
  it('has the same keys in both languages', () => {
    expect([...flat(ko).keys()].sort()).toEqual([...flat(en).keys()].sort());
  });

  it('uses the same placeholders in both languages', () => {
    const korean = flat(ko);
    const differing = [...flat(en)].filter(
      ([key, words]) => placeholders(words).join() !== placeholders(korean.get(key) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('has no empty words', () => {
    expect([...flat(en), ...flat(ko)].filter(([, words]) => words.trim() === '')).toEqual([]);
  });
});

describe('errors', () => {
  it('has a sentence that ends in a full stop for every code', () => {
    const codes = [...errorCodes].sort();
    for (const errors of [en.errors, ko.errors]) {
      expect(Object.keys(errors).sort()).toEqual(codes);
      expect(Object.values(errors).filter((sentence) => !sentence.endsWith('.'))).toEqual([]);
    }
  });

  it('says in English what main wrote, and in Korean its own sentence with the name of the thing', () => {
    const { t } = startI18n('en');
    const error = new AppError('file-missing', 'The folder “/card” is gone: plug the disk in.', {
      params: { path: '/card' },
    });
    expect(errorSentence(error, t, 'en')).toBe('The folder “/card” is gone: plug the disk in.');
    expect(errorSentence(error, startI18n('ko').t, 'ko')).toBe(`/card: ${ko.errors['file-missing']}`);
  });

  it('names the region a bucket is really in', () => {
    const params = { host: 's3.example.com', bucket: 'wedding', region: 'eu-west-3' };
    const error = new AppError('wrong-region', 'It is in eu-west-3.', { params });
    expect(errorSentence(error, startI18n('ko').t, 'ko')).toBe(
      'wedding: 버킷은 리전 “eu-west-3”에 있습니다. 저장소 화면에서 연결의 리전을 이것으로 바꾸세요.',
    );
  });
});

describe('language and locale', () => {
  it('follows the system where we speak its language', () => {
    expect([
      languageFor('system', 'ko-KR'),
      languageFor('system', 'de-DE'),
      languageFor('ko', 'en-US'),
    ]).toEqual(['ko', 'en', 'ko']);
  });
  it('keeps the system’s own way to write numbers within the language', () => {
    expect([localeFor('en', 'en-GB'), localeFor('en', 'de-DE'), localeFor('ko', 'en-US')]).toEqual([
      'en-GB',
      'en-US',
      'ko-KR',
    ]);
  });
});
