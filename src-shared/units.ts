/** Units and branded identifiers: a number or string that says what it is. */
import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type UnixMs = number;

/** Local integer id of an asset in this computer's catalogue (its identity elsewhere is album uid + object key). */
export const AssetId = z.number().int().positive().brand<'AssetId'>();
export type AssetId = z.infer<typeof AssetId>;

/** Local integer id of a transfer. */
export const TransferId = z.number().int().positive().brand<'TransferId'>();
export type TransferId = z.infer<typeof TransferId>;

/** Local integer id of one import. */
export const ImportId = z.number().int().positive().brand<'ImportId'>();
export type ImportId = z.infer<typeof ImportId>;

/** UUID of an album; the same on every computer, written in `.caos/album.json`. */
export const AlbumId = z.uuid().brand<'AlbumId'>();
export type AlbumId = z.infer<typeof AlbumId>;

/** UUID of a connection on this computer. */
export const ConnectionId = z.uuid().brand<'ConnectionId'>();
export type ConnectionId = z.infer<typeof ConnectionId>;

/** Local integer id of one download: an album, a selection or a photo on its way to a folder or a ZIP. */
export const DownloadId = z.number().int().positive().brand<'DownloadId'>();
export type DownloadId = z.infer<typeof DownloadId>;

/** Local integer id of one ingest: a card or folder on its way to one or more places. */
export const IngestId = z.number().int().positive().brand<'IngestId'>();
export type IngestId = z.infer<typeof IngestId>;

/** Local integer id of one receipt. */
export const ReceiptId = z.number().int().positive().brand<'ReceiptId'>();
export type ReceiptId = z.infer<typeof ReceiptId>;

/** UUID of a selection; the same on every computer. */
export const SelectionId = z.uuid().brand<'SelectionId'>();
export type SelectionId = z.infer<typeof SelectionId>;

/** UUID of a smart album (a saved search). */
export const SmartAlbumId = z.uuid().brand<'SmartAlbumId'>();
export type SmartAlbumId = z.infer<typeof SmartAlbumId>;

/** UUID of a share. */
export const ShareId = z.uuid().brand<'ShareId'>();
export type ShareId = z.infer<typeof ShareId>;

/** UUID of one person of one share. */
export const RecipientId = z.uuid().brand<'RecipientId'>();
export type RecipientId = z.infer<typeof RecipientId>;

/** UUID of a group of people. */
export const GroupId = z.uuid().brand<'GroupId'>();
export type GroupId = z.infer<typeof GroupId>;

/** Local integer id of one mail of the Outbox. */
export const MailId = z.number().int().positive().brand<'MailId'>();
export type MailId = z.infer<typeof MailId>;

/** UUID of a share of somebody else that was opened on this computer. */
export const ReceivedId = z.uuid().brand<'ReceivedId'>();
export type ReceivedId = z.infer<typeof ReceivedId>;
/** Local integer id of one file that somebody sent for a photo request. */
export const ArrivalId = z.number().int().positive().brand<'ArrivalId'>();
export type ArrivalId = z.infer<typeof ArrivalId>;
