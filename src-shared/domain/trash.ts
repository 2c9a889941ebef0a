/** Where a photo that was thrown away lies in its album, and what is told of it. */
import { z } from 'zod';
import { AssetId } from '../units';

/** Below an album's prefix: `.caos/trash/<time>-<unique>/<key it had>`. */
export const TRASH_PREFIX = '.caos/trash/';

/** Written for a moment to learn what time the store has. */
export const TRASH_CLOCK_KEY = `${TRASH_PREFIX}clock`;

export const isTrashKey = (key: string): boolean => key.startsWith(TRASH_PREFIX);

const folderForm = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-[0-9a-f]{8}$/;

/** The folder of one act; `unique`: eight hexadecimal digits. */
export const trashFolder = (atMs: number, unique: string): string =>
  `${TRASH_PREFIX}${new Date(atMs).toISOString().replace(/[-:.]/g, '')}-${unique}/`;

/** When it was thrown away, and which name it had; null: no key of ours. */
export function readTrashKey(key: string): { folder: string; from: string; atMs: number } | null {
  if (!isTrashKey(key)) return null;
  const [name = ''] = key.slice(TRASH_PREFIX.length).split('/', 1);
  const time = folderForm.exec(name);
  const folder = `${TRASH_PREFIX}${name}/`;
  const from = key.slice(folder.length);
  if (!time || from === '') return null;
  const [, year, month, day, hour, minute, second, ms] = time.map(Number);
  const atMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second, ms);
  return { folder, from, atMs };
}

/**
 * `trash`: moved away in the store. `moving`: to be moved when the store can be reached. `hidden`: it stays where it is and only does not
 * show here; it is never deleted by itself.
 */
export const TrashPlace = z.enum(['trash', 'moving', 'hidden']);
export type TrashPlace = z.infer<typeof TrashPlace>;

/** What there is in the trash of all albums. */
export const TrashFacts = z.object({
  count: z.number().int(),
  totalBytes: z.number(),
  /** Acts that wait for their store: photos to move, to bring back, or to delete. */
  waiting: z.number().int(),
  /** Photos that only do not show here. */
  hidden: z.number().int(),
});
export type TrashFacts = z.infer<typeof TrashFacts>;

export const TrashedPhoto = z.object({
  id: AssetId,
  /** Name it had, within its album. */
  from: z.string(),
  place: TrashPlace,
  trashedAtMs: z.number(),
  /** When it is deleted by itself; null: never. */
  leavesAtMs: z.number().nullable(),
});
export type TrashedPhoto = z.infer<typeof TrashedPhoto>;
