/**
 * What the page of a photo request gets and what it sends: limits, slots, and the parts that files travel in. Types and limits only,
 * without zod: the page carries this file. How parts are sealed: src-shared/sealing/arrival-part.ts.
 *
 * One request: `.caos/shares/<random>/pages/<random>` (one per person), `objects/<random>` (address books too long for a page) and
 * `arrivals/<recipient random>/<slot>`.
 */
import type { AddressBook, GuestLanguage, Photographer, SealedObjectInfo } from './share-page';

const MIB = 1024 * 1024;

export const arrivalKinds = ['photos', 'raw', 'videos'] as const;
export type ArrivalKind = (typeof arrivalKinds)[number];

/** What each person may send. */
export interface ArrivalLimits {
  maxFiles: number;
  maxBytes: number;
  kinds: ArrivalKind[];
}

/** A part is so long, all of it sealed, or one of the whole MiB below where the store takes any length. */
export const LARGE_PART_BYTES = 8 * MIB;
/** For the end of a sending, and for words. */
export const SMALL_PART_BYTES = MIB;
/** A book of more addresses lies beside the page, sealed, so that the page stays light. */
export const MOST_ADDRESSES_IN_PAGE = 256;

export const largeSlotName = (slot: number): string => `l-${String(slot).padStart(5, '0')}`;
export const smallSlotName = (slot: number): string => `s-${String(slot).padStart(3, '0')}`;
/** Where the store signs a form for a whole prefix, the page makes the name. */
export const FREE_SLOT_NAME = /^p-[0-9a-f]{32}$/;

/** How many slots a person gets: for what they may send, parts that were sent twice, and tails. */
export function slotCounts({ maxBytes }: Pick<ArrivalLimits, 'maxBytes'>): { large: number; small: number } {
  const whole = Math.ceil(maxBytes / (LARGE_PART_BYTES - MIB / 8));
  return { large: Math.min(99_999, whole + Math.ceil(whole / 5) + 4), small: 96 };
}

/**
 * Where parts go. `put`: one PUT for each slot, of exactly LARGE_PART_BYTES or SMALL_PART_BYTES; 412 (If-None-Match) makes the page take
 * the next. `form`: Swift FormPost, under names that the page makes; `fields` in this order.
 */
export type ArrivalAddresses =
  | {
      kind: 'put';
      large: number;
      small: number;
      headers: Record<string, string>;
      /** The books themselves, or the sealed object that holds them as JSON, and its address. */
      books: ArrivalBooks | { object: SealedObjectInfo; address: string };
    }
  | { kind: 'form'; action: string; fields: Array<[name: string, value: string]> };

/** By name of the slot. */
export interface ArrivalBooks {
  large: AddressBook;
  small: AddressBook;
}

/** A file that came damaged, as the page asks for it once more. */
export interface AskedAgain {
  /** As in ArrivalRange. */
  id: string;
  name: string;
  sizeBytes: number;
  /** 1 for the first time: who sent it since knows of a lower one. */
  turn: number;
}

/** The envelope's content where photos are asked for; `kind` tells it from a gallery's. */
export interface RequestContent {
  kind: 'request';
  title: string;
  /** The photographer's words, '' for none. */
  message: string;
  photographer: Photographer;
  recipientName: string;
  language: GuestLanguage;
  limits: ArrivalLimits;
  /** base64url of 32 bytes: opens the address book beside the page. */
  contentKey: string;
  arrivals: ArrivalAddresses;
  again: AskedAgain[];
  endsAtMs: number;
  sureUntilMs: number;
}

/** Bytes [offset, offset + length) of one file, as they lie in a part. */
export interface ArrivalRange {
  /** The same whenever the same file is sent again: SHARE_ID. */
  id: string;
  name: string;
  sizeBytes: number;
  modifiedAtMs: number;
  offset: number;
  length: number;
  /** Of the whole file, in hex; with its last range only. */
  sha256: string | null;
}

/** What a part says of itself, inside its seal. */
export interface ArrivalHeader {
  version: 1;
  atMs: number;
  /** To the photographer; '' for none. */
  words: string;
  ranges: ArrivalRange[];
}

/** The others are asked for once these came. */
export const MOST_ASKED_AGAIN = 200;
export const MAX_ARRIVAL_NAME = 255;
export const MAX_ARRIVAL_WORDS = 2000;
export const MAX_RANGES_IN_PART = 400;
/** An address book, a limit and a page all end here. */
export const MAX_REQUEST_BYTES = 200e9;
export const MAX_REQUEST_FILES = 20_000;
