/** Runs the transfers table: it IS the queue. This is its front; its parts are in `queue/`, and memory holds only what runs now. */
import { toWire } from '../../src-shared/app-error';
import {
  type TransferState,
  TransferState as TransferStates,
  transferIsOpen,
} from '../../src-shared/domain/transfer';
import type { TransferId } from '../../src-shared/units';
import type { TransferJob } from '../catalogue/catalogue';
import type { Core } from './core';
import { prepareAsset, readPictures } from './prepare-asset';
import { type Chosen, createActs } from './queue/acts';
import { createConnectionWaits } from './queue/connection-waits';
import { endImports } from './queue/end-imports';
import { createFailures } from './queue/failures';
import { createFlowGate } from './queue/flow-gate';
import { type ComputerFacts, createHolds } from './queue/holds';
import { createLanes } from './queue/lanes';
import { countBlocked } from './queue/line';
import { backInLine, createMoves } from './queue/moves';
import { createPauseAll } from './queue/pause-all';
import { createPrepareLane } from './queue/prepare-lane';
import type { QueueLimits } from './queue/queue-limits';
import { createTwinWaits } from './queue/twin-waits';
import { createUploadLane } from './queue/upload-lane';
import { waitIsOver } from './retry-plan';
import { uploadAsset } from './upload-asset';

export interface TransferQueue {
  /** Puts interrupted rows back in line and starts. */
  start(): void;
  /** Something may be ready: looks at the table. Cheap, may be called often. */
  wake(): void;
  /** Without a choice: all. These four change many rows in slices, between which the window goes on answering. */
  pause(chosen?: Chosen): Promise<void>;
  /** Files that are named go on also while all are paused. */
  resume(chosen?: Chosen): Promise<void>;
  cancel(chosen?: Chosen): Promise<void>;
  retry(chosen?: Chosen): Promise<number>;
  /** These go first, or take their place again. */
  prioritize(ids: TransferId[], first: boolean): Promise<void>;
  /** False while all are paused, or a rule of Settings holds uploads back: what else uploads keeps to it as well. */
  mayUpload(): boolean;
  /** Settings were changed: rules that hold uploads back, and their order. */
  settingsChanged(): void;
  /** The network is another one, or the computer woke: what is offline is tried at once. */
  networkChanged(): void;
  /** Ends what runs; every row is left resumable. */
  stop(): Promise<void>;
}

/** The work on one file. */
export interface QueueWork {
  prepare: typeof prepareAsset;
  upload: typeof uploadAsset;
  read: typeof readPictures;
}

const openStates = TransferStates.options.filter(transferIsOpen);
const STUMBLE_WAIT_MS = 5000;
/** Rows that are due are taken over so many at once. */
const DUE_AT_ONCE = 200;
const LEAST_TIMER_MS = 20;

const untold: ComputerFacts = { isOnBattery: async () => null, isMetered: async () => null };

