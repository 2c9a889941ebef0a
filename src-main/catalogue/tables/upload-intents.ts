/** Rows of uploads that are about to be begun. */
import type { ConnectionId, TransferId, UnixMs } from '../../../src-shared/units';

/** Uploads that are about to be begun: written before `begin`, taken away when its id is saved, so that a kill in between leaves a trace. */
export interface UploadIntentTable {
  add(
    intent: { connectionId: ConnectionId; bucket: string; key: string; transferId: TransferId | null },
    nowMs: UnixMs,
  ): number;
  remove(id: number): void;
  list(): Array<{
    id: number;
    connectionId: ConnectionId;
    bucket: string;
    key: string;
    transferId: TransferId | null;
    atMs: UnixMs;
  }>;
}
