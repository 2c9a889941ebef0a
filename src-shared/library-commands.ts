/** The commands of the library: lists of photos, what a person sets on them, and undo. Part of ipc-contract.ts. */
import { z } from 'zod';
import { Asset, type AssetIndex } from './domain/asset';
import { Cull, PhotoColour, PhotoFlag } from './domain/cull';
import { EditChange } from './domain/edits';
import {
  KnownRows,
  PhotoFacets,
  PhotoList,
  PhotoQuery,
  PhotoScope,
  SmartAlbum,
  SmartAlbumName,
} from './domain/photo-list';
import { EditsStatus } from './domain/sidecars';
import { UndoState } from './domain/undo';
import { command, nothing, ok } from './ipc-command';
import { AssetId, SmartAlbumId } from './units';

/** Most photos that one act is about: all that a catalogue is made for. */
const photos = z.array(AssetId).min(1).max(200_000);

/** null: they differ. '' : none of them has any. */
export const CommonWords = z.object({
  photoCount: z.number().int(),
  rating: Cull.shape.rating.nullable(),
  flag: PhotoFlag.nullable(),
  colour: PhotoColour.nullable(),
  title: z.string().nullable(),
  caption: z.string().nullable(),
  creator: z.string().nullable(),
  copyright: z.string().nullable(),
  /** Of all of them, the most frequent first, each with how many photos have it. */
  keywords: z.array(z.object({ name: z.string(), count: z.number().int() })),
});
export type CommonWords = z.infer<typeof CommonWords>;

export const libraryCommands = {
  'assets.index': command(z.object({ list: PhotoList }), z.custom<AssetIndex>()),
  /** A bit for each row of the whole list (row 0: the lowest of byte 0), set where this list has it; null: the caller's rows are not those. */
  'assets.narrow': command(
    z.object({ list: PhotoList, known: KnownRows }),
    z.object({ fits: z.custom<Uint8Array>().nullable() }),
  ),
  /** What there is to filter by among the photos of that scope which fit the query. */
  'assets.facets': command(z.object({ scope: PhotoScope, query: PhotoQuery.default({}) }), PhotoFacets),
  /** For the command line: a page of a list in its order, and how many there are in all. */
  'assets.find': command(
    z.object({
      list: PhotoList,
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(5000).default(1000),
    }),
    z.object({ total: z.number().int(), items: z.array(Asset) }),
  ),

  'smart.list': command(nothing, z.array(SmartAlbum)),
  /** A new one, or another name or search for the one with that id; `smart.changed` tells. */
  'smart.save': command(
    z.object({ id: SmartAlbumId.optional(), name: SmartAlbumName, list: PhotoList }),
    SmartAlbum,
  ),
  /** The search is forgotten; its photos stay where they are. */
  'smart.remove': command(z.object({ id: SmartAlbumId }), ok),

  /** Makes one stack of photos of one album; the first stands for it. One step of undo, as `open`. */
  'stacks.make': command(z.object({ ids: photos }), z.object({ stacked: z.number().int() })),
  /** Takes the stacks of these photos apart; they are not stacked again by themselves. */
  'stacks.open': command(z.object({ ids: photos }), z.object({ opened: z.number().int() })),

  /** Where the originals are on this computer; null: they are not here. */
  'originals.find': command(
    z.object({ ids: z.array(AssetId).min(1).max(500) }),
    z.array(z.object({ id: AssetId, path: z.string().nullable() })),
  ),
  /** Brings originals here that are not, to be dragged out of the window; they stay until the app ends. */
  'originals.fetch': command(z.object({ ids: z.array(AssetId).min(1).max(500) }), ok),

  /** Sets stars, flag, colour or words on photos; answers how many are different now. One step of undo. */
  'edits.apply': command(
    z.object({ ids: photos, change: EditChange }),
    z.object({ changed: z.number().int() }),
  ),
  /** What photos have in common, to change them together. */
  'edits.common': command(z.object({ ids: photos }), CommonWords),
  /** How far what was set has come into the sidecars; `edits.changed` tells when it differs. */
  'edits.status': command(nothing, EditsStatus),
  /** What waits for a person (a store that refused) is tried again now. */
  'edits.retry': command(nothing, EditsStatus),
  /** Takes the last act back, or does it again; answers what can be undone next. */
  'undo.back': command(nothing, UndoState),
  'undo.again': command(nothing, UndoState),
  'undo.get': command(nothing, UndoState),
} as const;
