/** Runs the transfers table: it IS the queue. Two lanes, preparing and uploading; memory holds only what runs now. */
import { AppError, fromWire, toWire } from '../../src-shared/app-error';
import type { TransferState } from '../../src-shared/domain/transfer';
import type { ConnectionId, ImportId, TransferId } from '../../src-shared/units';
import type { TransferJob } from '../catalogue/catalogue';
import { PAUSED_ALL } from './change-feed';
import type { Core } from './core';
import { prepareAsset } from './prepare-asset';
import { isOffline, planRetry } from './retry-plan';
import { uploadAsset } from './upload-asset';

export interface QueueLimits {
  /** Files being decoded at once. */
  preparing: number;
  /** Files being uploaded at once. */
  uploading: number;
  /** Prepared files that may wait for the upload before preparing stops (back-pressure). */
  preparedAhead: number;
}

export interface TransferQueue {
  /** Puts interrupted rows back in line and starts. */
  start(): void;
  /** Something may be ready: looks at the table. Cheap, may be called often. */
  wake(): void;
  pause(ids?: TransferId[]): void;
  resume(ids?: TransferId[]): void;
  cancel(ids?: TransferId[]): Promise<void>;
  retry(ids?: TransferId[]): number;
  /** Ends what runs; every row is left resumable. */
  stop(): Promise<void>;
}

const open: TransferState[] = [
  'discovered',
  'preparing',
  'queued',
  'uploading',
  'verifying',
  'paused',
  'waiting',
];
/** A twin under way is looked at again soon; it is not a failed attempt. */
const TWIN_WAIT_MS = 500;

const STUMBLE_WAIT_MS = 5000;

interface Running {
  controller: AbortController;
  done: Promise<void>;
  lane: 'preparing' | 'uploading';
}

