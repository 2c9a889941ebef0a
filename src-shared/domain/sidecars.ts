/** Words that go into sidecars and come out of them: how two versions become one, and how far the work is. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId } from '../units';
import { AssetEdits } from './edits';

export const EditsStatus = z.object({
  /** Photos whose words are not in their sidecar yet. */
  pendingCount: z.number().int(),
  /** What keeps them, of several the one that a person can do something about; null: nothing, they are on their way. */
  waitingFor: z.enum(['network', 'permission', 'trouble']).nullable(),
  /** Why some wait for a person (`trouble`). */
  error: WireError.nullable(),
  /** Albums of somebody else in which something was set: the person is asked whether sidecars may be written there. */
  askAlbumIds: z.array(AlbumId),
});
export type EditsStatus = z.infer<typeof EditsStatus>;

const fieldNames = Object.keys(AssetEdits.shape) as Array<keyof AssetEdits>;
const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Two say the same, whatever the order of their fields. */
export const sameEdits = (one: AssetEdits, other: AssetEdits): boolean =>
  fieldNames.every((name) => same(one[name], other[name]));

/**
 * One version of two that came from `base` field by field: what only one of them changed is kept, and of what both changed the `newer` one's
 * word counts.
 */
export function mergeEdits(
  base: AssetEdits,
  versions: { ours: AssetEdits; theirs: AssetEdits; newer: 'ours' | 'theirs' },
): AssetEdits {
  const { ours, theirs, newer } = versions;
  const merged: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const [was, own, other] = [base[name], ours[name], theirs[name]];
    const chosen = same(own, was) ? other : same(other, was) || newer === 'ours' ? own : other;
    if (chosen !== undefined) merged[name] = chosen;
  }
  return merged as AssetEdits;
}

export const editsOrNull = (edits: AssetEdits): AssetEdits | null =>
  Object.keys(edits).length === 0 ? null : edits;

/** A rejected photo without stars says nothing of stars in its sidecar (-1 stands there); see xmp-sidecar.ts. */
export function asWritten(edits: AssetEdits, plainStars: boolean): AssetEdits {
  if (!plainStars || edits.flag !== 'reject' || edits.rating !== 0) return edits;
  const { rating: _, ...others } = edits;
  return others;
}
