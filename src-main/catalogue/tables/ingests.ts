/** Rows of ingests. */
import type { WireError } from '../../../src-shared/app-error';
import type { Ingest, IngestOptions } from '../../../src-shared/domain/ingest';
import type { IngestId, UnixMs } from '../../../src-shared/units';

export interface IngestTable {
  insert(row: { name: string; roots: string[]; options: IngestOptions; startedAtMs: UnixMs }): IngestId;
  get(id: IngestId): Ingest | null;
  /** How many files were stored by those of its imports that were deleted with their albums. */
  deletedStored(id: IngestId): number;
  /** Newest first. */
  list(): Ingest[];
  /** State reading, moving or checking. */
  open(): Ingest[];
  setState(id: IngestId, state: Ingest['state'], nowMs: UnixMs, error?: WireError | null): void;
  setEjected(id: IngestId, ejected: boolean): void;
  /** Small facts of the ingest that must outlast a kill, e.g. the album it makes: JSON. */
  value(id: IngestId): string | null;
  setValue(id: IngestId, value: string): void;
}
