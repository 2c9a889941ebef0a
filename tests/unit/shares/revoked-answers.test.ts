/** Somebody is out whose answers cannot be read just now: they are out all the same, and what they sent is deleted only once it was read. */
import { expect, it } from 'vitest';
import { collectPicks } from '../../../src-main/services/share/collect-picks';
import { type ShareDesk, shareOr404 } from '../../../src-main/services/share/desk';
import { finishMove, hasSlotsLeft, takeSlotsOf } from '../../../src-main/services/share/end-share';
import { sealingPrimitives } from '../../../src-main/services/share/sealing-primitives';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import { RECEIPT_SLOT, slotName } from '../../../src-shared/domain/share-page';
import { generatePicksKeys, sealPicks } from '../../../src-shared/sealing/picks-box';
import { openedText } from '../../../src-shared/sealing/picks-messages';
import { RecipientId, ShareId } from '../../../src-shared/units';
import { catalogueFixture, connectionId, NOW_MS } from '../../support/catalogue-fixture';

const id = ShareId.parse('00000000-0000-4000-8000-000000000021');
const annaId = RecipientId.parse('00000000-0000-4000-8000-000000000031');
const boId = RecipientId.parse('00000000-0000-4000-8000-000000000032');
const folder = `.caos/shares/${'a'.repeat(32)}/`;
const { signal } = new AbortController();
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A live share that moves away from Anna, who opened it before. Nothing of it is left to move, and nobody else is in it. */
async function revoked() {
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
  const fault: { reading: AppError | null } = { reading: null };
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
      log: { info: quiet, warn: quiet },
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

it('while reading fails they are out, and nothing of what they sent is lost', async () => {
  using given = await revoked();
  const { desk, fault, held, forgotten, openedAtMs, moving } = given;
  fault.reading = new AppError('store-busy', 'The store has a problem of its own.');
  await expect(finishMove(desk, id, signal)).rejects.toThrow('problem of its own');
  expect([moving(), await held(), hasSlotsLeft(desk, id), forgotten]).toEqual([
    null,
    [`picks/q/${slotName(RECEIPT_SLOT)}`],
    true,
    [],
  ]);
  fault.reading = null;
  await takeSlotsOf(desk, id, signal);
  expect([openedAtMs(), await held(), hasSlotsLeft(desk, id), forgotten]).toEqual([
    NOW_MS - 5,
    [],
    false,
    [annaId],
  ]);
});

it('what no try would read keeps nothing in the store', async () => {
  using given = await revoked();
  const { desk, fault, held, openedAtMs } = given;
  fault.reading = new AppError('unsupported', 'The store cannot do that.');
  await finishMove(desk, id, signal);
  expect([openedAtMs(), await held(), hasSlotsLeft(desk, id)]).toEqual([null, [], false]);
});

it.each([
  new AppError('disk-full', 'There is too little space.'),
  new AppError('vault', 'The keys cannot be read.'),
  // A busy Swift says so of an object; the bucket itself is there.
  new AppError('bucket-missing', 'There is no such bucket.'),
  new AppError('cancelled', 'It was cancelled.'),
])('what a person or time can mend deletes no answer: $code', async (error) => {
  using given = await revoked();
  const { desk, fault, held, openedAtMs } = given;
  fault.reading = error;
  await expect(finishMove(desk, id, signal)).rejects.toThrow();
  expect([await held(), hasSlotsLeft(desk, id)]).toEqual([[`picks/q/${slotName(RECEIPT_SLOT)}`], true]);
  fault.reading = null;
  await takeSlotsOf(desk, id, signal);
  expect([openedAtMs(), await held()]).toEqual([NOW_MS - 5, []]);
});

it('who cannot be read keeps nobody else who is out from being read', async () => {
  using given = await revoked();
  const { desk, fault } = given;
  const { shares } = desk.core.catalogue;
  const [anna] = shares.recipients(id);
  if (!anna) throw new Error('Anna is in it.');
  const bo = { ...anna, id: boId, email: 'bo@example.org', pageName: '', picksName: 'picks/r/' };
  shares.putRecipients(id, [anna, bo]);
  fault.reading = new AppError('store-busy', 'The store has a problem of its own.');
  await expect(finishMove(desk, id, signal)).rejects.toThrow('problem of its own');
  expect(shares.recipients(id).map(({ picksName }) => picksName)).toEqual(['picks/q/', '']);
});

it('a choice whose slot was read is taken, whatever came between the two', async () => {
  using given = await revoked();
  const { desk } = given;
  const { shares, selections } = desk.core.catalogue;
  const message = {
    kind: 'choice' as const,
    atMs: NOW_MS,
    sequence: 1,
    part: 0,
    parts: 1,
    message: 'The sea',
    picks: [],
  };
  const collected = () => collectPicks(desk, shareOr404(desk, id), signal);
  await collected();
  shares.putSlot(annaId, RECEIPT_SLOT + 1, 'etag', message);
  expect(await collected()).toEqual({ opened: 0, choices: 1, refused: 0 });
  expect(await collected()).toEqual({ opened: 0, choices: 0, refused: 0 });
  const [anna] = shares.recipients(id);
  expect([anna?.pickedNote, anna?.pickedSequence]).toEqual(['The sea', 1]);
  expect(selections.list().map(({ note }) => note)).toEqual(['The sea']);
});
