/**
 * What a guest's page gets and what it sends: the header and the envelope inside the page, the manifest beside it, addresses, and
 * picks that come home. Types and limits only, without zod: the page carries this file and must stay light.
 *
 * One share: `.caos/shares/<random>/objects/<random>/<objectId>` (sealed), `pages/<random>` (one per person) and
 * `picks/<recipient random>/slot-NN`. How everything is sealed: src-shared/sealing.
 */
import type { FilmFragments } from './film-fragments';

export const SHARE_FORMAT = 'caos-share';
export const SHARE_VERSION = 1;
/** Ids of shares, recipients and objects: they stand in addresses and in what keys are bound to. */
export const SHARE_ID = /^[A-Za-z0-9_-]{1,64}$/;

export type GuestLanguage = 'en' | 'ko';

/** How the code becomes a key. Bounds are enforced by both sides (sealing/envelope.ts). */
export interface ShareKdf {
  name: 'argon2id';
  /** base64url of 16 bytes. */
  salt: string;
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** In plain words inside the page; bound to the envelope as its additional data. */
export interface EnvelopeHeader {
  format: typeof SHARE_FORMAT;
  version: typeof SHARE_VERSION;
  shareId: string;
  recipientId: string;
  /** Counts up whenever this person's page is written anew. */
  revision: number;
  kdf: ShareKdf;
}

/** The JSON block of a page (`fillGuestPage`). Everything but the header is sealed. */
export interface GuestPageData {
  header: EnvelopeHeader;
  /** base64url of the greeting, sealed under the link's L alone (`sealGreeting`). */
  greeting: string;
  /** base64url of the envelope, sealed under code and L (`sealEnvelope`). */
  sealed: string;
}

/** Shown before the code is typed. Whoever has the link knows as much from the mail; the store knows none of it. */
export interface ShareGreeting {
  photographer: Photographer;
  title: string;
  /** Who the link was made for; '' says nobody's name. */
  recipientName: string;
  language: GuestLanguage;
  endsAtMs: number;
  /** Photos are asked for here, not shown. */
  asksForPhotos?: boolean;
  /** It has no end of its own: that is when today's signatures end, and they are renewed while the photographer's CAOS runs. */
  standing?: true;
}

export interface Photographer {
  name: string;
  /** '' shows none. */
  email: string;
  /** `#rrggbb`, or null for CAOS's own. */
  colour: string | null;
}

/**
 * Addresses by name. Absolute, or relative to the page's own host; always the page's own origin, as its CSP allows no other.
 * - `prefix`: one signature for all names (Swift prefix TempURL): `before + name + after`.
 * - `signed`: addresses that differ in name and signature only (S3, gateway): `before + name + between + signature + after`.
 * - `each`: any addresses. `compactAddresses` picks the shortest of the last two.
 */
export type AddressBook =
  | { kind: 'prefix'; before: string; after: string }
  | { kind: 'signed'; before: string; between: string; after: string; signatures: Record<string, string> }
  | { kind: 'each'; addresses: Record<string, string> };

/**
 * Where picks go. Names are `slotName(0)` … `slotName(63)`; slot 0 is the receipt "opened".
 * - `put`: one signed PUT for each slot, exactly PICKS_SLOT_BYTES long. 412 (If-None-Match) makes the page take another slot.
 * - `form`: Swift FormPost; the file's name is the slot's. `fields` in this order: redirect, max_file_size, max_file_count, expires, signature.
 */
export type PicksAddresses =
  | { kind: 'put'; slots: AddressBook; headers: Record<string, string> }
  | { kind: 'form'; action: string; fields: Array<[name: string, value: string]> };

/** The envelope's content: all that the code opens. */
export interface EnvelopeContent {
  /** base64url of 32 bytes: the share's content key, from which each object's own key is derived. */
  contentKey: string;
  /** base64url of the photographer's X25519 key for picks; null when nothing may be sent. */
  picksPublicKey: string | null;
  manifest: SealedObjectInfo;
  /** Of the manifest and of all objects it names. */
  addresses: AddressBook;
  picks: PicksAddresses | null;
  /** The share's end; addresses may die before it (`sureUntilMs`), then the person reloads or asks. */
  endsAtMs: number;
  sureUntilMs: number;
  /**
   * This very page's newest address, without L: CAOS looks again there (docs/share-format.md). Absent in pages of before; browsers, which are
   * on the page already, have no use for it.
   */
  page?: string;
}

/** One sealed object in the store. */
export interface SealedObjectInfo {
  /** Random, SHARE_ID: also its name below `objects/<random>/`. */
  id: string;
  /** Part of what each chunk is bound to: an older object of the same id does not open. */
  revision: number;
  /** Of the plain content; the sealed one is `sealedSizeBytes(sizeBytes)`. */
  sizeBytes: number;
}

/** Bytes inside a sealed object. */
export interface Place {
  /** Index in `ShareManifest.objects`. */
  object: number;
  offset: number;
  sizeBytes: number;
  /** Media type of these bytes, e.g. `image/webp`, `video/mp4`. */
  type: string;
}

/** Sealed as JSON (UTF-8) in an object of its own, whose id and revision are in the envelope. */
export interface ShareManifest {
  format: 'caos-share-manifest';
  version: typeof SHARE_VERSION;
  shareId: string;
  /** Same as the object's revision in the envelope. */
  revision: number;
  title: string;
  /** The photographer's words to all, '' for none. Line breaks are kept. */
  message: string;
  photographer: Photographer;
  language: GuestLanguage;
  /** Web-size picture for the head of the page; null: none. */
  cover: Place | null;
  logo: Place | null;
  allow: ShareAllow;
  showFileNames: boolean;
  /**
   * Thumbs packed, about 40 in an object of at most 1 MiB; the first pack at most 12, since a slow phone waits for it.
   * Every web-size picture, video and original is an object of its own.
   */
  objects: SealedObjectInfo[];
  items: ShareItem[];
}

export interface ShareAllow {
  /** Download the web size. */
  web: boolean;
  /** Download the original; items without one offer the web size. */
  original: boolean;
  /** Hearts and colours. */
  pick: boolean;
  /** A note per photo. */
  comment: boolean;
}

export interface ShareItem {
  /** Short, unique in the share, stable over its revisions, SHARE_ID: what picks name. */
  id: string;
  kind: 'photo' | 'video';
  title: string;
  caption: string;
  /** The original's name; with `showFileNames` off the page shows and saves `photo-001.jpg` and the like, so give '' then. */
  fileName: string;
  /** Upright, in pixels: the grid is laid out by them before any picture is there. */
  width: number;
  height: number;
  takenAtMs: number | null;
  /** Videos. */
  durationMs: number | null;
  /** base64 of a thumbhash, or ''. */
  thumbHash: string;
  /** 512 px; a video's poster. Null only where nothing could be made: a grey frame with the name is shown. */
  thumb: Place | null;
  /** 2048 px picture, or the web-size video. */
  web: Place | null;
  /** A video's poster in web size. */
  poster: Place | null;
  original: Place | null;
  /** Of a video: how `web` is played while it is fetched. Absent in shares of before, and where it can only be played whole. */
  film?: FilmFragments;
}

export const pickColours = ['none', 'red', 'yellow', 'green', 'blue', 'purple'] as const;
export type PickColour = (typeof pickColours)[number];

/** What a guest chose or wrote for one photo. Photos without anything are left out. */
export interface Pick {
  itemId: string;
  heart: boolean;
  colour: PickColour;
  note: string;
}

export const MAX_NOTE_LENGTH = 1000;
/** To the photographer, with the whole choice. */
export const MAX_CHOICE_MESSAGE_LENGTH = 2000;
export const PICKS_SLOTS = 64;
export const RECEIPT_SLOT = 0;
/** Every slot is exactly this long, whatever is in it. */
export const PICKS_SLOT_BYTES = 64 * 1024;
/** A choice that is too long for one slot goes in parts, one slot each. */
export const MAX_CHOICE_PARTS = 16;

export function slotName(slot: number): string {
  return `slot-${String(slot).padStart(2, '0')}`;
}

/** Written to RECEIPT_SLOT once the code opened the page. */
export interface OpenedMessage {
  kind: 'opened';
  atMs: number;
  /** How often this browser opened it. */
  count: number;
}

/**
 * A whole choice, or one part of it: all parts have the same `sequence`. The newest sequence of which every part is there is
 * the person's choice; older ones are history.
 */
export interface ChoiceMessage {
  kind: 'choice';
  atMs: number;
  /** Counts up with every sending, also from another browser of the same person (it is at least the time in milliseconds). */
  sequence: number;
  /** From 0. */
  part: number;
  parts: number;
  /** To the photographer; in part 0 only. */
  message: string;
  picks: Pick[];
}

export type PicksMessage = OpenedMessage | ChoiceMessage;
