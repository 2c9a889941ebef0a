import { expect, test } from 'vitest';
import { en } from '../../../src-renderer/guest/words/en';
import { ko } from '../../../src-renderer/guest/words/ko';

/** Every sentence, functions called with something in them. */
function sentences(value: unknown, path: string): Array<[string, string]> {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String((value as (...given: unknown[]) => string)(3, 4))]];
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, `${path}.${key}`));
}

test('Korean says everything that English says, in Korean', () => {
  const [english, korean] = [sentences(en, ''), sentences(ko, '')];
  expect(korean.map(([path]) => path)).toEqual(english.map(([path]) => path));
  const untranslated = korean.filter(
    ([path, text]) =>
      !/[가-힣]/.test(text) && !['.switchLanguage', '.saveRunning', '.photoNumber'].includes(path),
  );
  expect(untranslated.map(([path, text]) => `${path}: ${text}`)).toEqual([]);
});

test('counts speak of one and of many', () => {
  expect(en.counts(1, 0)).toBe('1 photo');
  expect(en.counts(12, 1)).toBe('12 photos · 1 video');
  expect(en.counts(0, 2)).toBe('2 videos');
  expect(en.counts(0, 0)).toBe('0 photos');
  expect(ko.counts(12, 1)).toBe('사진 12장 · 동영상 1개');
});
