/** Moves rows of the transfers table and tells the screen. */
import type { TransferState } from '../../../src-shared/domain/transfer';
import type { TransferId } from '../../../src-shared/units';
import type { TransferJob, TransferTable } from '../../catalogue/catalogue';
import type { Core } from '../core';

export type MoveExtra = NonNullable<Parameters<TransferTable['setState']>[3]>;
type Row = Pick<TransferJob, 'id' | 'albumId' | 'assetId' | 'importId'>;

export interface Moves {
  move(job: Row, state: TransferState, extra?: MoveExtra): void;
  /** It changed in another way than by a move. */
  tell(job: Row): void;
  /**
   * Moves many in slices, between which the window goes on answering. `to` is asked when a row's turn comes (it may have moved on since
   * the ids were read); null leaves it. Answers how many moved.
   */
  moveMany(
    ids: readonly TransferId[],
    to: (job: TransferJob) => TransferState | null,
    extra?: MoveExtra,
  ): Promise<number>;
  /** The same in one go: for few. */
  moveNow(
    ids: readonly TransferId[],
    to: (job: TransferJob) => TransferState | null,
    extra?: MoveExtra,
  ): number;
}

/** 10,000 rows in one go hold the main thread for up to a second; so many hold it for about 15 ms. */
const ROWS_PER_SLICE = 200;

export function createMoves(core: Pick<Core, 'catalogue' | 'changes' | 'now'>): Moves {
  const { transfers } = core.catalogue;

  const tell = (job: Row): void => {
    core.changes.transfer(job.id);
    core.changes.asset(job.albumId, job.assetId);
    core.changes.album(job.albumId);
    // A newer import may have taken the file over since it began.
    const importId = transfers.importOf(job.id) ?? job.importId;
    if (importId !== null) core.changes.import(importId);
  };
  const move: Moves['move'] = (job, state, extra = {}) => {
    transfers.setState([job.id], state, core.now(), extra);
    tell(job);
  };
  const moveNow: Moves['moveNow'] = (ids, to, extra) => {
    let moved = 0;
    if (ids.length === 0) return moved;
    core.catalogue.transaction(() => {
      for (const id of ids) {
        const job = transfers.job(id);
        const state = job && to(job);
        if (!job || !state) continue;
        move(job, state, extra);
        moved += 1;
      }
    });
    return moved;
  };

  return {
    move,
    tell,
    moveNow,
    async moveMany(ids, to, extra) {
      let moved = 0;
      for (let at = 0; at < ids.length; at += ROWS_PER_SLICE) {
        if (at > 0) await new Promise((resolve) => setImmediate(resolve));
        moved += moveNow(ids.slice(at, at + ROWS_PER_SLICE), to, extra);
        core.changes.flush();
      }
      return moved;
    },
  };
}

/** Where a row goes that is to be worked on again. */
export const backInLine = (job: Pick<TransferJob, 'preparedAtMs' | 'picturesFirst'>): TransferState =>
  job.preparedAtMs === null && job.picturesFirst ? 'discovered' : 'queued';
