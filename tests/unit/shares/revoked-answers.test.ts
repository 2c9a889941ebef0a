/** Somebody is out whose answers cannot be read just now: they are out all the same, and what they sent is deleted only once it was read. */
import { expect, it } from 'vitest';
import { collectPicks } from '../../../src-main/services/share/collect-picks';
import { shareOr404 } from '../../../src-main/services/share/desk';
import { finishMove, hasSlotsLeft, takeSlotsOf } from '../../../src-main/services/share/end-share';
import { AppError } from '../../../src-shared/app-error';
import { RECEIPT_SLOT, slotName } from '../../../src-shared/domain/share-page';
import { RecipientId } from '../../../src-shared/units';
import { NOW_MS } from '../../support/catalogue-fixture';
import { annaId, id, revoked } from '../../support/revoked-share';

const boId = RecipientId.parse('00000000-0000-4000-8000-000000000032');
const { signal } = new AbortController();

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
  // Nobody knows what it was.
  new Error('socket hang up'),
])('what a person or time can mend deletes no answer: $message', async (error) => {
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