export function createTransferQueue(
  core: Core,
  limits: QueueLimits,
  computer: ComputerFacts = untold,
  work: QueueWork = { prepare: prepareAsset, upload: uploadAsset, read: readPictures },
): TransferQueue {
  const { transfers } = core.catalogue;
  let settings = core.catalogue.settings.get();
  /** Above 0 nothing new begins: an act over many rows is half done. */
  let holding = 0;
  let stopped = true;
  let isHeld = false;
  let looking = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  /** A row may say that it runs although nothing runs it. */
  let stumbled = false;
  let timer: NodeJS.Timeout | undefined;

  const wake = (): void => {
    if (looking || stopped) return;
    looking = true;
    // Small files end hundreds of times a second, and more of them than the link takes are in hand: one look serves many ends.
    const restMs = lookedAtMs + (limits.looksApartMs ?? 0) - performance.now();
    if (restMs > 0 && lanes.count('uploading') > 0) setTimeout(lookNow, restMs);
    else setImmediate(lookNow);
  };
  const lookNow = (): void => {
    looking = false;
    lookedAtMs = performance.now();
    try {
      look();
      core.changes.trouble(null);
    } catch (error) {
      stumble(error);
    }
  };

  /** Not even the row could be written (its disk is full): says so, and looks again later instead of standing still. */
  const stumble = (error: unknown): void => {
    core.log.error('queue', { error: toWire(error) });
    core.changes.trouble(toWire(error));
    stumbled = true;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(wake, STUMBLE_WAIT_MS);
  };

  const lanes = createLanes({ onEnd: wake, onStumble: stumble });
  const moves = createMoves(core);
  const pauseAll = createPauseAll(core.catalogue.settings);
  const waits = createConnectionWaits(core, (id) => lanes.has(id));
  const gate = createFlowGate(core.flow, (id) => {
    waits.answered(id);
    wake();
  });
  const holds = createHolds(core, computer, () => settings, wake);
  const failed = createFailures(core, moves, waits);
  const parts = { core, limits, lanes, moves, waits, failed };
  const preparing = createPrepareLane({
    ...parts,
    prepare: work.prepare,
    read: work.read,
  });
  const uploading = createUploadLane({
    ...parts,
    waits,
    twins: createTwinWaits(),
    gate,
    upload: work.upload,
  });
  const acts = createActs({
    core,
    lanes,
    moves,
    waits,
    pauseAll,
    wakeTwins: uploading.wakeTwins,
    async whileHolding(act) {
      holding += 1;
      try {
        return await act();
      } finally {
        holding -= 1;
        wake();
      }
    },
  });

  /** Rows whose wait ends by then are due. Where the clock was set back, those that would end first are. */
  const dueBy = (state: TransferState, now: number): number => {
    const first = state === 'waiting' ? (transfers.nextRetryAtMs() ?? now) : now;
    return waitIsOver(first, now) ? Math.max(first, now) : now;
  };

  /** Rows in this state whose turn it is; while all are paused, only those that a person let go on. */
  const next = (state: TransferState, limit: number): TransferJob[] => {
    const now = core.now();
    if (!pauseAll.isOn())
      return transfers.next(state, limit, dueBy(state, now), lanes.ids(), settings.uploadOrder);
    const found: TransferJob[] = [];
    for (const id of transfers.ids({ states: [state], ids: [...pauseAll.exceptions()] })) {
      const job = lanes.has(id) ? null : transfers.job(id);
      if (job && waitIsOver(job.retryAtMs ?? 0, now)) found.push(job);
      if (found.length === limit) break;
    }
    return found;
  };
  const forgetEndedExceptions = (): void => {
    const ids = [...pauseAll.exceptions()];
    const open = new Set(transfers.ids({ states: openStates, ids }));
    pauseAll.forget(ids.filter((id) => !open.has(id)));
  };

  const look = (): void => {
    clearTimeout(timer);
    if (stopped || holding > 0) return;
    if (stumbled) {
      resumeInterrupted();
      stumbled = false;
    }
    endImports(core);
    if (pauseAll.isOn()) forgetEndedExceptions();
    waits.newLook();
    const hold = holds.look();
    isHeld = hold !== null;
    gate.hold(hold !== null);

    const due = takeBackDue();
    const sent = hold === null && uploading.takeUp(next);
    const passed = preparing.takeUp(next);
    if (due || sent || passed) wake();
    else if (mayReadLater(hold)) preparing.readLater();
    setTimer();
  };

  /** Rows that waited long enough. Of a connection that does not answer only the one that tries goes back in line. */
  const takeBackDue = (): boolean => {
    const due = next('waiting', DUE_AT_ONCE);
    if (due.length === 0) return false;
    core.catalogue.transaction(() => {
      for (const job of due) {
        const asked = waits.ask(job);
        if (asked.go) moves.move(job, backInLine(job));
        // The others of the connection were put off together when one of them was let go.
        else if (waitIsOver(transfers.job(job.id)?.retryAtMs ?? 0, core.now()))
          moves.move(job, 'waiting', { retryAtMs: asked.untilMs, error: asked.error });
      }
    });
    return due.length === DUE_AT_ONCE;
  };

  /** Nothing waits for the link; or the link is closed by a rule, and not to spare the battery. */
  const mayReadLater = (hold: ReturnType<typeof holds.look>): boolean => {
    if (pauseAll.isOn() || hold === 'asking' || hold?.reason === 'battery') return false;
    const {
      discovered,
      preparing: prepared,
      queued,
      uploading: sending,
      verifying,
    } = transfers.countByState();
    if (discovered + prepared + sending + verifying > 0) return false;
    return hold !== null || queued === 0 || countBlocked(transfers, 'queued', waits.blocked()).others === 0;
  };

  const setTimer = (): void => {
    const rowAtMs = pauseAll.isOn() ? nextOfExceptions() : transfers.nextRetryAtMs();
    const tryAtMs = pauseAll.isOn() ? null : waits.nextTryMs();
    if (rowAtMs === null && tryAtMs === null) return;
    const dueAtMs = Math.min(rowAtMs ?? Number.POSITIVE_INFINITY, tryAtMs ?? Number.POSITIVE_INFINITY);
    const waitMs = waitIsOver(dueAtMs, core.now()) ? 0 : dueAtMs - core.now();
    timer = setTimeout(wake, Math.max(LEAST_TIMER_MS, waitMs));
  };
  const nextOfExceptions = (): number | null => {
    const waiting = transfers.ids({ states: ['waiting'], ids: [...pauseAll.exceptions()] });
    const due = waiting.flatMap((id) => transfers.job(id)?.retryAtMs ?? []);
    return due.length === 0 ? null : Math.min(...due);
  };

  const resumeInterrupted = (): void => {
    const ids = transfers
      .ids({ states: ['preparing', 'uploading', 'verifying'] })
      .filter((id) => !lanes.has(id));
    moves.moveNow(ids, (job) => (job.state === 'preparing' ? 'discovered' : 'queued'));
    endImports(core);
  };

  /** Nothing went wrong with these: they wait for a twin, and who would have woken them died with the last run. */
  const lookAgainForTwins = (): void => {
    const waiting = transfers
      .get(transfers.ids({ states: ['waiting'] }))
      .filter(({ error }) => error === null);
    moves.moveNow(
      waiting.map(({ id }) => id),
      backInLine,
    );
  };

  return {
    start() {
      stopped = false;
      resumeInterrupted();
      lookAgainForTwins();
      wake();
    },
    wake,
    ...acts,
    async cancel(chosen) {
      await acts.cancel(chosen);
      wake();
    },
    async retry(chosen) {
      const retried = await acts.retry(chosen);
      wake();
      return retried;
    },
    async prioritize(ids, first) {
      await acts.prioritize(ids, first);
      wake();
    },
    mayUpload: () => !pauseAll.isOn() && !isHeld,
    settingsChanged() {
      settings = core.catalogue.settings.get();
      holds.rulesChanged();
      wake();
    },
    networkChanged() {
      waits.hurry();
      wake();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      holds.stop();
      await lanes.abort(lanes.ids());
    },
  };
}
