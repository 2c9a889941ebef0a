/** Originals are withdrawn while the gallery of a group is still on its way: nobody is ever told of them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type ShareDesk, shareOr404 } from '../../../src-main/services/share/desk';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import { createShareSecrets } from '../../../src-main/services/share/secrets';
import { sendShare } from '../../../src-main/services/share/send-share';
import { matchAllow } from '../../../src-main/services/share/standing/keep-standing';
import { openSealed } from '../../../src-main/services/share/standing/open-sealed';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { GroupId, RecipientId, ShareId } from '../../../src-shared/units';
import {
  albumId,
  assetId,
  catalogueFixture,
  connectionId,
  files,
  NOW_MS,
} from '../../support/catalogue-fixture';

const id = ShareId.parse('00000000-0000-4000-8000-000000000021');
const groupId = GroupId.parse('00000000-0000-4000-8000-000000000041');
const folder = `.caos/shares/${'a'.repeat(32)}/`;
const { signal } = new AbortController();
const usual = { view: true as const, web: true, original: false, pick: true, comment: true };

/** One photo with its original, prepared, stored and described: all but the pages is there. */
function onItsWay() {
  const fixture = catalogueFixture();
  const { catalogue } = fixture;
  const { shares, groups } = catalogue;
  for (const transfer of fixture.add(files(1))) fixture.store(transfer);
  const composed = {
    ...{ message: '', language: 'en' as const, allow: { ...usual, original: true } },
    options: { watermark: null, stripLocation: false, showFileNames: true },
  };
  const manifest = { id: 'm'.repeat(32), revision: 1, sizeBytes: 9 };
  shares.insert({
    ...{ ...composed, id, title: 'Wedding', days: 365, state: 'uploading', stateAtMs: NOW_MS, reason: null },
    ...{ createdAtMs: NOW_MS, endsAtMs: null, sureUntilMs: null, connectionId, bucket: 'b', folder },
    ...{ objectsFolder: 'objects/a/', nextObjectsFolder: null, revision: 1, manifest, cleanedAtMs: null },
  });
  const told = { openedAtMs: null, lastOpenedAtMs: null, openedCount: 0, pickedAtMs: null, pickedCount: 0 };
  shares.putRecipients(id, [
    {
      ...{ ...told, id: RecipientId.parse('00000000-0000-4000-8000-000000000031'), name: 'Anna' },
      ...{ email: 'anna@example.org', codeWay: 'mail', state: 'waiting', mailed: false, selectionId: null },
      ...{ pageName: '', picksName: '', pageRevision: 0, pickedSequence: null, pickedNote: '' },
    },
  ]);
  shares.replacePhotos(id, [
    {
      ...{ assetId: assetId(1), itemId: 'i', fileName: 'IMG_0.JPG', stamp: '', error: null },
      prepared: {
        ...{ kind: 'photo', width: 3, height: 2, thumbHash: '', durationMs: null, takenAtMs: null },
        ...{
          title: '',
          caption: '',
          thumbBytes: 0,
          thumb: null,
          web: 'w',
          webType: 'image/jpeg',
          poster: null,
        },
        original: { object: 'o', type: 'image/jpeg' },
      },
    },
  ]);
  const of = { revision: 1, sizeBytes: 9, sealedBytes: 25 };
  shares.addObjects(id, [
    { ...of, id: 'w', kind: 'picture' },
    { ...of, id: 'o', kind: 'original' },
    { ...of, id: manifest.id, kind: 'manifest' },
  ]);
  for (const object of ['w', 'o', manifest.id]) shares.setObjectStored(id, object);
  groups.put({ id: groupId, name: 'Family' }, NOW_MS);
  groups.putStanding({
    albumId,
    groupId,
    shareId: id,
    composed,
    ending: false,
    behind: 'check',
    rekey: null,
  });
  return fixture;
}

it('the first pages name none of them', async () => {
  using fixture = onItsWay();
  const { catalogue } = fixture;
  const stagingRoot = mkdtempSync(join(tmpdir(), 'caos-withdrawn-'));
  const memory = createMemoryStore({
    capabilities: { expiry: 'none', presign: true, maxLinkSeconds: null },
  });
  await memory.createBucket('b');
  const store: typeof memory = {
    ...memory,
    presignGet: async (_, key) => `https://store.test/b/${key}`,
    presignSlots: async (_, prefix, names) => ({
      kind: 'put',
      addresses: Object.fromEntries(names.map((name) => [name, `https://store.test/b/${prefix}${name}`])),
      headers: {},
    }),
  };
  const entries = new Map<string, string>();
  const vault = {
    get: async (name: string) => entries.get(name) ?? null,
    set: async (name: string, value: string) => void entries.set(name, value),
  };
  const primitives = { ...sealingPrimitives, argon2id: async () => new Uint8Array(32).fill(7) };
  const secrets = createShareSecrets(vault as never, primitives);
  const quiet = () => undefined;
  const desk = {
    core: {
      catalogue,
      vault,
      now: () => NOW_MS,
      log: { info: quiet, warn: quiet },
      journal: quiet,
      changes: { share: quiet, flush: quiet },
      stores: { open: async () => store, access: async () => null },
      uploads: {
        async run({ bucket, key, source }: { bucket: string; key: string; source: { path: string } }) {
          const bytes = readFileSync(source.path);
          const { etag } = await store.put(bucket, key, bytes, {});
          return { outcome: 'put', etag, held: { sizeBytes: bytes.length, etag } };
        },
      },
    },
    primitives,
    secrets,
    stagingRoot,
    mayUpload: () => true,
    outbox: { queue: async () => undefined },
    pageTemplate: async () => '<script type="application/json" id="share">"caos-share-data"</script>',
  } as unknown as ShareDesk;

  const { composed } = catalogue.groups.standingOf(id) ?? {};
  if (!composed) throw new Error('It is shown.');
  catalogue.groups.changeStanding(albumId, groupId, { composed: { ...composed, allow: usual } });
  matchAllow(desk, id);
  await sendShare(desk, id, signal);

  const share = shareOr404(desk, id);
  const object = catalogue.shares.objects(id).find(({ kind }) => kind === 'manifest');
  if (!object) throw new Error('There is no manifest.');
  const { contentKey } = (await secrets.get(id)) ?? { contentKey: '' };
  const chunks: Uint8Array[] = [];
  for await (const chunk of openSealed(desk, share, contentKey, object, signal)) chunks.push(chunk);
  const manifest = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  expect([
    share.state,
    manifest.allow.original,
    manifest.items[0].original,
    manifest.items[0].web.object,
  ]).toEqual([...['live', false, null, 0]]);
  expect(manifest.objects.map((one: { id: string }) => one.id)).toEqual(['w']);
  // What of it is in the store goes with the first look at the album.
  expect(catalogue.groups.standingOf(id)?.behind).toBe('write');
  rmSync(stagingRoot, { recursive: true, force: true });
});
