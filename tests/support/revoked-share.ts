/** A share in a catalogue and a store in memory, with somebody who was just taken out of it. */
import type { ShareDesk } from '../../src-main/services/share/desk';
import { sealingPrimitives } from '../../src-main/services/share/sealing-primitives';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { RECEIPT_SLOT, slotName } from '../../src-shared/domain/share-page';
import { generatePicksKeys, sealPicks } from '../../src-shared/sealing/picks-box';
import { openedText } from '../../src-shared/sealing/picks-messages';
import { RecipientId, ShareId } from '../../src-shared/units';
import { catalogueFixture, connectionId, NOW_MS } from './catalogue-fixture';

export const id = ShareId.parse('00000000-0000-4000-8000-000000000021');
export const annaId = RecipientId.parse('00000000-0000-4000-8000-000000000031');
const folder = `.caos/shares/${'a'.repeat(32)}/`;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A live share that moves away from Anna, who opened it before. Nothing of it is left to move, and nobody else is in it. */
export async function revoked() {
  const fixture = catalogueFixture();
  const { shares } = fixture.catalogue;
  shares.insert({
    ...{ id, title: 'Jeju', message: '', language: 'en', days: 3, state: 'live', reason: null, connectionId },
    ...{
      stateAtMs: NOW_MS,
      createdAtMs: NOW_MS,
      endsAtMs: NOW_MS + 1e8,
      sureUntilMs: NOW_MS + 1e8,
      bucket: 'b',
      folder,
    },
    ...{
      objectsFolder: 'objects/a/',
      nextObjectsFolder: 'objects/b/',
      revision: 1,
      manifest: null,
      cleanedAtMs: null,
    },
    allow: { view: true, web: true, original: false, pick: true, comment: true },
    options: { watermark: null, stripLocation: true, showFileNames: true },
  } as Parameters<typeof shares.insert>[0]);
  shares.putRecipients(id, [
    {
      ...{
        id: annaId,
        email: 'anna@example.org',
        name: 'Anna',
        codeWay: 'mail',
        state: 'revoked',
        mailed: true,
      },
      ...{
        openedAtMs: null,
        lastOpenedAtMs: null,
        openedCount: 0,
        pickedAtMs: null,
        pickedCount: 0,
        selectionId: null,
      },
      ...{
        pageName: 'pages/p',
        picksName: 'picks/q/',
        pageRevision: 1,
        pickedSequence: null,
        pickedNote: '',
      },
    },
  ]);
  const memory = createMemoryStore();
  await memory.createBucket('b');
  const fault: { reading: Error | null } = { reading: null };
  const store: typeof memory = {
    ...memory,
    capabilities: { ...memory.capabilities, presign: true, maxLinkSeconds: null },
    get: (bucket, key, options) =>
      fault.reading ? Promise.reject(fault.reading) : memory.get(bucket, key, options),
  };
  const keys = await generatePicksKeys(sealingPrimitives);
  const picksKey = sealingPrimitives.randomBytes(32);
  const context = { shareId: id, recipientId: annaId, slot: RECEIPT_SLOT, picksKey };
  const receipt = await sealPicks(
    sealingPrimitives,
    context,
    keys.publicKey,
    openedText({ atMs: NOW_MS - 5, count: 1 }),
  );
  await store.put('b', `${folder}pages/p`, new Uint8Array(3), {});
  await store.put('b', `${folder}picks/q/${slotName(RECEIPT_SLOT)}`, receipt, {});
  const forgotten: string[] = [];
  const quiet = () => undefined;
  const desk = {
    core: {
      catalogue: fixture.catalogue,
      now: () => NOW_MS,
      log: { info: quiet, warn: quiet, error: quiet },
      changes: { share: quiet, selection: quiet, flush: quiet },
      journal: quiet,
      vault: { get: async () => null },
      stores: { open: async () => store },
    },
    primitives: sealingPrimitives,
    secrets: {
      get: async () => ({
        picksPrivateKey: text(keys.privateKey),
        recipients: { [annaId]: { picksKey: text(picksKey) } },
      }),
      forgetRecipient: async (_: ShareId, person: string) => void forgotten.push(person),
    },
    outbox: { withdraw: async () => undefined },
    selections: { inTurn: (work: () => Promise<unknown>) => work() },
    pageTemplate: async () => '',
  } as unknown as ShareDesk;
  const held = async (): Promise<string[]> => {
    const names = [];
    for await (const { key } of store.list('b', { prefix: folder })) names.push(key.slice(folder.length));
    return names;
  };
  const openedAtMs = () => shares.recipients(id)[0]?.openedAtMs;
  return {
    desk,
    fault,
    held,
    forgotten,
    openedAtMs,
    moving: () => shares.get(id)?.nextObjectsFolder,
    [Symbol.dispose]: () => fixture[Symbol.dispose](),
  };
}
