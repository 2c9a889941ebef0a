/** Words of many photos: what they have in common, and the template that every imported photo gets. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MediaPool } from '../../src-main/media/media-protocol';
import { commonWords } from '../../src-main/services/library/common-words';
import { editPhotos } from '../../src-main/services/library/edit-photos';
import { createUndoHistory } from '../../src-main/services/library/undo';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import type { AssetId } from '../../src-shared/units';
import { openTestCore, type TestCore } from '../support/test-core';

const media: MediaPool = {
  prepare: async ({ sourcePath }) => ({
    metadata: {
      format: 'jpeg',
      widthPx: 3,
      heightPx: 2,
      keywords: ['own'],
      title: sourcePath.endsWith('a.jpg') ? 'A' : 'B',
      rating: 2,
    },
    thumb: null,
    thumbhash: null,
    mediaError: null,
  }),
  preview: async () => ({ preview: { widthPx: 3, heightPx: 2, sizeBytes: 1 } }),
  embedded: async () => ({ outcome: 'whole', metadata: {} }),
  facts: async () => ({ metadata: {} }),
  share: async () => ({ web: null, thumb: null, thumbhash: null, video: null }),
  film: async () => ({ widthPx: 2, heightPx: 2, sizeBytes: 1, durationMs: null, fragments: null }),
  strip: async () => ({ outcome: 'cannot', reason: 'kind', details: '' }),
  close: async () => undefined,
};

let test: TestCore;
beforeEach(async () => {
  test = await openTestCore(createMemoryStore(), { media });
  for (const name of ['a.jpg', 'b.jpg'])
    writeFileSync(
      join(test.source, name),
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from(name.repeat(99))]),
    );
});
afterEach(() => test.close());
const ids = (): AssetId[] =>
  ['a.jpg', 'b.jpg'].map((key) => test.core.catalogue.assets.findByKey(test.albumId, key)?.id as AssetId);

it('tells what photos have in common, the file’s words and the set ones together', async () => {
  await test.importAll();
  const [a] = ids() as [AssetId, AssetId];
  const undo = createUndoHistory(() => undefined);
  await editPhotos(test.core, undo, [a], { flag: 'pick', addKeywords: ['sea'] });
  await editPhotos(test.core, undo, ids(), { copyright: '© Kim' });
  expect(await commonWords(test.core, ids())).toEqual({
    photoCount: 2,
    rating: 2,
    flag: null,
    colour: 'none',
    title: null,
    caption: '',
    creator: '',
    copyright: '© Kim',
    keywords: [
      { name: 'own', count: 2 },
      { name: 'sea', count: 1 },
    ],
  });
});

it('puts the chosen template on imported photos, beside the keywords of the file, once', async () => {
  test.core.catalogue.settings.set({
    metadataTemplates: [{ name: 'Mine', change: { copyright: '© Kim', addKeywords: ['wedding'] } }],
    importTemplate: 'Mine',
  });
  await test.importAll();
  const editsOf = () => test.core.catalogue.assets.edited(ids()).map(({ edits }) => edits);
  const dressed = { copyright: '© Kim', keywords: ['own', 'wedding'] };
  expect(editsOf()).toEqual([dressed, dressed]);
  expect(test.core.catalogue.sidecars.pendingCount()).toBe(2);
});
