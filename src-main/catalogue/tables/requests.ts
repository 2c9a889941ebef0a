/** Rows of photo requests: what was composed, its people, the parts that came, and the files they make. No secret is in them. */
import type { WireError } from '../../../src-shared/app-error';
import type { Arrival, PhotoRequest, RequestPerson } from '../../../src-shared/domain/photo-request';
import type { AskedAgain } from '../../../src-shared/domain/request-page';
import type { ByteRanges } from '../../../src-shared/sealing/byte-ranges';
import type { ArrivalId, ConnectionId, RecipientId, ShareId, UnixMs } from '../../../src-shared/units';

export type ComposedRequest = Pick<PhotoRequest, 'title' | 'message' | 'language' | 'days' | 'limits'>;

export interface RequestRow extends ComposedRequest {
  id: ShareId;
  state: PhotoRequest['state'];
  stateAtMs: UnixMs;
  reason: WireError | null;
  createdAtMs: UnixMs;
  endsAtMs: UnixMs | null;
  sureUntilMs: UnixMs | null;
  connectionId: ConnectionId;
  albumId: PhotoRequest['albumId'];
  bucket: string;
  /** '' or ending with '/': everything of it in the store lies below. */
  folder: string;
  cleanedAtMs: UnixMs | null;
}

export interface RequestPersonRow
  extends Omit<RequestPerson, 'arrivedCount' | 'arrivedBytes' | 'waitingCount'> {
  /** Below the folder: `pages/<random>`, `arrivals/<random>/` and `objects/<random>`; '' before there is one. */
  pageName: string;
  arrivalsName: string;
  bookName: string;
  pageRevision: number;
  /** Its mails were put into the Outbox. */
  mailed: boolean;
  wordsAtMs: UnixMs;
  /** What the page that is in the store asks for once more. */
  askedAgain: AskedAgain[];
}

/** What of a part is of which file. */
export type PartRanges = Array<{ fileId: string; start: number; end: number }>;

export interface ArrivedPartRow {
  slot: string;
  etag: string;
  /** null: it was refused. */
  ranges: PartRanges | null;
}

export interface ArrivalRow extends Omit<Arrival, 'requestId' | 'hereBytes' | 'fileName'> {
  fileId: string;
  /** As it will be called here. */
  name: string;
  sha256: string | null;
  ranges: ByteRanges;
  /** How often it came whole and was another than its checksum. */
  damaged: number;
}

export interface RequestTable {
  /** Newest first. */
  list(): RequestRow[];
  get(id: ShareId): RequestRow | null;
  insert(row: RequestRow): void;
  change(id: ShareId, change: Partial<Omit<RequestRow, 'id' | 'createdAtMs'>>): void;
  remove(id: ShareId): void;

  /** In order. */
  people(id: ShareId): RequestPersonRow[];
  /** Whole files, or those that are under way. */
  tally(id: RecipientId): Pick<RequestPerson, 'arrivedCount' | 'arrivedBytes' | 'waitingCount'>;
  putPeople(id: ShareId, rows: readonly RequestPersonRow[]): void;
  changePerson(id: RecipientId, change: Partial<Omit<RequestPersonRow, 'id'>>): void;

  parts(id: RecipientId): ArrivedPartRow[];
  putPart(id: RecipientId, part: ArrivedPartRow): void;
  removePart(id: RecipientId, slot: string): void;

  /** Of one person, in the order they came. */
  arrivals(id: RecipientId): ArrivalRow[];
  arrival(id: ArrivalId): ArrivalRow | null;
  insertArrival(row: Omit<ArrivalRow, 'id'>): ArrivalId;
  changeArrival(id: ArrivalId, change: Partial<Omit<ArrivalRow, 'id' | 'personId' | 'fileId'>>): void;
}
