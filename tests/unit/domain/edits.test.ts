/** What a person sets over what a file says: merging, taking back, keywords, and the packed marks. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cull, PhotoColour, PhotoFlag, packCull, unpackCull } from '../../../src-shared/domain/cull';
import { changedEdits, colourOfLabel, cullOf, shownWords } from '../../../src-shared/domain/edits';

const anyCull = fc.record({
  rating: fc.integer({ min: 0, max: 5 }),
  flag: fc.constantFrom(...PhotoFlag.options),
  colour: fc.constantFrom(...PhotoColour.options),
});

it('marks go through one byte and back', () => {
  fc.assert(
    fc.property(anyCull, (cull) => {
      const packed = packCull(cull);
      expect(packed).toBeLessThan(256);
      expect(unpackCull(packed)).toEqual(Cull.parse(cull));
    }),
  );
});

describe('what is shown', () => {
  it('is what the file says until a person sets something', () => {
    expect(cullOf({ rating: 3, label: 'Green' }, null)).toEqual({ rating: 3, flag: 'none', colour: 'green' });
    expect(cullOf({ rating: 3, label: 'Green' }, { rating: 0, colour: 'none' })).toEqual({
      rating: 0,
      flag: 'none',
      colour: 'none',
    });
  });
  it('takes a rating of -1 in a file for rejected, without stars', () => {
    expect(cullOf({ rating: -1 }, null)).toEqual({ rating: 0, flag: 'reject', colour: 'none' });
    expect(cullOf({ rating: -1 }, { flag: 'none' })).toEqual({ rating: 0, flag: 'none', colour: 'none' });
  });
  it('knows the names that programs give to colours', () => {
    expect([' RED ', 'Approved', '파랑', 'mauve', undefined].map(colourOfLabel)).toEqual([
      'red',
      'green',
      'blue',
      'none',
      'none',
    ]);
  });
  it('has no word that was set to nothing', () => {
    const metadata = { title: 'A', caption: 'B', keywords: ['sea'], copyright: '© Kim' };
    expect(shownWords(metadata, { title: '', keywords: [], creator: 'Lee' })).toEqual({
      caption: 'B',
      creator: 'Lee',
      copyright: '© Kim',
    });
  });
});

describe('a change', () => {
  it('sets what it names, and null goes back to what the file says', () => {
    expect(changedEdits({}, null, { rating: 4 })).toEqual({ rating: 4 });
    expect(changedEdits({}, { rating: 4, flag: 'pick' }, { rating: null })).toEqual({ flag: 'pick' });
    expect(changedEdits({}, { rating: 4 }, { rating: null })).toBeNull();
    expect(changedEdits({}, null, {})).toBeNull();
  });
  it('adds and takes keywords by their meaning, in order, over those of the file', () => {
    const metadata = { keywords: ['Sea', 'Café'] };
    expect(
      changedEdits(metadata, null, { addKeywords: ['sea', 'wind', 'Wind'], removeKeywords: ['CAFE\u0301'] }),
    ).toEqual({ keywords: ['Sea', 'wind'] });
    expect(changedEdits(metadata, { keywords: [] }, { addKeywords: ['x'] })).toEqual({ keywords: ['x'] });
  });
});
