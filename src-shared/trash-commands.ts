/** The commands of the trash, of duplicates and of the cache. Part of ipc-contract.ts. */
import { z } from 'zod';
import { CacheUsage, KeptAlbum } from './domain/cache';
import { TwinKind, TwinsFound } from './domain/duplicates';
import { PhotoScope } from './domain/photo-list';
import { TrashedPhoto, TrashFacts } from './domain/trash';
import { command, nothing, ok } from './ipc-command';
import { AlbumId, AssetId } from './units';

/** Most photos that one act is about: all that a catalogue is made for. */
const photos = z.array(AssetId).min(1).max(200_000);

export const trashCommands = {
  /**
   * Moves photos to the trash, here at once and in the store as soon as it can be reached; one step of undo. `others`: what happens to
   * objects that no app of ours put into their bucket: `ask` leaves them and counts them, `hide` takes them only out of sight here, `move`
   * moves them like our own.
   */
  'trash.move': command(
    z.object({ ids: photos, others: z.enum(['ask', 'hide', 'move']).default('ask') }),
    z.object({ moved: z.number().int(), others: z.number().int() }),
  ),
  /** Brings photos back, also to the grid at once; one step of undo. A name that was taken meanwhile gets "(2)". */
  'trash.restore': command(z.object({ ids: photos }), z.object({ restored: z.number().int() })),
  /**
   * Deletes for good: these, or all. What somebody else put into a bucket is not deleted: it stays hidden here and is counted in `kept`.
   */
  'trash.empty': command(
    z.object({ ids: photos.optional() }),
    z.object({ deleted: z.number().int(), kept: z.number().int() }),
  ),
  'trash.facts': command(nothing, TrashFacts),
  /** What is told of these in the trash, or of all; newest first. */
  'trash.list': command(z.object({ ids: photos.optional() }), z.array(TrashedPhoto)),

  /** Looks for photos that are there twice or look alike; some seconds at 200,000. One search at a time: the one before is `cancelled`. */
  'duplicates.find': command(z.object({ scope: PhotoScope, kind: TwinKind }), TwinsFound),
  'duplicates.cancel': command(nothing, ok),

  /** How much of this computer's disk pictures take, and what is kept. */
  'cache.usage': command(nothing, CacheUsage),
  /** Only what is kept: answers at once. */
  'cache.kept': command(nothing, z.array(KeptAlbum)),
  /** Previews of all photos of the album are made and never trimmed; or no longer. */
  'cache.keep': command(z.object({ albumId: AlbumId, keep: z.boolean() }), z.array(KeptAlbum)),
} as const;
