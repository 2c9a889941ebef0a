/** Downloads: the rows are the queue, memory holds what runs. Photos come into a folder or one ZIP, and nothing is overwritten unasked. */
import { randomBytes } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError, toWire } from '../../../src-shared/app-error';
import { type ConflictChoice, type Download, downloadIsOpen } from '../../../src-shared/domain/download';
import type { AlbumId, AssetId, ConnectionId, DownloadId } from '../../../src-shared/units';
import type { Core } from '../core';
import { newFacts, readFacts, writeFacts } from './download-facts';
import { dropHalves } from './download-target';
import { inSlices } from './in-slices';
import { asMeant, makeRoom, refuseStrippedZip } from './make-room';
import { type DownloadPlan, planDownload } from './plan-download';
import { createDownloadRun, type DownloadEnvironment, type DownloadRun } from './run-download';
import { createSlots } from './slots';
import { refuseStorePlaces } from './store-places';

export interface StartDownload {
  albumId?: AlbumId | undefined;
  assetIds?: AssetId[] | undefined;
  form: Download['form'];
  /** Absolute: the folder, or the ZIP file. */
  to: string;
  conflicts: ConflictChoice;
  /** What a person calls these photos; default: their albums. */
  title?: string | undefined;
  /** Each photo without the place where it was taken; those that cannot be are failed ones. Only into a folder. */
  stripLocation?: boolean | undefined;
}

export interface Downloads {
  /** An open download of the same photos to the same place goes on. `already-exists` for a ZIP that is there, `file-denied`, `bad-input`. */
  start(asked: StartDownload): Promise<DownloadId>;
  /** Everything that was under way when the app ended goes on. */
  resumeInterrupted(): void;
  pause(id: DownloadId): Promise<void>;
  resume(id: DownloadId): Promise<void>;
  cancel(id: DownloadId): Promise<void>;
  /** Failed files again, and those that wait at once. */
  retry(id: DownloadId): Promise<void>;
  resolve(id: DownloadId, choice: Exclude<ConflictChoice, 'ask'>): Promise<void>;
  /** Only ended ones (`bad-input`). */
  forget(id: DownloadId): void;
  /** Settings changed, or something may be ready: looks again. */
  wake(): void;
  /** Every row is left to go on. */
  stop(): Promise<void>;
}

export interface DownloadOptions {
  /** Of this start of the computer (boot-identity.ts). */
  boot: string;
  /** Bandwidth that downloads share. */
  paces: () => SharedArrayBuffer[];
  /** What the door asked for this run only (`caos download --parallel`); it stands above Settings. */
  maxParallel?: number | null;
}

/** Enough for many small photos over a far link; Settings may say less or more. */
const DEFAULT_PARALLEL = 16;
const ROWS_AT_ONCE = 500;
const STUMBLE_WAIT_MS = 5000;

