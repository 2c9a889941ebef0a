/** What a person changes on many photos at once, as the change that main applies. Pure. */
import type { Cull } from '../../../src-shared/domain/cull';
import type { EditChange } from '../../../src-shared/domain/edits';
import { folded } from '../info/keyword-rules';

export const wordFields = ['title', 'caption', 'creator', 'copyright'] as const;
export type WordField = (typeof wordFields)[number];

/** Fields that were touched; all others stay as they are on each photo. */
export interface Draft {
  words: Partial<Record<WordField, string>>;
  rating: Cull['rating'] | null;
  flag: Cull['flag'] | null;
  colour: Cull['colour'] | null;
  addKeywords: readonly string[];
  removeKeywords: readonly string[];
}

export const emptyDraft: Draft = {
  words: {},
  rating: null,
  flag: null,
  colour: null,
  addKeywords: [],
  removeKeywords: [],
};

/** null: nothing would change. */
export function changeOf(draft: Draft): EditChange | null {
  const change: EditChange = {
    ...Object.fromEntries(Object.entries(draft.words).map(([name, text]) => [name, text.trim()])),
    ...(draft.rating !== null && { rating: draft.rating }),
    ...(draft.flag !== null && { flag: draft.flag }),
    ...(draft.colour !== null && { colour: draft.colour }),
    ...(draft.addKeywords.length > 0 && { addKeywords: [...draft.addKeywords] }),
    ...(draft.removeKeywords.length > 0 && { removeKeywords: [...draft.removeKeywords] }),
  };
  return Object.keys(change).length === 0 ? null : change;
}

/** Emptied where the photos differ, it is as if nothing had been typed: several titles do not go by a slip. */
export function withWord(
  draft: Draft,
  name: WordField,
  { text, common }: { text: string; common: string | null },
): Draft {
  const { [name]: _, ...others } = draft.words;
  return { ...draft, words: text === '' && common === null ? others : { ...others, [name]: text } };
}

/** The template's words over what was entered so far. */
export function withTemplate(draft: Draft, change: EditChange): Draft {
  const words = { ...draft.words };
  for (const name of wordFields) {
    const text = change[name];
    if (typeof text === 'string') words[name] = text;
  }
  const added = addedTo(draft, change.addKeywords ?? []);
  return {
    ...added,
    words,
    rating: change.rating ?? added.rating,
    flag: change.flag ?? added.flag,
    colour: change.colour ?? added.colour,
  };
}

const without = (keywords: readonly string[], gone: readonly string[]): string[] => {
  const leaves = new Set(gone.map(folded));
  return keywords.filter((keyword) => !leaves.has(folded(keyword)));
};

export const addedTo = (draft: Draft, keywords: readonly string[]): Draft => ({
  ...draft,
  addKeywords: [...without(draft.addKeywords, keywords), ...keywords],
  removeKeywords: without(draft.removeKeywords, keywords),
});

export const removedFrom = (draft: Draft, keyword: string): Draft => ({
  ...draft,
  addKeywords: without(draft.addKeywords, [keyword]),
  removeKeywords: [...without(draft.removeKeywords, [keyword]), keyword],
});

export const untouched = (draft: Draft, keyword: string): Draft => ({
  ...draft,
  addKeywords: without(draft.addKeywords, [keyword]),
  removeKeywords: without(draft.removeKeywords, [keyword]),
});

/** A template changes only what it names. */
export function templateChange(
  words: Partial<Record<WordField, string>>,
  keywords: readonly string[],
): EditChange | null {
  const filled = Object.fromEntries(
    wordFields.flatMap((name) => {
      const text = words[name]?.trim() ?? '';
      return text === '' ? [] : [[name, text]];
    }),
  );
  return changeOf({ ...emptyDraft, words: filled, addKeywords: keywords });
}
