/** The commands of selections. Part of ipc-contract.ts. Every act is one step of undo. */
import { z } from 'zod';
import {
  MAX_SELECTED,
  Selection,
  SelectionExport,
  SelectionName,
  SelectionNote,
  SelectionOverlap,
} from './domain/selection';
import { command, nothing, ok } from './ipc-command';
import { AssetId, DownloadId, SelectionId } from './units';

const photos = z.array(AssetId).max(MAX_SELECTED);
const one = z.object({ id: SelectionId });

export const selectionCommands = {
  'selections.list': command(nothing, z.array(Selection)),
  'selections.get': command(one, Selection),
  'selections.create': command(
    z.object({ name: SelectionName, note: SelectionNote.optional(), assetIds: photos.optional() }),
    Selection,
  ),
  /** `coverAssetId` null: the first photo. */
  'selections.edit': command(
    one.extend({
      name: SelectionName.optional(),
      note: SelectionNote.optional(),
      coverAssetId: AssetId.nullable().optional(),
    }),
    Selection,
  ),
  /** The photos stay where they are. */
  'selections.remove': command(one, ok),
  /** At the end, in the order that is given. */
  'selections.add': command(
    one.extend({ assetIds: photos.min(1) }),
    z.object({ added: z.number().int(), alreadyThere: z.number().int() }),
  ),
  'selections.take': command(one.extend({ assetIds: photos.min(1) }), z.object({ taken: z.number().int() })),
  /** In the order that is given, before that photo or (null) to the end. */
  'selections.move': command(
    one.extend({ assetIds: photos.min(1), beforeId: AssetId.nullable() }),
    z.object({ moved: z.number().int() }),
  ),
  'selections.duplicate': command(one.extend({ name: SelectionName.optional() }), Selection),
  /** A new one: the order of the first, then what the others have besides. */
  'selections.merge': command(
    z.object({ ids: z.array(SelectionId).min(2).max(100), name: SelectionName }),
    Selection,
  ),
  'selections.compare': command(one.extend({ otherId: SelectionId }), SelectionOverlap),
  /** `path` absolute: a file for `names`, `csv` and `zip`, a folder for `xmp` and `folder`. These two and `zip` overwrite nothing unasked. */
  'selections.export': command(
    one.extend({
      form: SelectionExport,
      path: z.string().min(1),
      /** A file that is there may be replaced. */
      replace: z.boolean().default(false),
      /** Of `names`: one on each line, or all on one line for the search of another program. */
      separator: z.enum(['line', 'comma']).default('line'),
      /** Of `names`: “IMG_0001.CR3”, or “IMG_0001”, which finds the RAW beside the JPEG as well. */
      extensions: z.boolean().default(true),
      /** Of `folder`: as `downloads.start` has it. `bad-input` with any other. */
      stripLocation: z.boolean().default(false),
    }),
    /** `downloadId`: of `folder` and `zip`, which go on in the background. */
    z.object({ photos: z.number().int(), downloadId: DownloadId.nullable() }),
  ),
} as const;
