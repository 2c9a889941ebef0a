/** Rows of shares that were received, and the names their photos have here. */
import type { Received } from '../../../src-shared/domain/received';
import type { ConnectionId, ReceivedId, UnixMs } from '../../../src-shared/units';

export interface ReceivedRow extends Received {
  connectionId: ConnectionId;
  /** The sender's own ids. */
  shareId: string;
  recipientId: string;
  pageRevision: number;
  manifestRevision: number;
  openedCount: number;
  /** Where the next choice goes, from 1. */
  nextSlot: number;
  /** Of the newest choice that was sent. */
  sequence: number;
  /** What this person wrote to photos, by the sender's item ids. */
  notes: Record<string, string>;
}

export interface ReceivedTable {
  /** Newest first. */
  list(): ReceivedRow[];
  get(id: ReceivedId): ReceivedRow | null;
  byConnection(id: ConnectionId): ReceivedRow | null;
  byShare(shareId: string, recipientId: string): ReceivedRow | null;
  /** A connection that no list of connections shows: its album needs one to belong to. */
  insertConnection(id: ConnectionId, name: string, nowMs: UnixMs): void;
  /** Once no album belongs to it. */
  removeConnection(id: ConnectionId): void;
  insert(row: ReceivedRow): void;
  change(
    id: ReceivedId,
    change: Partial<Omit<ReceivedRow, 'id' | 'albumId' | 'connectionId' | 'openedAtMs'>>,
  ): void;
  /** Key by item. */
  names(id: ReceivedId): Map<string, string>;
  addNames(id: ReceivedId, names: Iterable<readonly [item: string, key: string]>): void;
}