export function createDownloads(core: Core, options: DownloadOptions): Downloads {
  const { downloads, settings, connections } = core.catalogue;
  const runs = new Map<DownloadId, DownloadRun>();
  const turns = new Map<DownloadId, Promise<void>>();
  let starting: Promise<unknown> = Promise.resolve();
  const ending = new AbortController();
  let stopped = false;
  let looking = false;
  let timer: NodeJS.Timeout | undefined;
  let timerAtMs = Number.POSITIVE_INFINITY;

  const parallel = (): number => options.maxParallel ?? settings.get().maxParallel ?? DEFAULT_PARALLEL;
  const environment: DownloadEnvironment = {
    slots: createSlots({
      all: parallel,
      of: (id: ConnectionId) => connections.get(id)?.limits.maxParallel ?? null,
    }),
    parallel,
    paces: options.paces,
    boot: options.boot,
    newToken: () => randomBytes(6).toString('hex'),
    offline: new Map(),
    wake: () => wake(),
    wakeAt,
  };

  function wakeAt(atMs: number): void {
    if (stopped || atMs >= timerAtMs) return;
    clearTimeout(timer);
    timerAtMs = atMs;
    timer = setTimeout(
      () => {
        timerAtMs = Number.POSITIVE_INFINITY;
        wake();
      },
      Math.max(20, atMs - core.now()),
    );
  }

  function wake(): void {
    if (looking || stopped) return;
    looking = true;
    setImmediate(() => {
      looking = false;
      if (stopped) return;
      for (const [id, run] of runs) {
        try {
          run.look();
          if (run.isOver()) runs.delete(id);
        } catch (error) {
          // The catalogue cannot be written (its disk is full): looked at again later, nothing is lost meanwhile.
          core.log.error('downloads', { download: id, error: toWire(error) });
          wakeAt(core.now() + STUMBLE_WAIT_MS);
        }
      }
    });
  }

  const run = (id: DownloadId): void => {
    if (!stopped && !runs.has(id)) runs.set(id, createDownloadRun(core, environment, id));
    wake();
  };
  const halt = async (id: DownloadId): Promise<void> => {
    const current = runs.get(id);
    runs.delete(id);
    await current?.stop();
  };
  /** What a person does to one download happens one after the other: two runs of it would write into each other's files. */
  const inTurn = async (id: DownloadId, act: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(act);
    const settled = turn.catch(() => undefined);
    turns.set(id, settled);
    await turn.finally(() => {
      if (turns.get(id) === settled) turns.delete(id);
    });
  };
  const downloadOr404 = (id: DownloadId): Download => {
    const download = downloads.get(id);
    if (!download) throw new AppError('not-found', 'That download is not here any more.');
    return download;
  };
  const tell = (id: DownloadId): void => {
    core.changes.download(id);
    core.changes.flush();
  };
  /** Rows that no run holds any more; there may be 100,000. */
  const requeue = async (
    id: DownloadId,
    from: Parameters<typeof downloads.next>[1],
    change = {},
  ): Promise<void> => {
    for (;;) {
      const rows = downloads.next(id, from, ROWS_AT_ONCE);
      core.catalogue.transaction(() => {
        for (const { number } of rows) downloads.setFile(id, number, { state: 'queued', ...change });
      });
      if (rows.length < ROWS_AT_ONCE || stopped) return;
      await breathe();
    }
  };
  const goOn = async (id: DownloadId, conflicts?: ConflictChoice): Promise<void> => {
    await requeue(id, ['running']);
    downloads.setState(id, 'running', core.now(), {
      error: null,
      retryAtMs: null,
      ...(conflicts && { conflicts }),
    });
    tell(id);
    run(id);
  };

  /** The same photos to the same place, still open. */
  const openTwin = (asked: StartDownload, assetIds: AssetId[]): Download | null =>
    downloads
      .open()
      .find(
        (open) =>
          open.form === asked.form &&
          open.to === asked.to &&
          (readFacts(downloads, open.id)?.stripLocation ?? false) === (asked.stripLocation ?? false) &&
          (asked.assetIds === undefined
            ? open.albumId === asked.albumId && open.fileCount > 0 && isWholeAlbum(open)
            : sameFiles(open, assetIds)),
      ) ?? null;
  /** An album download names every photo it had then; one of chosen photos of that album is another one. */
  const isWholeAlbum = (open: Download): boolean => readFacts(downloads, open.id)?.ofAlbum === true;
  const sameFiles = (open: Download, assetIds: AssetId[]): boolean =>
    open.fileCount === assetIds.length &&
    downloads
      .next(
        open.id,
        ['queued', 'running', 'done', 'already-there', 'conflict', 'left-out', 'failed'],
        assetIds.length,
      )
      .every((job, index) => job.assetId === assetIds[index]);

  const cancelNow = async (id: DownloadId): Promise<void> => {
    if (!downloadIsOpen(downloadOr404(id).state)) return;
    await halt(id);
    // It may have ended in the meantime.
    const download = downloadOr404(id);
    if (!downloadIsOpen(download.state)) return;
    // What is half may take a while to go: ended meanwhile, it waits for the person instead of going on by itself.
    downloads.setState(id, 'paused', core.now());
    const facts = readFacts(downloads, id);
    if (facts) {
      await dropHalves(core, download, facts, ending.signal).catch((error: unknown) =>
        core.log.warn('download-halves', { download: id, error: toWire(error) }),
      );
      if (stopped) return;
    }
    downloads.setState(id, 'cancelled', core.now());
    tell(id);
  };

  /** Its files come in slices. A kill meanwhile leaves a row without facts, which is taken away at the next start. */
  const insert = async (asked: StartDownload, plan: DownloadPlan): Promise<DownloadId> => {
    const id = downloads.begin({
      title: plan.title,
      albumId: plan.albumId,
      form: asked.form,
      to: asked.to,
      conflicts: asked.conflicts,
      notStoredCount: plan.notStoredCount,
      startedAtMs: core.now(),
    });
    function* addAll(): Generator<void, void> {
      for (let [from, there] = [0, 0]; from < plan.files.length; from += ROWS_AT_ONCE) {
        if (stopped) throw new AppError('cancelled', 'CAOS is ending. Start the download again.');
        there = downloads.addFiles(id, there, plan.files.slice(from, from + ROWS_AT_ONCE));
        yield;
      }
    }
    await inTurn(id, async () => {
      try {
        await inSlices(addAll());
        core.catalogue.transaction(() => {
          downloads.complete(id);
          downloads.setState(id, 'running', core.now());
          writeFacts(downloads, id, {
            ...newFacts(environment.newToken(), options.boot),
            ofAlbum: asked.assetIds === undefined,
            stripLocation: asked.stripLocation ?? false,
          });
        });
      } catch (error) {
        downloads.remove(id);
        throw error;
      }
    });
    return id;
  };

  const startNow = async (given: StartDownload): Promise<DownloadId> => {
    if (!isAbsolute(given.to))
      throw new AppError('bad-input', `“${given.to}” is no full path. Choose a folder.`);
    refuseStrippedZip(given);
    await refuseStorePlaces(core, given.to);
    const asked = await asMeant(given);
    const plan = await planDownload(core, asked);
    if (asked.title !== undefined) plan.title = asked.title;
    const twin = openTwin(
      asked,
      plan.files.map(({ assetId }) => assetId),
    );
    if (twin) {
      await inTurn(twin.id, async () => {
        const now = downloadOr404(twin.id);
        if (!downloadIsOpen(now.state)) return;
        if (runs.has(twin.id) && now.conflicts === asked.conflicts) return;
        await halt(twin.id);
        // What was in the way may be gone by now.
        if (now.state === 'asking') await requeue(twin.id, ['conflict']);
        await goOn(twin.id, asked.conflicts);
      });
      return twin.id;
    }
    await makeRoom(asked);
    const id = await insert(asked, plan);
    core.journal({
      type: 'download-started',
      title: plan.title,
      albumId: plan.albumId,
      downloadId: id,
      params: { files: plan.files.length },
    });
    tell(id);
    run(id);
    return id;
  };

  return {
    start(given) {
      // One after the other: asked for twice at once, it is found to be open already.
      const started = starting.then(() => startNow(given));
      starting = started.catch(() => undefined);
      return started;
    },
    resumeInterrupted() {
      for (const { id, state } of downloads.open()) {
        if (downloads.value(id) === null) {
          downloads.remove(id);
          continue;
        }
        void inTurn(id, async () => {
          await requeue(id, ['running']);
          if (state === 'running' || state === 'waiting') run(id);
        }).catch((error: unknown) => core.log.error('downloads', { download: id, error: toWire(error) }));
      }
    },
    pause: (id) =>
      inTurn(id, async () => {
        const { state } = downloadOr404(id);
        if (!downloadIsOpen(state) || state === 'paused') return;
        downloads.setState(id, 'paused', core.now());
        tell(id);
        await halt(id);
        // It may have ended in the meantime.
        if (downloadIsOpen(downloadOr404(id).state)) downloads.setState(id, 'paused', core.now());
        tell(id);
      }),
    resume: (id) =>
      inTurn(id, async () => {
        const { state } = downloadOr404(id);
        if (state !== 'paused' && state !== 'waiting') return;
        environment.offline.clear();
        await halt(id);
        await goOn(id);
      }),
    cancel: (id) => inTurn(id, () => cancelNow(id)),
    retry: (id) =>
      inTurn(id, async () => {
        const { state } = downloadOr404(id);
        if (state === 'done' || state === 'cancelled') return;
        environment.offline.clear();
        await halt(id);
        await requeue(id, ['failed'], { error: null, attempts: 0 });
        await goOn(id);
      }),
    resolve: (id, choice) =>
      inTurn(id, async () => {
        const download = downloadOr404(id);
        if (!downloadIsOpen(download.state)) return;
        if (download.form === 'zip' && choice === 'leave-out') return cancelNow(id);
        await halt(id);
        await requeue(id, ['conflict'], { error: null });
        await goOn(id, choice);
      }),
    forget(id) {
      const { state } = downloadOr404(id);
      if (downloadIsOpen(state))
        throw new AppError('bad-input', 'That download is still under way. Cancel it first.');
      downloads.remove(id);
      core.changes.downloadRemoved(id);
      core.changes.flush();
    },
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      ending.abort();
      await starting;
      await Promise.all(turns.values());
      await Promise.all([...runs.values()].map((current) => current.stop()));
      runs.clear();
    },
  };
}
