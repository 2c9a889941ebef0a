/** A receipt: what became of every file of an import, confirmed by the store now, and whether the card may be formatted. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, ImportId, IngestId, ReceiptId } from '../units';
import { SkipReason, StoreProof } from './transfer';

/** Where a file of the import stands. Only `confirmed` and harmless `skipped` ones allow the verdict "safe". */
export const ReceiptFileState = z.enum([
  'confirmed', // the store says now that it holds exactly these bytes
  'not-stored', // on its way, failed, cancelled, or never taken up
  'lost', // it was stored; the store does not have it any more
  'differs', // the store holds something else under its name
  'unproven', // the store holds it, but nothing yet proves its bytes: read it back
  'changed-here', // the file on the card is not the one that was stored
  'new-here', // on the card, but not known to the import
  'unanswered', // the store could not be asked
  'skipped', // left out, with its reason
]);
export type ReceiptFileState = z.infer<typeof ReceiptFileState>;

/** `md5`: of the whole file. `parts`: MD5 of the concatenated part MD5s, `-`, count of parts; anybody can repeat it with `partBytes`. */
export const ReceiptChecksum = z.object({
  kind: z.enum(['md5', 'parts']),
  value: z.string(),
  partBytes: z.number().int().positive().nullable(),
});
export type ReceiptChecksum = z.infer<typeof ReceiptChecksum>;

export const ReceiptFile = z.object({
  /** Path on the card or disk it came from. */
  path: z.string(),
  albumId: AlbumId.nullable(),
  /** Key within the album; null: it has none. */
  key: z.string().nullable(),
  sizeBytes: z.number().nullable(),
  checksum: ReceiptChecksum.nullable(),
  state: ReceiptFileState,
  proof: StoreProof.nullable(),
  /** When the store said so. */
  confirmedAtMs: z.number().nullable(),
  /** Why it was skipped. */
  skip: SkipReason.nullable(),
  /** For a person, where there is more to say. */
  reason: WireError.nullable(),
});
export type ReceiptFile = z.infer<typeof ReceiptFile>;

/** `head`: asks the store for each object. `read-back`: reads every byte back and compares. */
export const ReceiptDepth = z.enum(['head', 'read-back']);
export type ReceiptDepth = z.infer<typeof ReceiptDepth>;

/** One reason why the card must not be formatted yet, with how many files it concerns. */
export const ReceiptDoubt = z.object({
  state: z.enum([
    'not-stored',
    'lost',
    'differs',
    'unproven',
    'changed-here',
    'new-here',
    'unanswered',
    'unreadable',
    'unsupported', // photos, film, sound or edits of a kind that CAOS does not store
    'nothing-found',
    'not-looked-through',
    'source-gone',
  ]),
  count: z.number().int(),
});
export type ReceiptDoubt = z.infer<typeof ReceiptDoubt>;

export const Receipt = z.object({
  id: ReceiptId,
  albumIds: z.array(AlbumId),
  importIds: z.array(ImportId),
  ingestId: IngestId.nullable(),
  /** Album title, or the name of the card. */
  title: z.string(),
  /** One line for each place: `Connection name: bucket/prefix`. */
  places: z.array(z.string()),
  roots: z.array(z.string()),
  depth: ReceiptDepth,
  state: z.enum(['checking', 'done', 'failed', 'cancelled']),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  checkedCount: z.number().int(),
  fileCount: z.number().int(),
  confirmedCount: z.number().int(),
  skippedCount: z.number().int(),
  totalBytes: z.number(),
  /** null while checking. `safe` only with no doubt at all; `source-gone` is a remark (the card was out), not a doubt. */
  verdict: z.object({ safe: z.boolean(), doubts: z.array(ReceiptDoubt) }).nullable(),
  /** SHA-256 over the canonical JSON of all files, so that an exported list can be told from a changed one; null while checking. */
  digest: z.string().nullable(),
  error: WireError.nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

export const ReceiptFormat = z.enum(['csv', 'json', 'pdf']);
export type ReceiptFormat = z.infer<typeof ReceiptFormat>;
