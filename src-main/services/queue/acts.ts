/** What a person does to the queue, to some rows or to all; many rows change in slices, between which the window goes on answering. */
import {
  type TransferState,
  TransferState as TransferStates,
  transferIsOpen,
} from '../../../src-shared/domain/transfer';
import type { ImportId, TransferId } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { holdImport, type ImportHold, releasePaused } from '../import-holds';
import type { ConnectionWaits } from './connection-waits';
import { endImports } from './end-imports';
import { freeParts } from './free-parts';
import type { Lanes } from './lanes';
import { backInLine, type MoveExtra, type Moves } from './moves';
import type { PauseAll } from './pause-all';

/** These; or a whole import, also what it finds later. */
export type Chosen = TransferId[] | { importId: ImportId };

export interface Acts {
  pause(chosen?: Chosen): Promise<void>;
  resume(chosen?: Chosen): Promise<void>;
  /** A walk that finds more is ended before, by whoever runs it. */
  cancel(chosen?: Chosen): Promise<void>;
  retry(chosen?: Chosen): Promise<number>;
  prioritize(ids: TransferId[], first: boolean): Promise<void>;
}

const openStates = TransferStates.options.filter(transferIsOpen);
const triedAgain: readonly TransferState[] = ['waiting', 'failed', 'cancelled'];
/** What a person asked for comes before everything that nobody asked for. */
const FIRST = 1;
const ROWS_PER_SLICE = 500;

export function createActs(parts: {
  core: Core;
  lanes: Lanes;
  moves: Moves;
  waits: ConnectionWaits;
  pauseAll: PauseAll;
  wakeTwins: (job: TransferJob) => void;
  /** Nothing new begins while an act over many rows is half done. */
  whileHolding: <T>(act: () => Promise<T>) => Promise<T>;
}): Acts {
  const { core, lanes, moves, pauseAll } = parts;
  const { transfers, imports } = core.catalogue;

  const idsOf = (chosen: Chosen | undefined, states: readonly TransferState[]): TransferId[] => {
    if (Array.isArray(chosen)) return chosen;
    return transfers.ids({ states: [...states], ...(chosen && { importId: chosen.importId }) });
  };
  /** What it finds from here on does the same. */
  const holdLater = (chosen: Chosen, hold: ImportHold | null): void => {
    if (!Array.isArray(chosen)) holdImport(core, chosen.importId, hold);
  };

  /** `state` is asked when a row's turn comes: it may have moved on since the ids were read. */
  const change = (
    ids: readonly TransferId[],
    state: (job: TransferJob) => TransferState | null,
    extra?: MoveExtra,
  ): Promise<number> => parts.whileHolding(() => moves.moveMany(ids, state, extra));

  /**
   * Takes them out of the line and ends what runs of them; a twin that waits for one goes on without. Answers those that may have parts
   * in the store.
   */
  const standAside = async (
    ids: readonly TransferId[],
    state: 'paused' | 'cancelled',
  ): Promise<TransferId[]> => {
    const aside: TransferJob[] = [];
    const withParts: TransferId[] = [];
    await change(ids, (job) => {
      if (!transferIsOpen(job.state) || job.state === state) return null;
      aside.push(job);
      if (job.uploadId !== null || lanes.has(job.id)) withParts.push(job.id);
      // At once: what it would say from here on is not heard any more.
      void lanes.abort([job.id]);
      return state;
    });
    for (const job of aside) {
      parts.waits.ended(job);
      parts.wakeTwins(job);
    }
    pauseAll.forget(ids);
    return withParts;
  };

  const tellSummary = (): void => {
    core.changes.summaryOnly();
    core.changes.flush();
  };

  const pauseEverything = (): void => {
    if (!pauseAll.isOn()) core.journal({ type: 'paused-all', title: '' });
    pauseAll.set(true);
    for (const id of lanes.ids()) core.changes.transfer(id);
    void lanes.abort(lanes.ids());
    tellSummary();
  };
  const resumeEverything = async (): Promise<void> => {
    if (pauseAll.isOn()) core.journal({ type: 'resumed-all', title: '' });
    pauseAll.set(false);
    releasePaused(core);
    tellSummary();
    await change(transfers.ids({ states: ['paused'] }), outOfPause, { error: null });
  };
  const outOfPause = (job: TransferJob): TransferState | null =>
    job.state === 'paused' ? backInLine(job) : null;

  return {
    async pause(chosen) {
      if (!chosen) {
        pauseEverything();
        return;
      }
      holdLater(chosen, 'paused');
      await standAside(idsOf(chosen, openStates), 'paused');
    },

    /** Files that are named go on, also while all are paused: whoever names them means them. */
    async resume(chosen) {
      if (!chosen) {
        await resumeEverything();
        return;
      }
      holdLater(chosen, null);
      const ids = transfers.ids({ states: openStates, ids: idsOf(chosen, openStates) });
      pauseAll.except(ids);
      await change(ids, outOfPause, { error: null });
      tellSummary();
    },

    async cancel(chosen) {
      const ending = idsOf(chosen, openStates);
      const withParts = await standAside(ending, 'cancelled');
      endImports(core);
      core.changes.flush();
      await lanes.abort(ending);
      await freeParts(core, withParts);
    },

    async retry(chosen) {
      if (chosen) holdLater(chosen, null);
      const ids = chosen && idsOf(chosen, triedAgain);
      parts.waits.hurry();
      const again = new Set<ImportId>();
      const hurried = await change(
        ids ?? transfers.ids({ states: ['waiting'] }),
        (job) => (job.state === 'waiting' ? backInLine(job) : null),
        { attempts: 0, retryAtMs: null },
      );
      const ended: TransferState[] = ids ? ['failed', 'cancelled'] : ['failed'];
      const retried = await change(
        ids ?? transfers.ids({ states: ended }),
        (job) => {
          if (!ended.includes(job.state)) return null;
          if (job.importId !== null) again.add(job.importId);
          return backInLine(job);
        },
        { error: null, attempts: 0, retryAtMs: null },
      );
      if (ids) pauseAll.except(transfers.ids({ states: openStates, ids }));
      for (const id of again) {
        if (imports.get(id)?.state === 'done') imports.setState(id, 'running', core.now());
        core.changes.import(id);
      }
      endImports(core);
      return hurried + retried;
    },

    async prioritize(ids, first) {
      for (let at = 0; at < ids.length; at += ROWS_PER_SLICE) {
        if (at > 0) await new Promise((resolve) => setImmediate(resolve));
        const slice = ids.slice(at, at + ROWS_PER_SLICE);
        transfers.setPriority(slice, first ? FIRST : 0);
        for (const id of slice) core.changes.transfer(id);
      }
      core.changes.flush();
    },
  };
}
