/** Runs the transfers table: it IS the queue. Two lanes, preparing and uploading; memory holds only what runs now. */
import { AppError, fromWire, toWire } from '../../src-shared/app-error';
import { type TransferState, transferIsOpen } from '../../src-shared/domain/transfer';
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
  /** Without ids: all. These four change many rows in slices, between which the window goes on answering. */
  pause(ids?: TransferId[]): Promise<void>;
  resume(ids?: TransferId[]): Promise<void>;
  cancel(ids?: TransferId[]): Promise<void>;
  retry(ids?: TransferId[]): Promise<number>;
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
/** 10,000 rows in one go hold the main thread for up to a second; so many hold it for about 15 ms. */
const ROWS_PER_SLICE = 200;
/** Unfinished uploads given up at once when many are cancelled. */
const FREED_AT_ONCE = 8;

interface Running {
  controller: AbortController;
  done: Promise<void>;
  lane: 'preparing' | 'uploading';
}

export function createTransferQueue(core: Core, limits: QueueLimits): TransferQueue {
  const { transfers, settings, imports } = core.catalogue;
  const running = new Map<TransferId, Running>();
  /** Connections that do not answer: when they are tried again, and how often they were waited for. */
  const offline = new Map<ConnectionId, { untilMs: number; waits: number }>();
  /** Above 0 nothing new begins: an act over many rows is half done. */
  let holding = 0;
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
    // A newer import may have taken the file over since it began.
    const importId = transfers.job(job.id)?.importId ?? job.importId;
    if (importId !== null) core.changes.import(importId);
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
        try {
          endImports();
        } catch (error) {
          stumble(error);
        }
        wake();
      });
    running.set(job.id, { controller, done, lane });
  };

  const prepare = (job: TransferJob): void => {
    move(job, 'preparing');
    run(job, 'preparing', async (signal) => {
      await prepareAsset(core, job, signal);
      signal.throwIfAborted();
      passOn(job);
    });
  };

  /** A broken photo that is to be left out is left out with its reason, never silently. */
  const passOn = (job: TransferJob): void => {
    const asset = core.catalogue.assets.get([job.assetId])[0];
    if (asset?.mediaError?.code !== 'media-broken' || settings.get().uploadBroken) {
      move(job, 'queued');
      return;
    }
    const left = new AppError(
      'media-broken',
      `“${asset.fileName}” is damaged and was left out, as Settings ask for. To store it all the same, try it again.`,
      { retry: 'after-user', params: { path: job.sourcePath } },
    );
    move(job, 'cancelled', { error: toWire(left) });
  };

  const upload = (job: TransferJob): void => {
    move(job, 'uploading', { error: null });
    run(job, 'uploading', async (signal) => {
      const outcome = await uploadAsset(core, job, signal);
      // From here on the store has it: a cancel that comes now must not make us forget it.
      core.changes.sent(job.id, 0);
      // Whatever is not stored obeys the person who paused or cancelled it meanwhile.
      if (outcome.type === 'changed' || outcome.type === 'twin-under-way') signal.throwIfAborted();
      if (outcome.type === 'stored') {
        transfers.finish(job.id, outcome, core.now());
        offline.delete(job.connectionId);
        tell(job);
      } else if (outcome.type === 'duplicate') {
        transfers.dropDuplicate(job.id, outcome.ofKey);
        core.changes.assetsRemoved(job.albumId, [job.assetId]);
        tell(job);
        await core.cache.remove([job.assetId]);
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
    const known = offline.get(job.connectionId) ?? { untilMs: 0, waits: 0 };
    const plan = planRetry(error, job.attempts, known.waits, core.now(), core.random);
    if (plan.type === 'fail') {
      move(job, 'failed', { error: toWire(error), attempts: job.attempts + 1 });
      return;
    }
    // Several files fail at the same moment; together they are one wait.
    if (isOffline(error) && core.now() >= known.untilMs)
      offline.set(job.connectionId, { untilMs: plan.retryAtMs, waits: known.waits + 1 });
    move(job, 'waiting', { error: toWire(error), retryAtMs: plan.retryAtMs, attempts: plan.attempts });
  };

  const endImports = (): void => {
    for (const run of imports.open()) {
      if (run.state !== 'running' || transfers.openCount(run.id) > 0) continue;
      imports.setState(run.id, 'done', core.now());
      core.changes.import(run.id);
      core.changes.album(run.albumId);
    }
  };

  const look = (): void => {
    clearTimeout(timer);
    if (stopped || holding > 0 || pausedAll()) return;
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
        const offlineUntil = offline.get(job.connectionId)?.untilMs ?? 0;
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
          passOn(job);
          endImports(); // a broken photo that is left out may have been the last one
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

  const changeSlice = (
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
  /** `state` is asked when a row's turn comes: it may have moved on since the ids were read. */
  const changeMany: (...args: Parameters<typeof changeSlice>) => Promise<number> = async (
    ids,
    state,
    extra,
  ) => {
    let changed = 0;
    holding += 1;
    try {
      for (let at = 0; at < ids.length; at += ROWS_PER_SLICE) {
        if (at > 0) await new Promise((resolve) => setImmediate(resolve));
        changed += changeSlice(ids.slice(at, at + ROWS_PER_SLICE), state, extra);
      }
    } finally {
      holding -= 1;
      wake();
    }
    return changed;
  };
  const backInLine = (job: TransferJob): TransferState =>
    job.preparedAtMs === null ? 'discovered' : 'queued';

  const resumeInterrupted = (): void => {
    const ids = transfers
      .ids({ states: ['preparing', 'uploading', 'verifying'] })
      .filter((id) => !running.has(id));
    changeSlice(ids, (job) => (job.state === 'preparing' ? 'discovered' : 'queued'));
    endImports();
  };

  return {
    start() {
      stopped = false;
      resumeInterrupted();
      wake();
    },
    wake,
    async pause(ids) {
      if (!ids) {
        settings.setValue(PAUSED_ALL, '1');
        void abort([...running.keys()]);
        for (const id of running.keys()) core.changes.transfer(id);
        core.changes.summaryOnly();
        core.changes.flush();
        return;
      }
      await changeMany(ids, (job) => (transferIsOpen(job.state) && job.state !== 'paused' ? 'paused' : null));
      void abort(ids);
    },
    async resume(ids) {
      if (!ids) settings.setValue(PAUSED_ALL, null);
      core.changes.summaryOnly();
      core.changes.flush();
      const paused = ids ?? transfers.ids({ states: ['paused'] });
      await changeMany(paused, (job) => (job.state === 'paused' ? backInLine(job) : null), { error: null });
    },
    async cancel(ids) {
      const withParts: TransferId[] = [];
      const ending = ids ?? transfers.ids({ states: open });
      await changeMany(ending, (job) => {
        if (!transferIsOpen(job.state)) return null;
        if (job.uploadId !== null || running.has(job.id)) withParts.push(job.id);
        return 'cancelled';
      });
      endImports();
      core.changes.flush();
      await abort(ending);
      const free = async (): Promise<void> => {
        for (let id = withParts.pop(); id !== undefined; id = withParts.pop()) await freeParts(core, id);
      };
      await Promise.all(Array.from({ length: FREED_AT_ONCE }, free));
      wake();
    },
    async retry(ids) {
      offline.clear();
      const again = new Set<ImportId>();
      const waiting = ids ?? transfers.ids({ states: ['waiting'] });
      const hurried = await changeMany(waiting, (job) => (job.state === 'waiting' ? backInLine(job) : null), {
        attempts: 0,
        retryAtMs: null,
      });
      const ended: TransferState[] = ids ? ['failed', 'cancelled'] : ['failed'];
      const retried = await changeMany(
        ids ?? transfers.ids({ states: ended }),
        (job) => {
          if (!ended.includes(job.state)) return null;
          if (job.importId !== null) again.add(job.importId);
          return backInLine(job);
        },
        { error: null, attempts: 0, retryAtMs: null },
      );
      for (const id of again) {
        if (imports.get(id)?.state === 'done') imports.setState(id, 'running', core.now());
        core.changes.import(id);
      }
      endImports();
      wake();
      return hurried + retried;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await abort([...running.keys()]);
    },
  };
}

/** Frees the parts of an upload that will not go on. Where the store cannot be reached the row keeps the upload's id, and a retry goes on with it. */
async function freeParts(core: Core, id: TransferId): Promise<void> {
  const job = core.catalogue.transfers.job(id);
  if (!job?.uploadId) return;
  try {
    const store = await core.stores.open(job.connectionId);
    await store.multipart.abort({ bucket: job.bucket, key: job.prefix + job.key, uploadId: job.uploadId });
    // A retry that came meanwhile may have begun another one.
    if (core.catalogue.transfers.job(id)?.uploadId !== job.uploadId) return;
    core.catalogue.transfers.setUpload(id, null, null);
    core.catalogue.transfers.replaceParts(id, []);
  } catch (error) {
    core.log.warn('abort-upload', { transfer: id, error: toWire(error) });
  }
}
