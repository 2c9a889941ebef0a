/** A photo request: a code-locked, time-limited page on which named people upload photos. No secret of it is in here. */
import { z } from 'zod';
import { WireError } from '../app-error';
import { AlbumId, ArrivalId, ConnectionId, ImportId, RecipientId, ShareId } from '../units';
import { AssetKind } from './asset';
import { arrivalKinds, MAX_REQUEST_BYTES, MAX_REQUEST_FILES } from './request-page';
import { CodeWay, ShareLanguage } from './share';

/** `sending`: its pages are being written. `live`: people may send. `expired`, `revoked`: ended; `failed`: `reason` says why. */
export const RequestState = z.enum(['draft', 'sending', 'live', 'expired', 'revoked', 'failed']);
export type RequestState = z.infer<typeof RequestState>;

/** For each person. */
export const RequestLimits = z.object({
  maxFiles: z.number().int().min(1).max(MAX_REQUEST_FILES).default(500),
  maxBytes: z.number().int().min(1_000_000).max(MAX_REQUEST_BYTES).default(10_000_000_000),
  kinds: z
    .array(z.enum(arrivalKinds))
    .min(1)
    .default([...arrivalKinds]),
});
export type RequestLimits = z.infer<typeof RequestLimits>;

export const RequestPerson = z.object({
  id: RecipientId,
  email: z.string(),
  name: z.string(),
  codeWay: CodeWay,
  /** `waiting`: has no page yet. */
  state: z.enum(['waiting', 'live', 'revoked']),
  /** When something came last; null: nothing yet. */
  lastArrivedAtMs: z.number().nullable(),
  /** What the person wrote last; '' for nothing. */
  words: z.string(),
  arrivedCount: z.number().int(),
  arrivedBytes: z.number(),
  /** Whole files that wait for a word of the photographer. */
  waitingCount: z.number().int(),
});
export type RequestPerson = z.infer<typeof RequestPerson>;

export const PhotoRequest = z.object({
  id: ShareId,
  title: z.string(),
  message: z.string(),
  language: ShareLanguage,
  state: RequestState,
  stateAtMs: z.number(),
  /** Why it failed, or what keeps it from going on just now. */
  reason: WireError.nullable(),
  createdAtMs: z.number(),
  /** How long it will last from the moment it goes live. */
  days: z.number().int(),
  endsAtMs: z.number().nullable(),
  /** Until when every link surely opens, even if CAOS is not started again. */
  sureUntilMs: z.number().nullable(),
  connectionId: ConnectionId,
  bucket: z.string(),
  /** What is accepted goes there. */
  albumId: AlbumId,
  limits: RequestLimits,
  people: z.array(RequestPerson),
  /** It ended, and the store holds nothing of it any more (looked at, versions too). */
  cleanedAtMs: z.number().nullable(),
});
export type PhotoRequest = z.infer<typeof PhotoRequest>;

/**
 * `arriving`: parts are missing. `checking`: whole, being looked at. `waiting`: in the inbox. `refused`: not taken in, `error` says why.
 * `accepted`: on its way into the album; `stored`: the album's copy is confirmed, nothing else is kept of it. `declined`: deleted.
 */
export const ArrivalState = z.enum([
  'arriving',
  'checking',
  'waiting',
  'refused',
  'accepted',
  'stored',
  'declined',
]);
export type ArrivalState = z.infer<typeof ArrivalState>;

export const Arrival = z.object({
  id: ArrivalId,
  requestId: ShareId,
  personId: RecipientId,
  /** As it will be called here: what was sent, made legal everywhere. */
  fileName: z.string(),
  sizeBytes: z.number(),
  /** Bytes that are here. */
  hereBytes: z.number(),
  modifiedAtMs: z.number(),
  state: ArrivalState,
  /** Why it was refused, or what should be known before it is accepted. */
  error: WireError.nullable(),
  kind: AssetKind.nullable(),
  widthPx: z.number().int().nullable(),
  heightPx: z.number().int().nullable(),
  hasThumb: z.boolean(),
  arrivedAtMs: z.number(),
  importId: ImportId.nullable(),
});
export type Arrival = z.infer<typeof Arrival>;
