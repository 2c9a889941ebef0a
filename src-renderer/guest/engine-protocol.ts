/** What the page and its worker say to each other: the worker holds all keys and moves all bytes, the page draws. */
import type { ArrivalLimits, AskedAgain } from '../../src-shared/domain/request-page';
import type {
  EnvelopeHeader,
  Photographer,
  Pick,
  Place,
  ShareGreeting,
  ShareManifest,
} from '../../src-shared/domain/share-page';
import type { ByteRanges } from '../../src-shared/sealing/byte-ranges';

/** Why something did not work, for one plain sentence each (words/). */
export const guestFaults = [
  'offline', // no answer at all
  'ended', // the signature died: expired, or a newer page was written
  'gone', // the object is not there: revoked
  'busy', // the store answers with errors of its own
  'damaged', // what came is not what was sealed
  'unsupported', // this browser cannot do that
  'full', // no space on this device, or no free slot
  'too-large', // more than this browser can hold
  'changed', // a chosen file cannot be read any more
  'cancelled',
  'internal',
] as const;
export type GuestFault = (typeof guestFaults)[number];

/** Of a photo request. */
export interface OpenedRequest {
  kind: 'request';
  title: string;
  message: string;
  photographer: Photographer;
  limits: ArrivalLimits;
  again: AskedAgain[];
  endsAtMs: number;
  sureUntilMs: number;
}

/** A chosen file, and what of it is in the store. */
export interface OutgoingFile {
  id: string;
  name: string;
  file: Blob & { lastModified: number };
  arrived: ByteRanges;
}

export interface SentRange {
  id: string;
  start: number;
  end: number;
}

/** The next slots of each kind, and how many this browser filled. */
export interface SlotCursor {
  large: number;
  small: number;
  used: { large: number; small: number };
}

export interface OpenedShare {
  manifest: ShareManifest;
  endsAtMs: number;
  sureUntilMs: number;
  /** Where picks may be sent at all. */
  takesPicks: boolean;
}

/** One file of a download. `name` is already safe and unique. */
export interface SaveEntry {
  name: string;
  place: Place;
  /** For the date in the ZIP. */
  takenAtMs: number | null;
}

/**
 * Where a download goes: a file that the person chose, the browser's private disk (then handed over as a file), or memory.
 */
export type SaveTarget =
  | { kind: 'file'; handle: FileSystemFileHandle }
  | { kind: 'disk' }
  | { kind: 'memory' };

export interface EngineCalls {
  /** Null when the fragment is not this page's. */
  greet(input: {
    header: EnvelopeHeader;
    greeting: string;
    linkSecret: Uint8Array<ArrayBuffer>;
  }): ShareGreeting | null;
  /** Null for a wrong code. Tells `key` and `gallery` on the way. */
  unlock(input: {
    header: EnvelopeHeader;
    sealed: string;
    linkSecret: Uint8Array<ArrayBuffer>;
    code: string;
  }): OpenedShare | OpenedRequest | null;
  /** Ids of chosen files, in their order; null: it cannot be read. */
  nameFiles(input: { files: Array<{ file: File; name: string }> }): Array<string | null>;
  /** Tells `sent` and `flow` on the way. What was told is in the store, whatever comes after. */
  sendFiles(input: { files: OutgoingFile[]; cursor: SlotCursor }): { cursor: SlotCursor };
  sendWords(input: { words: string; cursor: SlotCursor }): { cursor: SlotCursor };
  /** A picture: from its pack, which is kept for its neighbours, or an object of its own. */
  picture(input: { place: Place }): Blob;
  /** Tells `bytes` on the way. */
  film(input: { place: Place }): Blob;
  /** Some bytes of it, within the place. Tells `piece` on the way. */
  filmPieces(input: { place: Place; start: number; end: number }): void;
  /** One file as it is, or several as a ZIP. Answers the file for `disk` and `memory`. Tells `bytes` on the way. */
  save(input: { entries: SaveEntry[]; zip: boolean; type: string; target: SaveTarget }): Blob | null;
  sendOpened(input: { count: number }): boolean;
  /** Answers the slot after the last one written. */
  sendChoice(input: { picks: Pick[]; message: string; sequence: number; nextSlot: number }): {
    nextSlot: number;
  };
  /** What this browser keeps, sealed under the person's own key. */
  lock(input: { value: unknown }): string;
  /** Null when it was not sealed by this person's page. */
  unlockKept(input: { sealed: string }): unknown;
}

export type EngineMessage =
  | { id: number; progress: EngineProgress }
  | { id: number; answer: unknown }
  | { id: number; fault: GuestFault; details: string };

export type EngineProgress =
  /** The key is derived now; about this long. */
  | { stage: 'key'; expectedMs: number }
  | { stage: 'gallery' }
  | { stage: 'bytes'; doneBytes: number; totalBytes: number }
  | { stage: 'piece'; bytes: Uint8Array<ArrayBuffer> }
  /** These arrived. */
  | { stage: 'sent'; ranges: SentRange[]; cursor: SlotCursor }
  /** Bytes on their way, beyond what arrived. */
  | { stage: 'flow'; flowingBytes: number };

export type EngineRequest =
  | { id: number; call: keyof EngineCalls; input: unknown; pageAddress: string }
  | { cancel: number };

export class GuestError extends Error {
  override readonly name = 'GuestError';
  readonly fault: GuestFault;

  constructor(fault: GuestFault, details = '') {
    super(details);
    this.fault = fault;
  }
}