export function createTransferQueue(core: Core, limits: QueueLimits): TransferQueue {
  const { transfers, settings, imports } = core.catalogue;
  const running = new Map<TransferId, Running>();
  const offlineUntilMs = new Map<ConnectionId, number>();
  let stopped = true;
  let looking = false;
  /** A row may say that it runs although nothing runs it. */
  let stumbled = false;
  let timer: NodeJS.Timeout | undefined;

  const pausedAll = (): boolean => settings.value(PAUSED_ALL) === '1';
  const inLane = (lane: Running['lane']): number =>
    [...running.values()].filter((job) => job.lane === lane).length;

  const move = (
    job: Pick<TransferJob, 'id' | 'albumId' | 'assetId' | 'importId'>,
    state: TransferState,
    extra = {},
  ): void => {
    transfers.setState([job.id], state, core.now(), extra);
    tell(job);
  };
  const tell = (job: Pick<TransferJob, 'id' | 'albumId' | 'assetId' | 'importId'>): void => {
    core.changes.transfer(job.id);
    core.changes.asset(job.albumId, job.assetId);
    core.changes.album(job.albumId);
    if (job.importId !== null) core.changes.import(job.importId);
  };

  const run = (
    job: TransferJob,
    lane: Running['lane'],
    work: (signal: AbortSignal) => Promise<void>,
  ): void => {
    const controller = new AbortController();
    const done = work(controller.signal)
      .catch((error: unknown) => fail(job, lane, error, controller.signal))
      .catch(stumble)
      .finally(() => {
        running.delete(job.id);
        if (job.importId !== null) endImportWhenDone(job.importId);
        wake();
      });
    running.set(job.id, { controller, done, lane });
  };

  const prepare = (job: TransferJob): void => {
    move(job, 'preparing');
    run(job, 'preparing', async (signal) => {
      await prepareAsset(core, job, signal);
      signal.throwIfAborted();
      const broken = core.catalogue.assets.get([job.assetId])[0]?.mediaError?.code === 'media-broken';
      if (broken && !settings.get().uploadBroken) move(job, 'cancelled');
      else move(job, 'queued');
    });
  };

  const upload = (job: TransferJob): void => {
    move(job, 'uploading', { error: null });
    run(job, 'uploading', async (signal) => {
      const outcome = await uploadAsset(core, job, signal);
      // From here on the store has it: a cancel that comes now must not make us forget it.
      core.changes.sent(job.id, 0);
      if (outcome.type === 'stored') {
        transfers.finish(job.id, outcome, core.now());
        offlineUntilMs.delete(job.connectionId);
        tell(job);
      } else if (outcome.type === 'duplicate') {
        transfers.dropDuplicate(job.id, outcome.ofKey);
        core.changes.assetsRemoved(job.albumId, [job.assetId]);
        tell(job);
      } else if (outcome.type === 'changed') {
        move(job, 'discovered');
      } else {
        move(job, 'waiting', { retryAtMs: core.now() + TWIN_WAIT_MS });
      }
    });
  };

  /** Decides what an error means for the row. A pause, cancel or stop has set (or keeps) the row's state itself. */
  const fail = (job: TransferJob, lane: Running['lane'], reason: unknown, signal: AbortSignal): void => {
    core.changes.sent(job.id, 0);
    if (signal.aborted) {
      const state = transfers.job(job.id)?.state;
      if (state === 'preparing') move(job, 'discovered');
      else if (state === 'uploading' || state === 'verifying') move(job, 'queued');
      return;
    }
    const error = reason instanceof AppError ? reason : fromWire(toWire(reason));
    core.log.warn('transfer-error', { transfer: job.id, lane, code: error.code, details: error.details });
    const plan = planRetry(error, job.attempts, core.now(), core.random);
    if (plan.type === 'fail') {
      move(job, 'failed', { error: toWire(error), attempts: job.attempts + 1 });
      return;
    }
    if (isOffline(error)) offlineUntilMs.set(job.connectionId, plan.retryAtMs);
    move(job, 'waiting', { error: toWire(error), retryAtMs: plan.retryAtMs, attempts: plan.attempts });
  };

  const endImportWhenDone = (id: ImportId): void => {
    const found = imports.get(id);
    if (found?.state !== 'running' || transfers.openCount(id) > 0) return;
    imports.setState(id, 'done', core.now());
    core.changes.import(id);
    core.changes.album(found.albumId);
  };

  const look = (): void => {
    clearTimeout(timer);
    if (stopped || pausedAll()) return;
    if (stumbled) {
      resumeInterrupted();
      stumbled = false;
    }
    const now = core.now();
    const busy = new Set(running.keys());
    for (const job of transfers.next('waiting', 64, now, busy))
      move(job, job.preparedAtMs === null ? 'discovered' : 'queued');

    const uploadRoom = limits.uploading - inLane('uploading');
    if (uploadRoom > 0) {
      for (const job of transfers.next('queued', uploadRoom, now, busy)) {
        const offlineUntil = offlineUntilMs.get(job.connectionId) ?? 0;
        if (job.preparedAtMs === null) move(job, 'discovered');
        else if (offlineUntil > now) move(job, 'waiting', { retryAtMs: offlineUntil });
        else upload(job);
      }
    }
    const ahead = transfers.countByState().queued + inLane('preparing');
    const prepareRoom = Math.min(limits.preparing - inLane('preparing'), limits.preparedAhead - ahead);
    if (prepareRoom > 0) {
      for (const job of transfers.next('discovered', prepareRoom, now, busy)) {
        if (job.preparedAtMs === null) prepare(job);
        else {
          move(job, 'queued');
          wake();
        }
      }
    }
    const dueAtMs = transfers.nextRetryAtMs();
    if (dueAtMs !== null) timer = setTimeout(wake, Math.max(20, dueAtMs - core.now()));
  };

  const wake = (): void => {
    if (looking || stopped) return;
    looking = true;
    setImmediate(() => {
      looking = false;
      try {
        look();
        core.changes.trouble(null);
      } catch (error) {
        stumble(error);
      }
    });
  };

  /** Not even the row could be written (its disk is full): says so, and looks again later instead of standing still. */
  const stumble = (error: unknown): void => {
    core.log.error('queue', { error: toWire(error) });
    core.changes.trouble(toWire(error));
    stumbled = true;
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(wake, STUMBLE_WAIT_MS);
  };

  const abort = async (ids: TransferId[]): Promise<void> => {
    const ending = ids.flatMap((id) => running.get(id) ?? []);
    for (const job of ending) job.controller.abort();
    await Promise.all(ending.map((job) => job.done));
  };

  const changeMany = (
    ids: TransferId[],
    state: (job: TransferJob) => TransferState | null,
    extra = {},
  ): number => {
    let changed = 0;
    core.catalogue.transaction(() => {
      for (const id of ids) {
        const job = transfers.job(id);
        const next = job && state(job);
        if (!job || !next) continue;
        move(job, next, extra);
        changed += 1;
      }
    });
    core.changes.flush();
    return changed;
  };
  const backInLine = (job: TransferJob): TransferState =>
    job.preparedAtMs === null ? 'discovered' : 'queued';

  const resumeInterrupted = (): void => {
    const ids = transfers
      .ids({ states: ['preparing', 'uploading', 'verifying'] })
      .filter((id) => !running.has(id));
    changeMany(ids, (job) => (job.state === 'preparing' ? 'discovered' : 'queued'));
    for (const run of imports.open()) if (run.state === 'running') endImportWhenDone(run.id);
  };

  return {
    start() {
      stopped = false;
      resumeInterrupted();
      wake();
    },
    wake,
    pause(ids) {
      if (!ids) {
        settings.setValue(PAUSED_ALL, '1');
        void abort([...running.keys()]);
        for (const id of running.keys()) core.changes.transfer(id);
        core.changes.summaryOnly();
        core.changes.flush();
        return;
      }
      const states = open.filter((state) => state !== 'paused');
      changeMany(transfers.ids({ states, ids }), () => 'paused');
      void abort(ids);
    },
    resume(ids) {
      if (!ids) settings.setValue(PAUSED_ALL, null);
      changeMany(transfers.ids({ states: ['paused'], ...(ids && { ids }) }), backInLine, { error: null });
      core.changes.summaryOnly();
      core.changes.flush();
      wake();
    },
    async cancel(ids) {
      const ending = transfers.ids({ states: open, ...(ids && { ids }) });
      const jobs = ending.flatMap((id) => transfers.job(id) ?? []);
      changeMany(ending, () => 'cancelled');
      await abort(ending);
      await Promise.all(jobs.map((job) => freeParts(core, job.id)));
      for (const id of new Set(jobs.flatMap((job) => job.importId ?? []))) endImportWhenDone(id);
      core.changes.flush();
      wake();
    },
    retry(ids) {
      const retried = transfers
        .ids({ states: ['failed', 'cancelled'], ...(ids && { ids }) })
        .filter((id) => ids || transfers.get([id])[0]?.state === 'failed');
      offlineUntilMs.clear();
      const waiting = transfers.ids({ states: ['waiting'], ...(ids && { ids }) });
      changeMany(waiting, backInLine, { attempts: 0, retryAtMs: null });
      const count = changeMany(retried, backInLine, { error: null, attempts: 0, retryAtMs: null });
      for (const id of new Set(retried.flatMap((id) => transfers.job(id)?.importId ?? []))) {
        if (imports.get(id)?.state === 'done') imports.setState(id, 'running', core.now());
        core.changes.import(id);
      }
      wake();
      return count + waiting.length;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await abort([...running.keys()]);
    },
  };
}

/** Frees the parts of an upload that will not go on; what cannot be reached now is found later by listing unfinished uploads. */
async function freeParts(core: Core, id: TransferId): Promise<void> {
  const job = core.catalogue.transfers.job(id);
  if (!job?.uploadId) return;
  try {
    const store = await core.stores.open(job.connectionId);
    await store.multipart.abort({ bucket: job.bucket, key: job.prefix + job.key, uploadId: job.uploadId });
    core.catalogue.transfers.setUpload(id, null, null);
    core.catalogue.transfers.replaceParts(id, []);
  } catch (error) {
    core.log.warn('abort-upload', { transfer: id, error: toWire(error) });
  }
}
