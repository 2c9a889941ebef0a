/** Which sidecar belongs to which photo, and how two versions of one become one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetEdits } from '../../../src-shared/domain/edits';
import {
  baseOf,
  isSidecarName,
  sidecarKeysOf,
  sidecarKeyToWrite,
  subjectOf,
} from '../../../src-shared/domain/sidecar-names';
import { mergeEdits, sameEdits } from '../../../src-shared/domain/sidecars';

describe('names', () => {
  it('are those that other programs look for', () => {
    const none = (): boolean => false;
    expect(sidecarKeyToWrite('a/IMG_1.CR3', none)).toBe('a/IMG_1.xmp');
    const pair = ['a/IMG_1.DNG', 'a/IMG_1.NEF', 'a/IMG_1.JPG'];
    expect(pair.map((key) => sidecarKeyToWrite(key, none, pair))).toEqual([
      'a/IMG_1.DNG.xmp',
      'a/IMG_1.xmp',
      'a/IMG_1.JPG.xmp',
    ]);
    expect(sidecarKeyToWrite('a/IMG_1.JPG', none)).toBe('a/IMG_1.JPG.xmp');
    expect(sidecarKeyToWrite('a.b/IMG_1', none)).toBe('a.b/IMG_1.xmp');
    // What is read first is what is written.
    expect(sidecarKeyToWrite('a/IMG_1.CR3', (key) => key === 'a/IMG_1.CR3.xmp')).toBe('a/IMG_1.CR3.xmp');
    expect(sidecarKeyToWrite('a/IMG_1.CR3', (key) => key === 'a/IMG_1.XMP')).toBe('a/IMG_1.XMP');
    expect(sidecarKeyToWrite('a/IMG_1.JPG', (key) => key === 'a/IMG_1.xmp')).toBe('a/IMG_1.JPG.xmp');
  });

  it('are read own first', () => {
    expect(sidecarKeysOf('a/b.JPG')).toEqual(['a/b.JPG.xmp', 'a/b.JPG.XMP', 'a/b.xmp', 'a/b.XMP']);
    expect(['a/b.xmp', 'a/b.JPG.XMP', '.xmp', 'a/.xmp', 'b.jpg'].map(isSidecarName)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([subjectOf('a/b.JPG.xmp'), baseOf('a/b.JPG'), baseOf('a.b/c'), baseOf('a/.hidden')]).toEqual([
      'a/b.JPG',
      'a/b',
      'a.b/c',
      'a/.hidden',
    ]);
  });
});

describe('mergeEdits', () => {
  const edits: fc.Arbitrary<AssetEdits> = fc
    .record(
      {
        rating: fc.integer({ min: 0, max: 2 }),
        title: fc.constantFrom('', 'a', 'b'),
        keywords: fc.constantFrom<string[][]>([], ['a'], ['a', 'b']),
      },
      { requiredKeys: [] },
    )
    .map((given) => given as unknown as AssetEdits);
  const newer = fc.constantFrom('ours' as const, 'theirs' as const);

  it('takes the only change there is', () => {
    fc.assert(
      fc.property(edits, edits, newer, (base, changed, later) => {
        expect(sameEdits(mergeEdits(base, { ours: changed, theirs: base, newer: later }), changed)).toBe(
          true,
        );
        expect(sameEdits(mergeEdits(base, { ours: base, theirs: changed, newer: later }), changed)).toBe(
          true,
        );
        expect(sameEdits(mergeEdits(base, { ours: changed, theirs: changed, newer: later }), changed)).toBe(
          true,
        );
      }),
    );
  });

  it('invents nothing, and comes to rest: merging again changes nothing', () => {
    fc.assert(
      fc.property(edits, edits, edits, newer, (base, ours, theirs, later) => {
        const merged = mergeEdits(base, { ours, theirs, newer: later });
        for (const name of ['rating', 'title', 'keywords'] as const)
          expect([JSON.stringify(ours[name]), JSON.stringify(theirs[name])]).toContain(
            JSON.stringify(merged[name]),
          );
        expect(sameEdits(mergeEdits(merged, { ours: merged, theirs: merged, newer: later }), merged)).toBe(
          true,
        );
      }),
    );
  });

  it('lets the later one decide what both changed', () => {
    const versions = { ours: { rating: 1, title: 'x' }, theirs: { rating: 5, caption: 'y' } };
    expect(mergeEdits({ rating: 3 }, { ...versions, newer: 'theirs' })).toEqual({
      rating: 5,
      title: 'x',
      caption: 'y',
    });
    expect(mergeEdits({ rating: 3 }, { ...versions, newer: 'ours' })).toEqual({
      rating: 1,
      title: 'x',
      caption: 'y',
    });
  });
});
