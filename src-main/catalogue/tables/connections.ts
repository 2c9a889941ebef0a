/** Rows of connections: what services may ask and change. */
import type {
  Connection,
  ConnectionConfig,
  ConnectionLimits,
  ConnectionReport,
} from '../../../src-shared/domain/connection';
import type { StorePrices } from '../../../src-shared/domain/store-prices';
import type { ConnectionId } from '../../../src-shared/units';

interface ConnectionRow
  extends Omit<Connection, 'albumCount' | 'revision' | 'report' | 'limits' | 'prices'> {}

export interface ConnectionTable {
  /** `already-exists` when the name is taken (case-insensitive). */
  insert(row: ConnectionRow): void;
  /** In order of creation, the built-in one first. */
  list(): Connection[];
  get(id: ConnectionId): Connection | null;
  remove(id: ConnectionId): void;
  /** Counts the revision up, also with nothing in `change` (its secret changed). `already-exists` when the name is taken. */
  update(id: ConnectionId, change: { name?: string; config?: ConnectionConfig }): void;
  /** Counts the revision up when the capabilities differ from those of the report before. */
  setReport(id: ConnectionId, report: ConnectionReport): void;
  /** Cheap: asked for every file. null: there is no such connection. */
  revision(id: ConnectionId): number | null;
  /** Does not count the revision up: nothing has to be opened anew. */
  setLimits(id: ConnectionId, limits: ConnectionLimits): void;
  /** Neither does this. null: as if none had ever been entered. */
  setPrices(id: ConnectionId, prices: StorePrices | null): void;
}
