/** The commands about bytes on their way: transfers, receipts, ingests, downloads, the journal. Part of ipc-contract.ts. */
import { z } from 'zod';
import { ConflictChoice, Download, DownloadFile, DownloadFileState } from './domain/download';
import { Card, Ingest, IngestOptions, IngestPreview } from './domain/ingest';
import { JournalEntry } from './domain/journal';
import { Receipt, ReceiptDepth, ReceiptFile, ReceiptFileState, ReceiptFormat } from './domain/receipt';
import { Transfer, TransferEvent, TransferState, TransferSummary } from './domain/transfer';
import { command, nothing, ok } from './ipc-command';
import {
  AlbumId,
  AssetId,
  ConnectionId,
  DownloadId,
  ImportId,
  IngestId,
  ReceiptId,
  TransferId,
} from './units';

/** These, or a whole import with what it still finds; neither: all. */
const chosen = z.object({ ids: z.array(TransferId).optional(), importId: ImportId.optional() });

export const transferCommands = {
  'transfers.summary': command(nothing, TransferSummary),
  /** Newest first; open ones before ended ones. */
  'transfers.list': command(
    z.object({
      states: z.array(TransferState).optional(),
      albumId: AlbumId.optional(),
      importId: ImportId.optional(),
      offset: z.number().int().default(0),
      limit: z.number().int().max(10_000).default(200),
    }),
    z.object({ total: z.number().int(), items: z.array(Transfer) }),
  ),
  /** The story of one transfer, oldest first; the last 50 steps are kept. */
  'transfers.events': command(z.object({ id: TransferId }), z.array(TransferEvent)),
  /** These photos go first (`first`), or take their place again. */
  'transfers.prioritize': command(
    z.object({
      ids: z.array(TransferId).optional(),
      assetIds: z.array(AssetId).max(100_000).optional(),
      first: z.boolean().default(true),
    }),
    ok,
  ),
  'transfers.pause': command(chosen, ok),
  'transfers.resume': command(chosen, ok),
  'transfers.cancel': command(chosen, ok),
  'transfers.retry': command(chosen, z.object({ retried: z.number().int() })),

  /**
   * Checks an import (an ingest, or everything ever imported into an album) against its store and its card. Answers at once; the receipt
   * comes as events. A receipt is never remembered as true: it says when each file was confirmed.
   */
  'receipts.make': command(
    z.object({
      albumId: AlbumId.optional(),
      importId: ImportId.optional(),
      ingestId: IngestId.optional(),
      depth: ReceiptDepth.default('head'),
    }),
    z.object({ receiptId: ReceiptId }),
  ),
  'receipts.get': command(z.object({ id: ReceiptId }), Receipt),
  /** Newest first. */
  'receipts.list': command(
    z.object({
      albumId: AlbumId.optional(),
      importId: ImportId.optional(),
      ingestId: IngestId.optional(),
      limit: z.number().int().min(1).max(200).default(50),
    }),
    z.array(Receipt),
  ),
  /** Files of a receipt; those in doubt come first, then by path. */
  'receipts.files': command(
    z.object({
      id: ReceiptId,
      states: z.array(ReceiptFileState).optional(),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(10_000).default(200),
    }),
    z.object({ total: z.number().int(), items: z.array(ReceiptFile) }),
  ),
  /** Writes it to a file; an existing one is replaced only with `replace` (`already-exists`). */
  'receipts.export': command(
    z.object({
      id: ReceiptId,
      format: ReceiptFormat,
      to: z.string().min(1),
      replace: z.boolean().default(false),
    }),
    ok,
  ),
  'receipts.cancel': command(z.object({ id: ReceiptId }), ok),

  /** Cards that are plugged in now. `cards.changed` tells of others. */
  'ingests.cards': command(nothing, z.array(Card)),
  'ingests.preview': command(
    z.object({ paths: z.array(z.string()).min(1), title: z.string(), options: IngestOptions }),
    IngestPreview,
  ),
  /**
   * Takes a card or folder to the album (an existing one, or a new one of this title; split, the titles get the day) and to its copies.
   * Answers at once. The same card again adds only what is new.
   */
  'ingests.start': command(
    z.object({
      paths: z.array(z.string()).min(1),
      albumId: AlbumId.optional(),
      title: z.string().trim().min(1).max(200).optional(),
      connectionId: ConnectionId.optional(),
      options: IngestOptions,
    }),
    z.object({ ingestId: IngestId }),
  ),
  'ingests.get': command(z.object({ id: IngestId }), Ingest),
  'ingests.list': command(nothing, z.array(Ingest)),
  /** All its places at once, also what would still be found. What is stored stays stored; quiet when it has ended. */
  'ingests.cancel': command(z.object({ id: IngestId }), ok),
  /** Ejects the volume that holds this path. `unsupported` where it is none that can be; `io` when a program still uses it. */
  'ingests.eject': command(z.object({ path: z.string() }), ok),

  /**
   * Brings photos here: of an album (all stored ones) or these assets, in this order, into a folder with their folders kept or into one
   * ZIP. Answers at once. Nothing is overwritten without `replace`.
   */
  'downloads.start': command(
    z.object({
      albumId: AlbumId.optional(),
      assetIds: z.array(AssetId).max(100_000).optional(),
      form: z.enum(['folder', 'zip']).default('folder'),
      to: z.string().min(1),
      conflicts: ConflictChoice.default('ask'),
      /** Without the place where each was taken; what cannot be cleaned for certain fails. `bad-input` with `zip`. */
      stripLocation: z.boolean().default(false),
    }),
    z.object({ downloadId: DownloadId }),
  ),
  'downloads.get': command(z.object({ id: DownloadId }), Download),
  /** Newest first. */
  'downloads.list': command(nothing, z.array(Download)),
  'downloads.files': command(
    z.object({
      id: DownloadId,
      states: z.array(DownloadFileState).optional(),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(10_000).default(200),
    }),
    z.object({ total: z.number().int(), items: z.array(DownloadFile) }),
  ),
  'downloads.pause': command(z.object({ id: DownloadId }), ok),
  'downloads.resume': command(z.object({ id: DownloadId }), ok),
  /** What is whole stays; what is half is taken away. */
  'downloads.cancel': command(z.object({ id: DownloadId }), ok),
  /** Failed files again. */
  'downloads.retry': command(z.object({ id: DownloadId }), ok),
  /** What to do with the names that are taken. */
  'downloads.resolve': command(
    z.object({ id: DownloadId, choice: z.enum(['keep-both', 'replace', 'leave-out']) }),
    ok,
  ),
  /** Forgets ended ones; the files stay. */
  'downloads.forget': command(z.object({ id: DownloadId }), ok),

  /** What happened, newest first. */
  'journal.list': command(
    z.object({
      beforeId: z.number().int().optional(),
      limit: z.number().int().min(1).max(1000).default(200),
    }),
    z.array(JournalEntry),
  ),
} as const;
