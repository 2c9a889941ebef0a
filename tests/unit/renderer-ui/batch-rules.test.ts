/** What is entered for many photos, as the change that is applied; and what is written as keywords. */
import { describe, expect, it } from 'vitest';
import {
  addedTo,
  changeOf,
  emptyDraft,
  removedFrom,
  templateChange,
  untouched,
  withTemplate,
  withWord,
} from '../../../src-renderer/features/batch-edit/batch-rules';
import { keywordsIn, proposalsFor } from '../../../src-renderer/features/info/keyword-rules';

describe('a draft', () => {
  it('changes nothing until something is touched, and then only that', () => {
    expect(changeOf(emptyDraft)).toBeNull();
    expect(changeOf({ ...emptyDraft, words: { title: '' }, rating: 0 })).toEqual({ title: '', rating: 0 });
  });

  it('holds a keyword as added or as removed, never both', () => {
    const draft = removedFrom(addedTo(emptyDraft, ['Sea', 'sun']), 'sea');
    expect(changeOf(draft)).toEqual({ addKeywords: ['sun'], removeKeywords: ['sea'] });
    expect(changeOf(addedTo(draft, ['SEA']))).toEqual({ addKeywords: ['sun', 'SEA'] });
    expect(changeOf(untouched(draft, 'sea'))).toEqual({ addKeywords: ['sun'] });
  });

  it('takes a template over what was entered', () => {
    const draft = { ...addedTo(emptyDraft, ['a']), words: { title: 'mine', creator: 'x' } };
    expect(changeOf(withTemplate(draft, { creator: 'Kim', addKeywords: ['b'], rating: 3 }))).toEqual({
      title: 'mine',
      creator: 'Kim',
      rating: 3,
      addKeywords: ['a', 'b'],
    });
  });

  it('does not empty a field in which the photos differ', () => {
    const typed = withWord(emptyDraft, 'title', { text: 'x', common: null });
    expect(changeOf(typed)).toEqual({ title: 'x' });
    expect(changeOf(withWord(typed, 'title', { text: '', common: null }))).toBeNull();
    expect(changeOf(withWord(typed, 'title', { text: '', common: 'all the same' }))).toEqual({ title: '' });
  });

  it('is a template only of what is filled in', () => {
    expect(templateChange({ title: ' ', copyright: ' © Kim ' }, [])).toEqual({ copyright: '© Kim' });
    expect(templateChange({ title: '' }, [])).toBeNull();
  });
});

describe('keywords', () => {
  it('are parted by commas, without blanks and those that are there in any case', () => {
    expect(keywordsIn(' sea, Jeju;;sun,SEA\n바다 ', ['jeju'])).toEqual(['sea', 'sun', '바다']);
    expect(keywordsIn(' , ', [])).toEqual([]);
  });

  it('are proposed by their beginning first, then by a word in them', () => {
    const known = ['dance', 'ice cream', 'cello', 'ceremony', 'bride'];
    expect(proposalsFor('c', known, ['cello'])).toEqual(['ceremony', 'ice cream']);
    expect(proposalsFor('', known, [])).toEqual([]);
    expect(proposalsFor('é', ['été'], [])).toEqual(['été']);
  });
});
