/** The pure rules of looking: histogram, sharp edges, what C compares, the filmstrip's rows, the keys. */
import { describe, expect, test } from 'vitest';
import { comparedWith } from '../../../src-renderer/features/viewer/compare-store';
import { shownRows } from '../../../src-renderer/features/viewer/filmstrip';
import { highestOf, tonePath, tonesOf } from '../../../src-renderer/features/viewer/histogram';
import { markPeaks } from '../../../src-renderer/features/viewer/peaks';
import { viewerAct } from '../../../src-renderer/features/viewer/viewer-keys';
import { columnsOf } from '../../../src-renderer/stores/asset-columns';
import { assetFlag } from '../../../src-shared/domain/asset';
import { inAlbum } from '../../../src-shared/domain/photo-list';
import { AlbumId, type AssetId } from '../../../src-shared/units';

const pixels = (...colours: Array<[number, number, number]>): Uint8ClampedArray =>
  Uint8ClampedArray.from(colours.flatMap(([red, green, blue]) => [red, green, blue, 255]));

describe('histogram', () => {
  test('counts each colour and the luminance, and tells what is clipped', () => {
    const tones = tonesOf(pixels([255, 255, 255], [0, 0, 0], [255, 0, 0], [10, 200, 30]));
    expect([tones.red[255], tones.green[0], tones.blue[30], tones.luminance[54]]).toEqual([2, 2, 1, 1]);
    expect([tones.clippedDark, tones.clippedLight]).toEqual([0.25, 0.25]);
  });
  test('the ends do not flatten the curve', () => {
    const tones = tonesOf(
      pixels(...Array.from({ length: 9 }, (): [number, number, number] => [255, 255, 255]), [9, 9, 9]),
    );
    expect(highestOf(tones)).toBe(1);
    expect(tonePath(tones.red, 1, 10)).toContain('L9 0.0');
  });
});

describe('focus check', () => {
  test('marks a hard edge and leaves a soft one', () => {
    const width = 8;
    const rows = 3;
    const draw = (light: (x: number) => number): Uint8ClampedArray =>
      pixels(
        ...Array.from({ length: width * rows }, (_, at): [number, number, number] => {
          const value = light(at % width);
          return [value, value, value];
        }),
      );
    const hard = draw((x) => (x < 4 ? 20 : 220));
    const soft = draw((x) => 20 + x * 15);
    const colour = [57, 255, 20] as const;
    expect([markPeaks(hard, width, rows, colour), markPeaks(soft, width, rows, colour)]).toEqual([2, 0]);
    const middle = [...hard.slice(width * 4, width * 8)];
    expect(middle.filter((_, at) => at % 4 === 3)).toEqual([0, 0, 0, 255, 255, 0, 0, 0]);
    expect(middle.slice(12, 15)).toEqual([...colour]);
  });
});

const { thumb, video } = assetFlag;
const columns = columnsOf({
  list: inAlbum(AlbumId.parse('00000000-0000-4000-8000-000000000001')),
  revision: 1,
  ids: Uint32Array.of(1, 2, 3, 4, 5, 6),
  aspect: new Float32Array(6).fill(1.5),
  sortAtMs: Float64Array.of(1, 2, 3, 4, 5, 6),
  state: new Uint8Array(6),
  flags: Uint8Array.of(thumb, thumb | video, thumb, thumb, thumb, thumb),
  thumbRevision: new Uint16Array(6),
  cull: new Uint8Array(6),
  stackTop: new Uint32Array(6),
});
const compared = (id: number, marked: number[] = []): number[] =>
  comparedWith(columns, id as AssetId, new Set(marked as AssetId[]));

describe('compare', () => {
  test('this one and the next picture; at the end the one before', () => {
    expect([compared(1), compared(3), compared(6)]).toEqual([
      [1, 3],
      [3, 4],
      [5, 6],
    ]);
  });
  test('the marked ones in the order of the list, four at most, this one among them', () => {
    expect(compared(4, [6, 4, 1])).toEqual([1, 4, 6]);
    expect(compared(6, [1, 3, 4, 5, 6])).toEqual([3, 4, 5, 6]);
    expect(compared(1, [1, 3, 4, 5, 6])).toEqual([1, 3, 4, 5]);
  });
  test('marks that do not hold this one do not count, nor do videos', () => {
    expect([compared(3, [4, 5]), compared(1, [1, 2]), compared(2)]).toEqual([[3, 4], [1, 3], []]);
  });
});

test('the filmstrip draws what is in sight and a few beside it, at any place of a long list', () => {
  expect(shownRows(0, 920, 100_000)).toEqual({ from: 0, to: 8 });
  const far = shownRows(99_999 * 92, 920, 100_000);
  expect([far.to, far.to - far.from]).toEqual([100_000, 9]);
});

describe('keys', () => {
  const where = { isVideo: false, inControl: false, inPlayer: false };
  const act = (key: string, code: string, at: Partial<typeof where> = {}) =>
    viewerAct({ key, code, ctrlKey: false, metaKey: false, altKey: false }, { ...where, ...at });
  test('mean the same with Korean input on', () => {
    expect([act('z', 'KeyZ'), act('ㅋ', 'KeyZ'), act('Process', 'KeyC')]).toEqual([
      'zoom',
      'zoom',
      'compare',
    ]);
  });
  test('J K L and Space belong to a film, L to the ground elsewhere', () => {
    expect([
      act('l', 'KeyL'),
      act('l', 'KeyL', { isVideo: true }),
      act(' ', 'Space', { isVideo: true }),
    ]).toEqual(['ground', 'film-on', 'play']);
  });
  test('a focused button keeps Space, the player keeps the arrows', () => {
    expect([
      act(' ', 'Space', { inControl: true }),
      act('ArrowRight', 'ArrowRight', { isVideo: true, inControl: true, inPlayer: true }),
      act('ArrowRight', 'ArrowRight', { isVideo: true }),
    ]).toEqual([null, null, 'next']);
  });
});
