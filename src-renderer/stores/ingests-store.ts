/** Ingests by id, and the cards that are plugged in now with the moment each was first seen. */
import { create } from 'zustand';
import type { Card, Ingest } from '../../src-shared/domain/ingest';
import type { IngestId } from '../../src-shared/units';
import { call } from '../bridge/client';

interface IngestsState {
  ingests: Readonly<Record<IngestId, Ingest>>;
  cards: readonly Card[];
  /** By path, Unix ms: a card that was away and came back may hold other photos than before. */
  cardsSeenAtMs: Readonly<Record<string, number>>;
  load(): Promise<void>;
  applyIngest(ingest: Ingest): void;
  applyCards(cards: readonly Card[]): void;
}

export const useIngestsStore = create<IngestsState>()((set) => ({
  ingests: {},
  cards: [],
  cardsSeenAtMs: {},
  async load() {
    const [ingests, cards] = await Promise.all([call('ingests.list', {}), call('ingests.cards', {})]);
    set((old) => ({
      ingests: { ...Object.fromEntries(ingests.map((ingest) => [ingest.id, ingest])), ...old.ingests },
      ...withCards(old, cards),
    }));
  },
  applyIngest(ingest) {
    set((old) => ({ ingests: { ...old.ingests, [ingest.id]: ingest } }));
  },
  applyCards(cards) {
    set((old) => withCards(old, cards));
  },
}));

function withCards(
  old: Pick<IngestsState, 'cardsSeenAtMs'>,
  cards: readonly Card[],
): Pick<IngestsState, 'cards' | 'cardsSeenAtMs'> {
  const now = Date.now();
  return {
    cards,
    cardsSeenAtMs: Object.fromEntries(cards.map(({ path }) => [path, old.cardsSeenAtMs[path] ?? now])),
  };
}
