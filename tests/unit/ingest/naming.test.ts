/** How a card is taken apart: groups of files that belong together, their free keys, and the albums of a split. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNameTemplate } from '../../../src-main/media/name-template';
import type { ScanEntry, ScannedFile } from '../../../src-main/media/scan-folder';
import { freeKeys, plainKeys } from '../../../src-main/services/ingest/decide-names';
import { batchesOf, type CardBatch, splitExtension } from '../../../src-main/services/ingest/group-files';
import type { Entry } from '../../../src-main/services/ingest/ingest-notes';
import { entryFor, titleOf } from '../../../src-main/services/ingest/split-albums';
import type { AlbumId } from '../../../src-shared/units';

const file = (relativePath: string): ScannedFile => ({
  type: 'file',
  sourcePath: `/card/${relativePath}`,
  relativePath,
  kind: 'photo',
  contentType: 'image/jpeg',
  sizeBytes: 1,
  modifiedAtMs: 0,
});
async function* each(entries: ScanEntry[]): AsyncGenerator<ScanEntry> {
  yield* entries;
}
async function batches(entries: ScanEntry[], first: number, most: number): Promise<CardBatch[]> {
  const all: CardBatch[] = [];
  for await (const batch of batchesOf(each(entries), { first, most })) all.push(batch);
  return all;
}

describe('groups', () => {
  it('hold the files of one name, whatever its case, and stay in one batch', async () => {
    const names = [
      'a/1.CR2',
      'a/1.jpg',
      'a/2.JPG',
      'a/2.cr2',
      'a/2.mov',
      'b/2.jpg',
      'b/.hidden',
      'b/x.tar.jpg',
    ];
    const found = await batches(
      [...names.map(file), { type: 'skipped', path: '/card/n.txt', reason: 'not-media', detail: null }],
      1,
      3,
    );
    expect(
      found.map((batch) => [
        batch.groups.map((group) => group.files.map((one) => one.relativePath)),
        batch.skipped.length,
      ]),
    ).toEqual([
      [[['a/1.CR2', 'a/1.jpg']], 0],
      [[['a/2.JPG', 'a/2.cr2', 'a/2.mov']], 0],
      [[['b/2.jpg'], ['b/.hidden'], ['b/x.tar.jpg']], 1],
    ]);
  });

  it.each([
    ['a.b/c', 'a.b/c', ''],
    ['a/.c', 'a/.c', ''],
    ['a/c.JPG', 'a/c', '.JPG'],
  ])('%s', (path, stem, extension) => {
    expect(splitExtension(path)).toEqual({ stem, extension });
  });
});

const album = 'album' as AlbumId;
const limits = { maxKeyBytes: 1024 };

describe('keys', () => {
  it('are never given twice, keep their extension, and companions keep one number', () => {
    const template = fc
      .array(fc.constantFrom('{date}', '{camera}', '{seq}', '{name}', '{folder}', 'x', '/', '_'), {
        minLength: 1,
      })
      .map((pieces) => `${pieces.join('')}n`);
    const groups = fc.array(
      fc.record({
        name: fc.constantFrom('A', 'B', 'c'),
        raw: fc.boolean(),
        camera: fc.constantFrom('R6', 'Z8', ''),
      }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(
        template,
        groups,
        fc.array(fc.constantFrom('n.JPG', 'R6n (2).RAW', 'xn.JPG')),
        (text, all, there) => {
          const naming = { template: parseNameTemplate(text, { shoot: '' }), shoot: '' };
          const taken = new Set<string>(there);
          const given = new Set<string>();
          const firstTry = new Map<string, number>();
          const keys: string[] = [...taken];
          all.forEach(({ name, raw, camera }, seq) => {
            const group = { files: [file(`${name}.JPG`), ...(raw ? [file(`${name}.RAW`)] : [])] };
            const facts = { wallClock: '2024-05-01T10:11:12', camera, metadata: new Map() };
            const plain = plainKeys(naming, group, { facts, seq, companionKey: null, limits });
            const assets = {
              findByKey: (_: AlbumId, key: string) => (taken.has(key) ? ({} as never) : null),
            };
            const free = freeKeys(assets, plain, { albums: [album], limits, given, firstTry });
            expect(free.map((key) => splitExtension(key).extension)).toEqual(
              ['.JPG', '.RAW'].slice(0, free.length),
            );
            expect(new Set(free.map((key) => splitExtension(key).stem)).size).toBe(1);
            keys.push(...free);
          });
          expect(new Set(keys).size).toBe(keys.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('that a group wants twice get a number each', () => {
    const free = freeKeys({ findByKey: () => null }, ['a.jpg', 'a.jpg', 'a.raw'], {
      albums: [album],
      limits,
      given: new Set(),
      firstTry: new Map(),
    });
    expect(free).toEqual(['a.jpg', 'a (2).jpg', 'a.raw']);
  });

  it('follow a companion that is named already, number and all', () => {
    const naming = { template: parseNameTemplate('{seq}', { shoot: '' }), shoot: '' };
    const facts = { wallClock: '2024-05-01T10:11:12', metadata: new Map() };
    expect(
      plainKeys(
        naming,
        { files: [file('1.JPG'), file('1.CR3')] },
        { facts, seq: 9, companionKey: '0001 (2).JPG', limits },
      ),
    ).toEqual(['0001 (2).JPG', '0001 (2).CR3']);
  });
});

describe('split', () => {
  const labels = (splitBy: 'day' | 'shoot', clocks: string[], shootGapHours = 6): string[] => {
    const entries: Entry[] = [];
    return clocks.map((clock) => entryFor(entries, { splitBy, shootGapHours }, clock, 0).label);
  };

  it('by day follows the wall clock alone', () => {
    expect(labels('day', ['2024-05-01T23:59:59', '2024-05-02T00:00:00', '2024-05-01T01:00:00'])).toEqual([
      '2024-05-01',
      '2024-05-02',
      '2024-05-01',
    ]);
  });

  it('by shoot joins what lies close, in any order, and names a second one of a day by its time', () => {
    expect(
      labels('shoot', [
        '2024-05-01T10:00:00',
        '2024-05-01T16:00:00', // exactly six hours later
        '2024-05-01T22:30:00', // six and a half
        '2024-05-02T03:00:00',
        '2024-05-01T05:00:00', // before the first, close to it
      ]),
    ).toEqual(['2024-05-01', '2024-05-01', '2024-05-01 2230', '2024-05-01 2230', '2024-05-01']);
  });

  it('titles stay within what an album can be called', () => {
    expect(titleOf('Trip', '')).toBe('Trip');
    expect(titleOf('Trip', '2024-05-01')).toBe('Trip 2024-05-01');
    expect(titleOf('x'.repeat(200), '2024-05-01')).toHaveLength(200);
  });
});
