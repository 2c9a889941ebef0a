/** What many photos have in common, so that they can be changed together. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { cullOf, shownWords } from '../../../src-shared/domain/edits';
import type { CommonWords } from '../../../src-shared/library-commands';
import type { AssetId } from '../../../src-shared/units';
import type { Core } from '../core';

/** Read in one go before the main thread has a breath: about 10 ms. */
const PER_SLICE = 500;
/** Keywords that are shown to be taken away; a wedding has some fifty. */
const MOST_KEYWORDS = 300;

type Shared = CommonWords['title'];

export async function commonWords(core: Core, ids: readonly AssetId[]): Promise<CommonWords> {
  const keywords = new Map<string, number>();
  const fields = {
    rating: new Set<number>(),
    flag: new Set<string>(),
    colour: new Set<string>(),
    title: new Set<string>(),
    caption: new Set<string>(),
    creator: new Set<string>(),
    copyright: new Set<string>(),
  };
  let photoCount = 0;
  for (let at = 0; at < ids.length; at += PER_SLICE) {
    if (at > 0) await nextTurn();
    for (const { metadata, edits } of core.catalogue.assets.edited(ids.slice(at, at + PER_SLICE))) {
      photoCount += 1;
      const words = shownWords(metadata, edits);
      const cull = cullOf(metadata, edits);
      // Two suffice to know that they differ.
      const add = <T>(set: Set<T>, value: T): unknown => set.size < 2 && set.add(value);
      add(fields.rating, cull.rating);
      add(fields.flag, cull.flag);
      add(fields.colour, cull.colour);
      for (const name of ['title', 'caption', 'creator', 'copyright'] as const)
        add(fields[name], words[name] ?? '');
      for (const keyword of new Set(words.keywords)) keywords.set(keyword, (keywords.get(keyword) ?? 0) + 1);
    }
  }
  const shared = (values: Set<string>): Shared => (values.size === 1 ? ([...values][0] ?? null) : null);
  return {
    photoCount,
    rating: fields.rating.size === 1 ? ([...fields.rating][0] ?? null) : null,
    flag: shared(fields.flag) as CommonWords['flag'],
    colour: shared(fields.colour) as CommonWords['colour'],
    title: shared(fields.title),
    caption: shared(fields.caption),
    creator: shared(fields.creator),
    copyright: shared(fields.copyright),
    keywords: [...keywords]
      .map(([name, count]) => ({ name, count }))
      .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
      .slice(0, MOST_KEYWORDS),
  };
}
