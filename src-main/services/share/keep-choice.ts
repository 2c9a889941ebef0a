/** A person's choice at home: its rows, a selection of the photos that were chosen, and, when asked for, stars and colours on them. */
import type { RecipientPicks, SharePick } from '../../../src-shared/domain/share';
import type { PickColour } from '../../../src-shared/domain/share-page';
import type { Choice } from '../../../src-shared/sealing/picks-messages';
import type { AssetId, RecipientId, SelectionId, ShareId } from '../../../src-shared/units';
import type { ItemPosition, RecipientRow, ShareRow } from '../../catalogue/catalogue';
import { editPhotos } from '../library/edit-photos';
import { createSelections } from '../library/selections';
import type { UndoableAct, UndoHistory } from '../library/undo';
import { recipientOr404, type ShareDesk, shareOr404 } from './desk';

/** Longest note of a selection. */
const MOST_NOTE = 4000;

/** What came by itself is no act of the person: there is nothing to take back. */
function silent(acts: UndoableAct[] = []): UndoHistory {
  const state = () => ({ back: null, again: null });
  return { did: (act) => void acts.push(act), back: async () => state(), again: async () => state(), state };
}

export async function keepChoice(
  desk: ShareDesk,
  share: ShareRow,
  person: RecipientRow,
  choice: Choice,
): Promise<void> {
  const { shares } = desk.core.catalogue;
  const assetOf = new Map(shares.photos(share.id).map(({ itemId, assetId }) => [itemId, assetId]));
  // What the share does not hold nobody can choose; what it does not allow nobody said.
  const picks = choice.picks
    .filter(({ itemId }) => assetOf.has(itemId))
    .map((pick) => ({
      itemId: pick.itemId,
      heart: share.allow.pick && pick.heart,
      colour: share.allow.pick ? pick.colour : ('none' as PickColour),
      note: share.allow.comment ? pick.note : '',
    }))
    .filter((pick) => pick.heart || pick.colour !== 'none' || pick.note !== '');
  const message = share.allow.comment ? choice.message : '';
  desk.core.catalogue.transaction(() => {
    shares.replacePicks(person.id, picks);
    shares.changeRecipient(person.id, {
      pickedAtMs: Math.min(choice.atMs, desk.core.now()),
      pickedSequence: choice.sequence,
      pickedNote: message,
    });
  });
  const inOrder = new Map([...assetOf.keys()].map((itemId, at) => [itemId, at]));
  const chosen = picks
    .sort((a, b) => (inOrder.get(a.itemId) ?? 0) - (inOrder.get(b.itemId) ?? 0))
    .flatMap(({ itemId }) => assetOf.get(itemId) ?? []);
  await intoSelection(desk, share, person, chosen);
}

async function intoSelection(
  desk: ShareDesk,
  share: ShareRow,
  person: RecipientRow,
  chosen: readonly AssetId[],
): Promise<void> {
  const { core } = desk;
  const { selections, shares } = core.catalogue;
  const { picks, note: message } = picksOf(desk, share.id, person.id);
  const words = picks.flatMap(({ fileName, note }) => (note === '' ? [] : [`${fileName}: ${note}`]));
  const note = [message, ...words].filter(Boolean).join('\n').slice(0, MOST_NOTE);
  const quiet = createSelections(core, silent());
  // Between two acts of the person, never in the midst of one.
  await desk.selections.inTurn(async () => {
    const known = person.selectionId && selections.get(person.selectionId);
    if (!known) {
      const name = `${share.title} – ${person.name || person.email}`.slice(0, 200);
      const made = await quiet.create({ name, note, assetIds: [...chosen] });
      shares.changeRecipient(person.id, { selectionId: made.id });
      return;
    }
    const before = itemsOf(desk, known.id);
    const wanted = new Set(chosen);
    const out = before.filter((id) => !wanted.has(id));
    if (out.length > 0) await quiet.take(known.id, out);
    if (chosen.length > 0) await quiet.add(known.id, [...chosen]);
    await quiet.edit(known.id, { note });
  });
}

function itemsOf({ core }: ShareDesk, id: SelectionId): AssetId[] {
  const ids: AssetId[] = [];
  for (let after: ItemPosition | null = null; ; ) {
    const page = core.catalogue.selections.items(id, after, 1000);
    ids.push(...page.map((item) => item.assetId));
    if (page.length < 1000) return ids;
    after = page.at(-1) ?? null;
  }
}

/** In the order of the share. */
export function picksOf(desk: ShareDesk, id: ShareId, recipientId: RecipientId): RecipientPicks {
  const { shares } = desk.core.catalogue;
  const person = recipientOr404(desk, id, recipientId);
  const byItem = new Map(shares.picks(recipientId).map((pick) => [pick.itemId, pick]));
  const picks = shares.photos(id).flatMap(({ itemId, assetId, fileName }): SharePick[] => {
    const pick = byItem.get(itemId);
    return pick ? [{ assetId, fileName, heart: pick.heart, colour: pick.colour, note: pick.note }] : [];
  });
  return { recipientId, sentAtMs: person.pickedAtMs, note: person.pickedNote, picks };
}

/** One step of undo, whatever number of people it is of. A heart of anybody counts; of colours the first person's. */
export async function applyPicks(
  desk: ShareDesk,
  given: {
    id: ShareId;
    recipientId?: RecipientId | undefined;
    heartRating: number | null;
    colours: boolean;
  },
): Promise<{ changed: number }> {
  shareOr404(desk, given.id);
  const people = given.recipientId
    ? [given.recipientId]
    : desk.core.catalogue.shares.recipients(given.id).map((person) => person.id);
  const merged = new Map<AssetId, { heart: boolean; colour: PickColour }>();
  for (const { assetId, heart, colour } of people.flatMap((id) => picksOf(desk, given.id, id).picks)) {
    const before = merged.get(assetId) ?? { heart: false, colour: 'none' };
    merged.set(assetId, {
      heart: before.heart || heart,
      colour: before.colour === 'none' ? colour : before.colour,
    });
  }
  const acts: UndoableAct[] = [];
  const changed = new Set<AssetId>();
  const edit = async (ids: AssetId[], change: Parameters<typeof editPhotos>[3]): Promise<void> => {
    if (ids.length === 0) return;
    if ((await editPhotos(desk.core, silent(acts), ids, change)) > 0) for (const id of ids) changed.add(id);
  };
  const idsWith = (test: (pick: { heart: boolean; colour: PickColour }) => boolean): AssetId[] =>
    [...merged].flatMap(([id, pick]) => (test(pick) ? id : []));
  if (given.heartRating !== null)
    await edit(
      idsWith(({ heart }) => heart),
      { rating: given.heartRating },
    );
  const colours = new Set(
    [...merged.values()].map(({ colour }) => colour).filter((colour) => colour !== 'none'),
  );
  if (given.colours)
    for (const wanted of colours)
      await edit(
        idsWith(({ colour }) => colour === wanted),
        { colour: wanted },
      );
  if (acts.length > 0)
    desk.undo.did({
      what: 'edit',
      count: changed.size,
      change: acts.length === 1 ? (acts[0]?.change ?? null) : null,
      back: async () => {
        for (const act of [...acts].reverse()) await act.back();
      },
      again: async () => {
        for (const act of acts) await act.again();
      },
    });
  return { changed: changed.size };
}
