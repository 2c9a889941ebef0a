import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileNameOf, safeName, uniqueNames } from '../../../src-renderer/guest/file-names';
import {
  entriesToSave,
  partLimitBytes,
  placeToSave,
  planParts,
  sizesToSave,
} from '../../../src-renderer/guest/save-plan';
import { en } from '../../../src-renderer/guest/words/en';
import { type ByteSink, writeZip, zipSizeBytes } from '../../../src-renderer/guest/worker/zip-file';
import type { Place, ShareItem, ShareManifest } from '../../../src-shared/domain/share-page';
import { sumOf, unzipped } from '../../support/download-fixture';

const place = (object: number, sizeBytes: number, type = 'image/jpeg'): Place => ({
  object,
  offset: 0,
  sizeBytes,
  type,
});

function item(change: Partial<ShareItem> = {}): ShareItem {
  return {
    id: 'p1',
    kind: 'photo',
    title: '',
    caption: '',
    fileName: 'IMG_1.CR3',
    width: 3,
    height: 2,
    takenAtMs: null,
    durationMs: null,
    thumbHash: '',
    thumb: null,
    web: place(1, 100),
    poster: null,
    original: place(2, 1000, 'image/x-canon-cr3'),
    ...change,
  };
}

describe('names of saved files', () => {
  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\evil.exe', '_.._evil.exe'],
    ['/absolute', '_absolute'],
    ['C:\\x', 'C__x'],
    ['.hidden', 'hidden'],
    ['con', '_con'],
    ['CON.jpg', '_CON.jpg'],
    ['LPT1', '_LPT1'],
    ['a\u0000b\nc.jpg', 'abc.jpg'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['ends with dots...  ', 'ends with dots'],
    ['', ''],
    ['...', ''],
    ['결혼식.jpg', '결혼식.jpg'],
    ['</script>.jpg', '__script_.jpg'],
    [`${'x'.repeat(300)}.jpg`, `${'x'.repeat(116)}.jpg`],
  ])('%j becomes %j', (given, safe) => {
    expect(safeName(given)).toBe(safe);
  });

  test('no two are the same, whatever their case', () => {
    expect(uniqueNames(['a.jpg', 'A.JPG', 'a.jpg', 'a (2).jpg', 'b'])).toEqual([
      'a.jpg',
      'A (2).JPG',
      'a (3).jpg',
      'a (2) (2).jpg',
      'b',
    ]);
  });

  test('say what is really inside, and nothing where the photographer shows no names', () => {
    const raw = item();
    expect(raw.original && fileNameOf(en, raw, raw.original, 7)).toBe('IMG_1.CR3');
    expect(raw.web && fileNameOf(en, raw, raw.web, 7)).toBe('IMG_1.jpg');
    const unnamed = item({ fileName: '' });
    expect(unnamed.web && fileNameOf(en, unnamed, unnamed.web, 7)).toBe('photo-007.jpg');
    const film = item({ kind: 'video', fileName: '', web: place(1, 5, 'video/mp4; codecs="avc1"') });
    expect(film.web && fileNameOf(en, film, film.web, 12)).toBe('video-012.mp4');
  });
});

describe('what may be saved', () => {
  const allow = (original: boolean, web: boolean) => ({
    allow: { original, web, pick: true, comment: true },
  });

  test('only what was allowed, the next best where one is missing', () => {
    const whole = item();
    const webOnly = item({ original: null });
    expect(placeToSave(allow(true, true), whole, 'original')).toBe(whole.original);
    expect(placeToSave(allow(false, true), whole, 'original')).toBe(whole.web);
    expect(placeToSave(allow(true, false), webOnly, 'original')).toBe(webOnly.web);
    expect(placeToSave(allow(true, false), whole, 'web')).toBe(whole.original);
    expect(placeToSave(allow(false, false), whole, 'web')).toBeNull();
    expect(sizesToSave({ ...allow(true, true), items: [webOnly] } as ShareManifest)).toEqual(['web']);
    expect(sizesToSave({ ...allow(false, false), items: [whole] } as ShareManifest)).toEqual([]);
  });

  test('in parts below the limit, a file that is larger by itself', () => {
    const sizes = [900, 900, 300, 2500, 10].map((thousands) => thousands * 1000);
    const items = sizes.map((size, index) =>
      item({ id: `p${index}`, fileName: `f${index}.jpg`, original: place(index, size), takenAtMs: index }),
    );
    const manifest = { ...allow(true, true), items } as ShareManifest;
    const entries = entriesToSave(en, manifest, items, 'original');
    const parts = planParts('A/day', entries, 2_000_000);
    expect(
      parts.map(({ fileName, zip, entries: inside }) => [fileName, zip, inside.map(({ name }) => name)]),
    ).toEqual([
      ['A_day (1 of 4).zip', true, ['f0.jpg', 'f1.jpg']],
      ['A_day (2 of 4).zip', true, ['f2.jpg']],
      ['f3.jpg', false, ['f3.jpg']],
      ['A_day (4 of 4).zip', true, ['f4.jpg']],
    ]);
    expect(planParts('x', entries.slice(0, 1), 2_000_000)).toMatchObject([
      { fileName: 'f0.jpg', zip: false },
    ]);
    expect(Math.max(...Object.values(partLimitBytes))).toBeLessThan(2 ** 31);
  });
});

test('the ZIP is one that other programs open and find no fault in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'caos-guest-zip-'));
  let file = Buffer.alloc(0);
  const sink: ByteSink = {
    append: async (bytes) => {
      file = Buffer.concat([file, bytes]);
    },
    overwrite: async (position, bytes) => {
      file.set(bytes, position);
    },
  };
  const contents: Record<string, Buffer> = {
    'a.txt': Buffer.from('hello'),
    '결혼식 ♥.bin': Buffer.alloc(300_000, 'photo'),
    empty: Buffer.alloc(0),
  };
  const entries = Object.entries(contents).map(([name, bytes], index) => ({
    name,
    sizeBytes: bytes.length,
    modifiedAtMs: Date.UTC(2026, 4, 1 + index),
    content: (async function* () {
      for (let at = 0; at < bytes.length; at += 70_000) yield new Uint8Array(bytes.subarray(at, at + 70_000));
    })(),
  }));
  try {
    await writeZip(sink, entries);
    expect(file.length).toBe(zipSizeBytes(entries));
    const path = join(folder, 'all.zip');
    writeFileSync(path, file);
    expect(unzipped(path)).toEqual(
      Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, sumOf(bytes)])),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
