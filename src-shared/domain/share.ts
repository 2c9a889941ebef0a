/** A share: a code-locked, time-limited gallery for named recipients. No secret of it is in here: those live in the vault. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, AssetId, ConnectionId, GroupId, RecipientId, SelectionId, ShareId } from '../units';
import { PhotoColour } from './cull';
import { ShareCost } from './store-prices';

/**
 * `draft`: composed, nothing sent. `preparing`: sizes are made and sealed. `uploading`: on their way. `live`: pages are up. `expired`,
 * `revoked`: ended; `failed`: stopped, `reason` says why, sending again goes on where it stopped.
 */
export const ShareState = z.enum(['draft', 'preparing', 'uploading', 'live', 'expired', 'revoked', 'failed']);
export type ShareState = z.infer<typeof ShareState>;

/** What a guest may do. Viewing is always part of it. */
export const ShareAllow = z.object({
  view: z.literal(true).default(true),
  /** Download what is seen: 2048 px. */
  web: z.boolean().default(true),
  /** Download the file as it was taken in. */
  original: z.boolean().default(false),
  /** Hearts and colours, sent as a choice. */
  pick: z.boolean().default(true),
  /** A note for each photo, and one for the whole choice. */
  comment: z.boolean().default(true),
});
export type ShareAllow = z.infer<typeof ShareAllow>;

export const ShareOptions = z.object({
  /** Written over the web size; null: none. */
  watermark: z.string().trim().min(1).max(120).nullable().default(null),
  /** Of originals; what is seen never says where it was taken. */
  stripLocation: z.boolean().default(true),
  showFileNames: z.boolean().default(true),
  /** Absent, as `chosen`: as they came into the share. */
  order: z.enum(['chosen', 'taken', 'name']).optional(),
  /** The photo at the head of the page; absent, or gone: the first one. */
  cover: AssetId.optional(),
});
export type ShareOptions = z.infer<typeof ShareOptions>;

export const ShareLanguage = z.enum(['en', 'ko']);
export type ShareLanguage = z.infer<typeof ShareLanguage>;

/** How a person gets the code: by the second mail, or told by the photographer, to whom the app shows it. */
export const CodeWay = z.enum(['mail', 'show']);
export type CodeWay = z.infer<typeof CodeWay>;

export const ShareRecipient = z.object({
  id: RecipientId,
  email: z.string(),
  name: z.string(),
  codeWay: CodeWay,
  /** `waiting`: has no page yet. */
  state: z.enum(['waiting', 'live', 'revoked']),
  /** When the page was first and last unlocked, and how often: as the page itself reports it. */
  openedAtMs: z.number().nullable(),
  lastOpenedAtMs: z.number().nullable(),
  openedCount: z.number().int(),
  /** When the newest choice was sent; null: none yet. */
  pickedAtMs: z.number().nullable(),
  pickedCount: z.number().int(),
  /** The selection that the choice is collected into. */
  selectionId: SelectionId.nullable(),
});
export type ShareRecipient = z.infer<typeof ShareRecipient>;

const LeftOut = z.object({ assetId: AssetId, fileName: z.string(), error: WireError });

export const Share = z.object({
  id: ShareId,
  title: z.string(),
  message: z.string(),
  language: ShareLanguage,
  state: ShareState,
  /** When it came into this state. */
  stateAtMs: z.number(),
  /** Why it failed, or what keeps it from going on just now. */
  reason: WireError.nullable(),
  createdAtMs: z.number(),
  /** How long it will last from the moment it goes live. */
  days: z.number().int(),
  /** Fixed when it goes live; null before. */
  endsAtMs: z.number().nullable(),
  /** Until when every link surely opens, even if CAOS is not started again; earlier than `endsAtMs` where the store signs for less. */
  sureUntilMs: z.number().nullable(),
  connectionId: ConnectionId,
  /** Where its objects lie; '' before it is prepared. */
  bucket: z.string(),
  allow: ShareAllow,
  options: ShareOptions,
  photoCount: z.number().int(),
  /** The chosen cover, else the first photo. */
  coverAssetId: AssetId.nullable(),
  recipients: z.array(ShareRecipient),
  /** Photos whose sizes are ready, and sealed objects confirmed by the store. */
  progress: z.object({
    preparedPhotos: z.number().int(),
    sealedObjects: z.number().int(),
    storedObjects: z.number().int(),
    sealedBytes: z.number(),
    storedBytes: z.number(),
  }),
  /** Photos that could not be prepared and are not part of it. */
  leftOut: z.array(LeftOut),
  /** Photos that are shown, but whose originals are not offered: their place could not be left out for certain. */
  originalsLeftOut: z.array(LeftOut),
  /** Videos that are shown by a still picture alone. */
  filmsLeftOut: z.array(LeftOut).optional(),
  /** Somebody was taken out, and the store's copies are still being moved away from the addresses they had. */
  moving: z.boolean().optional(),
  /** It ended, and the store holds nothing of it any more (looked at, versions too). */
  cleanedAtMs: z.number().nullable(),
  /** It shows an album to a group and follows both: it has no end of its own. */
  standing: z.object({ albumId: AlbumId, groupId: GroupId }).optional(),
});
export type Share = z.infer<typeof Share>;

/** How the bytes travel: `https`; `http`: readable on the way but for what the page itself seals; `loopback`: this computer only. */
export const ShareWay = z.enum(['https', 'http', 'loopback']);
export type ShareWay = z.infer<typeof ShareWay>;

/** Known before anything is sent. */
export const ShareEstimate = z.object({
  photoCount: z.number().int(),
  videoCount: z.number().int(),
  /** About. */
  uploadBytes: z.number(),
  /** Stored for as long as it lasts, in bytes times days: what a store charges by. */
  byteDays: z.number(),
  /** For the whole time, with each person looking at everything once. */
  cost: ShareCost,
  way: ShareWay,
  /** Longest a link of this store lives in seconds; null: without end. */
  maxLinkSeconds: z.number().int().nullable(),
  /** What a person should know before sending. */
  notes: z.array(
    z.enum([
      'not-https', // the way is not encrypted
      'only-this-computer', // links reach nobody else: open the gateway to the network
      'gateway-must-run', // links open while CAOS runs
      'renewed-while-running', // links of this store end earlier, and are renewed while CAOS runs
      'originals-keep-location', // originals go as they are
      'originals-without-location', // originals go stripped; where that cannot be proven they are not offered
      'codes-by-mail', // who reads both mails of a person opens the share
      'no-picks', // this store takes no answers: choices cannot come home
      'not-stored-photos', // some photos are not stored yet: their files must stay where they are
    ]),
  ),
});
export type ShareEstimate = z.infer<typeof ShareEstimate>;

/** One photo of a guest's choice. */
export const SharePick = z.object({
  assetId: AssetId,
  fileName: z.string(),
  heart: z.boolean(),
  colour: PhotoColour,
  note: z.string(),
});
export type SharePick = z.infer<typeof SharePick>;

export const RecipientPicks = z.object({
  recipientId: RecipientId,
  sentAtMs: z.number().nullable(),
  /** For the whole choice. */
  note: z.string(),
  picks: z.array(SharePick),
});
export type RecipientPicks = z.infer<typeof RecipientPicks>;

export const ShareTitle = z.string().trim().min(1).max(200);
export const ShareMessage = z.string().max(4000);
export const ShareDays = z.number().int().min(1).max(730);
export const MAX_RECIPIENTS = 200;
/** A gallery, not an archive: the page lists all of them. */
export const MAX_SHARED = 5_000;
