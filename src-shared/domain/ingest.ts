/** An ingest: a camera card or folder on its way to one or more places, with new names, split into albums, ejected when safe. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, ConnectionId, ImportId, IngestId } from '../units';

/** A second or third place: a folder on this computer, or another connection. Each gets albums of its own with the same keys. */
export const CopyTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('folder'), path: z.string().min(1) }),
  z.object({ type: z.literal('connection'), connectionId: ConnectionId }),
]);
export type CopyTarget = z.infer<typeof CopyTarget>;

/**
 * Fields of a name template, each in braces, e.g. `{date}_{camera}_{seq}`. The extension is kept and not part of it; `/` makes folders.
 * `{seq:4}`: at least four digits (the default). A photo without the fact gets the file's own time, or the word `unknown`.
 */
export const templateFields = [
  'date', // 2024-05-01, wall clock at the camera
  'time', // 101112
  'year',
  'month',
  'day',
  'camera', // model, without characters that names cannot hold
  'make',
  'lens',
  'iso',
  'name', // name on the card without its extension
  'folder', // last folder on the card
  'seq', // counts up over the ingest, from `firstSeq`
  'shoot', // what the person typed for this ingest
] as const;

export const IngestOptions = z.object({
  /** null: names and folders as they are on the card. */
  nameTemplate: z.string().min(1).max(200).nullable().default(null),
  firstSeq: z.number().int().min(0).default(1),
  /** For `{shoot}`. */
  shoot: z.string().max(100).default(''),
  /** `day`: an album for each day at the camera. `shoot`: a new one after a break of `shootGapHours`. */
  splitBy: z.enum(['none', 'day', 'shoot']).default('none'),
  shootGapHours: z.number().min(0.5).max(72).default(6),
  copies: z.array(CopyTarget).max(2).default([]),
  /** Leaves out what is stored in any album already (by content, and only after its store confirmed it now). */
  skipKnown: z.boolean().default(false),
  /** Ejects the card once its receipt says "safe". */
  eject: z.boolean().default(false),
});
export type IngestOptions = z.infer<typeof IngestOptions>;
export type IngestOptionsInput = z.input<typeof IngestOptions>;

export const IngestState = z.enum([
  'reading', // names and facts are read
  'moving', // its imports are under way
  'checking', // its receipt is being made
  'done',
  'failed',
  'cancelled',
]);
export type IngestState = z.infer<typeof IngestState>;

export const Ingest = z.object({
  id: IngestId,
  /** Name of the card, or of the folder. */
  name: z.string(),
  roots: z.array(z.string()),
  options: IngestOptions,
  state: IngestState,
  importIds: z.array(ImportId),
  albumIds: z.array(AlbumId),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  /** null: not asked for or not yet. */
  ejected: z.boolean().nullable(),
  error: WireError.nullable(),
});
export type Ingest = z.infer<typeof Ingest>;

/** A removable volume, or a folder on one, that looks like it comes out of a camera. */
export const Card = z.object({
  /** Where it is mounted. */
  path: z.string(),
  name: z.string(),
  /** Photos and videos on it, counted up to a limit. */
  fileCount: z.number().int(),
  totalBytes: z.number(),
  counted: z.enum(['all', 'at-least']),
  /** Files of it that an import has stored already, by path, size and time; null: not looked at. */
  knownCount: z.number().int().nullable(),
  ejectable: z.boolean(),
});
export type Card = z.infer<typeof Card>;

/** What an ingest would do, shown before anything happens. */
export const IngestPreview = z.object({
  /** The first files with the names they would get. */
  names: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Albums that would be filled, with how many files, in order; only when split. */
  albums: z.array(z.object({ title: z.string(), fileCount: z.number().int() })),
  /** A template that cannot be used says why. */
  error: WireError.nullable(),
});
export type IngestPreview = z.infer<typeof IngestPreview>;
