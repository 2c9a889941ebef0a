/** What a person set on a photo, here or by a sidecar; it overrides what the file says and never touches the file. */
import { z } from 'zod';
import type { AssetMetadata } from './asset';
import { type Cull, PhotoColour, PhotoFlag, packCull } from './cull';

/** Longest words kept; more would be a text, not a caption. */
export const MAX_WORDS = 4000;
export const MAX_KEYWORDS = 500;
const words = z.string().trim().max(MAX_WORDS);
export const Keyword = z.string().trim().min(1).max(200);

/** A field that is absent was never set: the file's own word holds. '' and [] say that there is to be none. */
export const AssetEdits = z.object({
  rating: z.number().int().min(0).max(5).optional(),
  flag: PhotoFlag.optional(),
  colour: PhotoColour.optional(),
  title: words.optional(),
  caption: words.optional(),
  keywords: z.array(Keyword).max(MAX_KEYWORDS).optional(),
  creator: words.optional(),
  copyright: words.optional(),
});
export type AssetEdits = z.infer<typeof AssetEdits>;

/** What one act of a person changes, on any number of photos. null: back to what the file says. */
export const EditChange = z.object({
  rating: AssetEdits.shape.rating.unwrap().nullable().optional(),
  flag: PhotoFlag.nullable().optional(),
  colour: PhotoColour.nullable().optional(),
  title: words.nullable().optional(),
  caption: words.nullable().optional(),
  creator: words.nullable().optional(),
  copyright: words.nullable().optional(),
  /** Replaces all. */
  keywords: AssetEdits.shape.keywords.unwrap().nullable().optional(),
  addKeywords: z.array(Keyword).max(MAX_KEYWORDS).optional(),
  removeKeywords: z.array(Keyword).max(MAX_KEYWORDS).optional(),
});
export type EditChange = z.infer<typeof EditChange>;

/** The names that programs write for colours into xmp:Label, in the languages they are commonly written in. */
const colourNames: Record<string, PhotoColour> = {
  red: 'red',
  select: 'red', // Bridge's default names
  yellow: 'yellow',
  second: 'yellow',
  green: 'green',
  approved: 'green',
  blue: 'blue',
  review: 'blue',
  purple: 'purple',
  'to do': 'purple',
  빨강: 'red',
  노랑: 'yellow',
  녹색: 'green',
  파랑: 'blue',
  자주: 'purple',
};
export const colourOfLabel = (label: string | undefined): PhotoColour =>
  colourNames[label?.trim().toLowerCase() ?? ''] ?? 'none';

/** Stars, flag and colour as they are shown. A rating of -1 in a file means rejected (XMP, Adobe Bridge). */
export const cullOf = (metadata: AssetMetadata, edits: AssetEdits | null): Cull => ({
  rating: edits?.rating ?? Math.max(0, metadata.rating ?? 0),
  flag: edits?.flag ?? ((metadata.rating ?? 0) < 0 ? 'reject' : 'none'),
  colour: edits?.colour ?? colourOfLabel(metadata.label),
});

export const packedCullOf = (metadata: AssetMetadata, edits: AssetEdits | null): number =>
  packCull(cullOf(metadata, edits));

export type ShownWords = Pick<AssetMetadata, 'title' | 'caption' | 'keywords' | 'creator' | 'copyright'>;

/** The words of a photo as they are shown: set ones before the file's; what was set to nothing is absent. */
export function shownWords(metadata: AssetMetadata, edits: AssetEdits | null): ShownWords {
  const word = (name: 'title' | 'caption' | 'creator' | 'copyright'): string | undefined =>
    (edits?.[name] ?? metadata[name]) || undefined;
  const keywords = edits?.keywords ?? metadata.keywords;
  return {
    ...defined('title', word('title')),
    ...defined('caption', word('caption')),
    ...defined('creator', word('creator')),
    ...defined('copyright', word('copyright')),
    ...(keywords === undefined || keywords.length === 0 ? {} : { keywords }),
  };
}

const defined = <N extends string>(name: N, value: string | undefined): Partial<Record<N, string>> =>
  value === undefined ? {} : ({ [name]: value } as Record<N, string>);

/** The edits after one change. null: nothing is set any more. */
export function changedEdits(
  metadata: AssetMetadata,
  edits: AssetEdits | null,
  change: EditChange,
): AssetEdits | null {
  const { addKeywords, removeKeywords, ...fields } = change;
  const next: Record<string, unknown> = { ...edits };
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  if (addKeywords?.length || removeKeywords?.length) {
    const had = (next.keywords as string[] | undefined) ?? metadata.keywords ?? [];
    const leaves = new Set(removeKeywords?.map(folded));
    const kept = had.filter((keyword) => !leaves.has(folded(keyword)));
    const there = new Set(kept.map(folded));
    const added = (addKeywords ?? []).filter((keyword) => {
      const isNew = !there.has(folded(keyword));
      there.add(folded(keyword));
      return isNew;
    });
    next.keywords = [...kept, ...added].slice(0, MAX_KEYWORDS);
  }
  return Object.keys(next).length === 0 ? null : (next as AssetEdits);
}

/** Keywords that differ in case or composition only are one. */
const folded = (keyword: string): string => keyword.normalize('NFC').toLowerCase();
