/** What the guest chose so far: kept in this browser, sealed, until it is sent; and again after, to change and send anew. */
import {
  MAX_NOTE_LENGTH,
  PICKS_SLOTS,
  type Pick,
  type PickColour,
  pickColours,
  type ShareItem,
} from '../../src-shared/domain/share-page';
import type { Engine } from './engine-client';

interface Kept {
  picks: Pick[];
  sequence: number;
  nextSlot: number;
  sentAtMs: number | null;
  /** What was sent, to know whether something changed since. */
  sentText: string;
  openedCount: number;
}

export interface PicksDraft {
  of(itemId: string): Pick;
  change(itemId: string, change: Partial<Omit<Pick, 'itemId'>>): void;
  chosen(): Pick[];
  readonly sentAtMs: number | null;
  /** Something was chosen or changed since it was last sent. */
  readonly unsent: boolean;
  send(message: string): Promise<void>;
  onChange(listener: (itemId: string | null) => void): void;
}

const SAVE_AFTER_MS = 300;

/** Reads what an earlier visit left, and counts this one; the receipt goes out by itself. */
export async function openDraft(
  engine: Engine,
  { storageKey, items, takesPicks }: { storageKey: string; items: ShareItem[]; takesPicks: boolean },
): Promise<PicksDraft> {
  const kept = await readKept(engine, storageKey);
  const known = new Set(items.map(({ id }) => id));
  const picks = new Map(
    kept.picks.filter(({ itemId }) => known.has(itemId)).map((pick) => [pick.itemId, pick]),
  );
  const listeners: Array<(itemId: string | null) => void> = [];
  let saving: ReturnType<typeof setTimeout> | undefined;

  const chosen = () => items.flatMap(({ id }) => picks.get(id) ?? []);
  const keep = async () => {
    const sealed = await engine.lock({ value: { ...kept, picks: chosen() } satisfies Kept });
    try {
      localStorage.setItem(storageKey, sealed);
    } catch {
      // Private windows may keep nothing: then the choice lasts as long as the page.
    }
  };
  const tell = (itemId: string | null) => {
    for (const listener of listeners) listener(itemId);
  };

  kept.openedCount += 1;
  void keep();
  if (takesPicks) void engine.sendOpened({ count: kept.openedCount }).catch(() => undefined);

  const of = (itemId: string): Pick =>
    picks.get(itemId) ?? { itemId, heart: false, colour: 'none', note: '' };
  return {
    of,
    change: (itemId, change) => {
      const pick = { ...of(itemId), ...change };
      if (!pick.heart && pick.colour === 'none' && pick.note === '') picks.delete(itemId);
      else picks.set(itemId, pick);
      clearTimeout(saving);
      saving = setTimeout(() => void keep(), SAVE_AFTER_MS);
      tell(itemId);
    },
    chosen,
    get sentAtMs() {
      return kept.sentAtMs;
    },
    get unsent() {
      return JSON.stringify(chosen()) !== kept.sentText;
    },
    async send(message) {
      const sending = chosen();
      const sequence = Math.max(kept.sequence + 1, Date.now());
      const { nextSlot } = await engine.sendChoice({
        picks: sending,
        message,
        sequence,
        nextSlot: kept.nextSlot,
      });
      Object.assign(kept, { sequence, nextSlot, sentAtMs: Date.now(), sentText: JSON.stringify(sending) });
      await keep();
      tell(null);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}

async function readKept(engine: Engine, storageKey: string): Promise<Kept> {
  const fresh: Kept = {
    picks: [],
    sequence: 0,
    // Anywhere: two devices of one person then seldom write over each other's newest choice.
    nextSlot: 1 + Math.floor(Math.random() * (PICKS_SLOTS - 1)),
    sentAtMs: null,
    sentText: '[]',
    openedCount: 0,
  };
  try {
    const sealed = localStorage.getItem(storageKey);
    if (sealed === null) return fresh;
    const kept = (await engine.unlockKept({ sealed })) as Kept | null;
    return kept === null ? fresh : { ...fresh, ...kept, picks: kept.picks.map(checked) };
  } catch {
    return fresh;
  }
}

function checked({ itemId, heart, colour, note }: Pick): Pick {
  return {
    itemId: String(itemId),
    heart: heart === true,
    colour: pickColours.includes(colour) ? colour : ('none' as PickColour),
    note: String(note).slice(0, MAX_NOTE_LENGTH),
  };
}
