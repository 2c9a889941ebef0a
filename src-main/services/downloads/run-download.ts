/** One download while it runs: takes up its files as the link has room, decides what a failure means, and ends it. */
import { AppError, fromWire, toWire } from '../../../src-shared/app-error';
import type { Download } from '../../../src-shared/domain/download';
import type { ConnectionId, DownloadId } from '../../../src-shared/units';
import type { DownloadJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { isOffline, planRetry } from '../retry-plan';
import { createSpeedMeter } from '../speed-meter';
import { type DownloadFacts, newFacts, readFacts, writeFacts } from './download-facts';
import { endDownload, type OpenedTarget, openDownloadTarget } from './download-target';
import { type Fetched, fetchFile, type StoredPlace } from './fetch-file';
import { openRoot, rootTrouble, type TargetRoot } from './folder-target';
import { bringIntoFolder } from './into-folder';
import { type ByteRange, bytesOf, PIECE_BYTES } from './ranges';
import type { Slots } from './slots';
import { stripCopy } from './strip-copy';
import { placeInZip } from './zip-target';

/** What all downloads share. */
export interface DownloadEnvironment {
  slots: Slots;
  /** Requests that may be under way at once. */
  parallel(): number;
  paces(): SharedArrayBuffer[];
  /** Of this start of the computer. */
  boot: string;
  newToken(): string;
  /** Connections that do not answer: when they are tried again, and how often they were waited for. */
  offline: Map<ConnectionId, { untilMs: number; waits: number }>;
  wake(): void;
  wakeAt(atMs: number): void;
}

export interface DownloadRun {
  /** Takes up what there is room for. Cheap, may be called often. */
  look(): void;
  /** Ended, paused by trouble, or asking; and nothing is under way any more. */
  isOver(): boolean;
  /** Everything under way ends; its rows are left to go on. */
  stop(): Promise<void>;
}

/** These are of a connection, not of one photo: a person changes something, then everything goes on. */
const connectionCodes = new Set(['key-refused', 'clock-skew', 'wrong-region', 'tls', 'vault']);
/** Of this computer's disk. */
const diskCodes = new Set(['disk-full', 'file-missing', 'file-denied', 'io']);
/** How far ahead files are taken up: while some are looked at, checked or named, the link stays busy. */
const AHEAD = 1.5;
const LIVE_EVERY_MS = 100;

interface RunningFile {
  controller: AbortController;
  done: Promise<void>;
  sizeBytes: number;
  haveBytes: number;
  live: number;
}

export function createDownloadRun(core: Core, env: DownloadEnvironment, id: DownloadId): DownloadRun {
  const { downloads } = core.catalogue;
  const running = new Map<number, RunningFile>();
  /** Files that are tried again later. */
  const delayed = new Map<number, { untilMs: number; waits: number }>();
  const meter = createSpeedMeter(core.now);
  const stopping = new AbortController();
  let phase: 'new' | 'busy' | 'ready' | 'over' = 'new';
  let busy: Promise<void> = Promise.resolve();
  let facts: DownloadFacts = newFacts('', env.boot);
  let target: OpenedTarget | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const row = (): Download => {
    const download = downloads.get(id);
    if (!download) throw new AppError('not-found', 'That download is not here any more.');
    return download;
  };
  const saveFacts = (): void => writeFacts(downloads, id, facts);
  const over = (): void => {
    phase = 'over';
    core.changes.downloading(id, null);
    core.changes.download(id);
  };

  /** Something that takes a while before or after the files; what fails in it is trouble of the whole download. */
  const during = (work: () => Promise<void>): void => {
    phase = 'busy';
    busy = work().catch((error: unknown) => {
      if (!stopping.signal.aborted) pauseFor(asAppError(error));
      else phase = 'over';
    });
    void busy.finally(() => env.wake());
  };

  const prepare = async (): Promise<void> => {
    facts = readFacts(downloads, id) ?? newFacts(env.newToken(), env.boot);
    const doubtful = facts.doubtful || facts.boot !== env.boot;
    target = await openDownloadTarget(core, row(), facts, doubtful, stopping.signal);
    facts = { ...facts, boot: env.boot, doubtful: false };
    saveFacts();
    phase = 'ready';
  };

  /** Nothing is lost: it goes on where it is when a person says so. */
  const pauseFor = (error: AppError): void => {
    if (phase === 'over') return;
    over();
    for (const file of running.values()) file.controller.abort();
    core.log.warn('download-paused', { download: id, code: error.code, details: error.details });
    facts = { ...facts, doubtful: facts.doubtful || diskCodes.has(error.code) };
    if (facts.token !== '') saveFacts();
    downloads.setState(id, 'paused', core.now(), { error: toWire(error), retryAtMs: null });
    core.changes.download(id);
  };

  const tellLive = (): void => {
    if (core.now() - toldAtMs < LIVE_EVERY_MS || phase === 'over') return;
    toldAtMs = core.now();
    let bytes = 0;
    for (const file of running.values()) bytes += file.live;
    const now = row();
    const left = {
      bytes: Math.max(0, now.totalBytes - now.doneBytes - bytes),
      files: now.fileCount - now.doneCount - now.alreadyThereCount - now.failedCount - now.conflictCount,
    };
    const bytesPerSecond = meter.bytesPerSecond();
    const remainingMs = meter.remainingMs(left);
    core.changes.downloading(id, { bytes, bytesPerSecond: Math.round(bytesPerSecond), remainingMs });
  };

  const placeOf = async (job: DownloadJob): Promise<StoredPlace> => {
    const album = core.catalogue.albums.get(job.albumId);
    if (!album)
      throw new AppError(
        'not-found',
        `The album of “${job.key}” is not here any more. Open it again, then download it.`,
      );
    const { connectionId, bucket, prefix } = album;
    const [store, access] = [await core.stores.open(connectionId), await core.stores.access(connectionId)];
    return { connectionId, store, access, bucket, key: prefix + job.key };
  };

  const bring = async (job: DownloadJob, file: RunningFile): Promise<void> => {
    const { signal } = file.controller;
    const place = await placeOf(job);
    const save = (have: ByteRange[]): void => {
      file.haveBytes = bytesOf(have);
      downloads.setFile(id, job.number, { have, doneBytes: file.haveBytes });
      core.changes.download(id);
      env.wake();
    };
    const fetchTo = async (
      where: Pick<Parameters<typeof fetchFile>[0], 'target' | 'finish' | 'ownFile' | 'wantsCrc'>,
      have: ByteRange[],
    ): Promise<Fetched> => {
      const fetched = await fetchFile(
        {
          ...where,
          uploads: core.uploads,
          place,
          paces: env.paces(),
          slot: (slotSignal) => env.slots.take(place.connectionId, slotSignal),
          live(bytes) {
            file.live += bytes;
            if (bytes > 0) meter.add(bytes);
            tellLive();
          },
          save,
          signal,
        },
        job,
        have,
      );
      if (fetched.proof === 'size') core.log.info('download-unproven', { download: id, key: job.key });
      env.offline.delete(place.connectionId);
      return fetched;
    };
    const opened = target as OpenedTarget; // set before the first file is taken up
    if (opened.form === 'zip') {
      const { crc32 } = await fetchTo(
        { ...placeInZip(opened.partial, job), ownFile: false, wantsCrc: true },
        job.have,
      );
      finishFile(job, { state: 'done', crc32 });
      return;
    }
    const outcome = await bringIntoFolder(
      {
        uploads: core.uploads,
        root: opened.root,
        token: facts.token,
        knownFolders: opened.knownFolders,
        conflicts: row().conflicts,
        place,
        fetch: (partial, have) =>
          fetchTo(
            {
              target: { path: partial, offset: 0 },
              finish: { modifiedAtMs: job.modifiedAtMs, sync: true },
              ownFile: true,
              wantsCrc: false,
            },
            have,
          ),
        finish: facts.stripLocation ? (partial) => stripCopy(core, partial, job, signal) : undefined,
        rename: (path) => downloads.setFile(id, job.number, { path }),
        signal,
      },
      job,
    );
    finishFile(job, { state: outcome });
  };

  const finishFile = (job: DownloadJob, change: Parameters<typeof downloads.setFile>[2]): void => {
    const here = change.state === 'done' || change.state === 'already-there';
    const doneBytes = here ? job.sizeBytes : change.state === 'conflict' ? undefined : 0;
    downloads.setFile(id, job.number, {
      ...change,
      ...(doneBytes !== undefined && { doneBytes }),
      error: null,
    });
    delayed.delete(job.number);
    if (change.state === 'done') meter.ended();
  };

  /** Decides what an error means for the file, its connection or the whole download. */
  const fail = async (job: DownloadJob, reason: unknown, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) {
      if (downloads.job(id, job.number)?.have.length === 0) await target?.dropHalf(job);
      downloads.setFile(id, job.number, { state: 'queued' });
      return;
    }
    const error = asAppError(reason);
    core.log.warn('download-error', {
      download: id,
      file: job.number,
      code: error.code,
      details: error.details,
    });
    const requeue = (extra = {}): void => downloads.setFile(id, job.number, { state: 'queued', ...extra });
    if (diskCodes.has(error.code)) {
      const trouble = await diskTrouble(error);
      if (trouble) {
        requeue();
        pauseFor(trouble);
        return;
      }
    }
    if (connectionCodes.has(error.code)) {
      requeue();
      pauseFor(error);
      return;
    }
    const connectionId = core.catalogue.albums.get(job.albumId)?.connectionId;
    const known = (isOffline(error) && connectionId
      ? env.offline.get(connectionId)
      : delayed.get(job.number)) ?? {
      untilMs: 0,
      waits: 0,
    };
    const plan = planRetry(error, job.attempts, known.waits, core.now(), core.random);
    if (plan.type === 'fail') {
      await target?.dropHalf(job);
      downloads.setFile(id, job.number, {
        state: 'failed',
        error: toWire(error),
        have: [],
        doneBytes: 0,
        attempts: job.attempts + 1,
      });
      return;
    }
    requeue({ attempts: plan.attempts, error: toWire(error) });
    const wait = { untilMs: plan.retryAtMs, waits: known.waits + 1 };
    // Several files fail at the same moment; together they are one wait.
    if (!isOffline(error) || !connectionId) delayed.set(job.number, wait);
    else if (core.now() >= known.untilMs) env.offline.set(connectionId, wait);
  };

  /** null: only this file is concerned. */
  const diskTrouble = async (error: AppError): Promise<AppError | null> => {
    if (error.code === 'disk-full') return error;
    const root: TargetRoot | undefined = target?.root;
    return root ? rootTrouble(root) : openRoot(row().to).then(() => null, asAppError);
  };

  const take = (job: DownloadJob): void => {
    const controller = new AbortController();
    const file: RunningFile = {
      controller,
      done: Promise.resolve(),
      sizeBytes: job.sizeBytes,
      haveBytes: bytesOf(job.have),
      live: 0,
    };
    running.set(job.number, file);
    downloads.setFile(id, job.number, { state: 'running' });
    core.changes.download(id);
    file.done = bring(job, file)
      .catch((error: unknown) => fail(job, error, controller.signal))
      .catch((error: unknown) => {
        // Not even its row could be written.
        core.log.error('download', { download: id, error: toWire(error) });
        if (!stopping.signal.aborted) env.wakeAt(core.now() + 5000);
      })
      .finally(() => {
        running.delete(job.number);
        core.changes.download(id);
        env.wake();
      });
  };

  /** Files that may be taken up now, and when the next of the others may. */
  const ready = (limit: number): { jobs: DownloadJob[]; nextAtMs: number | null } => {
    const now = core.now();
    const untilOf = (job: DownloadJob): number => {
      const connectionId = core.catalogue.albums.get(job.albumId)?.connectionId;
      const offline = connectionId ? (env.offline.get(connectionId)?.untilMs ?? 0) : 0;
      return Math.max(offline, delayed.get(job.number)?.untilMs ?? 0);
    };
    const offlineNow = [...env.offline.values()].some(({ untilMs }) => untilMs > now);
    // Behind the files of a connection that does not answer there may be those of another one.
    for (let look = limit + delayed.size; ; look = 5000) {
      const queued = downloads.next(id, ['queued'], look);
      const jobs: DownloadJob[] = [];
      let nextAtMs: number | null = null;
      for (const job of queued) {
        const untilMs = untilOf(job);
        if (untilMs <= now) jobs.push(job);
        else nextAtMs = Math.min(nextAtMs ?? untilMs, untilMs);
      }
      if (jobs.length > 0 || !offlineNow || queued.length < look || look >= 5000)
        return { jobs: jobs.slice(0, limit), nextAtMs };
    }
  };

  const wanted = (): number => {
    let pieces = 0;
    for (const { sizeBytes, haveBytes } of running.values())
      pieces += Math.max(1, Math.ceil((sizeBytes - haveBytes) / PIECE_BYTES));
    return pieces;
  };

  const look = (): void => {
    if (phase === 'new') during(prepare);
    if (phase !== 'ready') return;
    const room = Math.ceil(env.parallel() * AHEAD) - wanted();
    if (room <= 0) return;
    const { jobs, nextAtMs } = ready(room);
    const { state } = row();
    if (state === 'waiting' && jobs.length > 0)
      downloads.setState(id, 'running', core.now(), { error: null, retryAtMs: null });
    for (const job of jobs) {
      if (wanted() >= env.parallel() * AHEAD) break;
      take(job);
    }
    if (nextAtMs !== null) env.wakeAt(nextAtMs);
    if (running.size > 0) return;
    if (nextAtMs !== null) {
      const waitingFor = downloads.next(id, ['queued'], 1)[0];
      const error = (waitingFor && errorOf(waitingFor.number)) ?? null;
      downloads.setState(id, 'waiting', core.now(), { retryAtMs: nextAtMs, error });
      core.changes.downloading(id, null);
      core.changes.download(id);
      return;
    }
    during(async () => {
      const { state, ...how } = await endDownload(
        core,
        row(),
        target as OpenedTarget,
        facts,
        (changed) => {
          facts = changed;
          saveFacts();
        },
        stopping.signal,
      );
      downloads.setState(id, state, core.now(), how);
      over();
    });
  };

  const errorOf = (number: number) =>
    downloads
      .files(id, { states: ['queued'], offset: 0, limit: 1 })
      .items.find((file) => file.number === number)?.error;

  return {
    look,
    isOver: () => phase === 'over' && running.size === 0,
    async stop() {
      stopping.abort();
      for (const file of running.values()) file.controller.abort();
      await Promise.all([busy, ...[...running.values()].map((file) => file.done)]);
      if (phase !== 'over') over();
    },
  };
}

const asAppError = (thrown: unknown) => (thrown instanceof AppError ? thrown : fromWire(toWire(thrown)));
