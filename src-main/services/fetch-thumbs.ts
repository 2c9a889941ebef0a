/** Fetches thumbnails for what is on the screen: nearest first, a handful at a time, and nothing that was scrolled away. */
import { AppError, toWire } from '../../src-shared/app-error';
import type { Asset } from '../../src-shared/domain/asset';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { Core } from './core';
import { fetchPackedThumbs } from './fetch-packed-thumbs';
import { fetchThumb, fetchWholeThumb, showWithoutPicture } from './fetch-thumb';

export interface ThumbFetcher {
  /**
   * Replaces what was wanted before; ids nearest first. What is not in the store is passed over.
   * `core.changes` tells of each as it comes; resolves when nothing is left to do, and never rejects.
   */
  want(ids: readonly AssetId[], sharper: boolean): Promise<void>;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** Enough to fill a link that is 40 ms long with reads of 64 KiB, few enough that the nearest come first. */
const READS_AT_ONCE = 8;
/** They are large, and all other requests wait for the same link. */
const WHOLES_AT_ONCE = 2;
/** About a screenful: neighbours lie near each other in their pack. */
const PER_PACK_READ = 60;
/** Long side of a thumbnail that needs none better. */
const GOOD_PX = 512;

/** What the store or the file says of this one object: told to the person, and not asked again. */
const ofTheObject = new Set([
  'archived',
  'access-denied',
  'media-broken',
  'media-timeout',
  'media-crashed',
  'unsupported',
]);
/** A person may have changed that meanwhile: worth one question in each run of the app. */
const mayHaveChanged = new Set(['archived', 'access-denied']);
/** Only this object is concerned, and the next listing of its album settles it. */
const untilListed = new Set(['not-found', 'file-changed']);

type Lane = 'read' | 'whole';
interface Task {
  lane: Lane;
  ids: AssetId[];
  /** What is read, where it is one object whose ETag is known. */
  content: { etag: string; sizeBytes: number } | null;
  controller: AbortController;
  /** What is left costs less than beginning anew. */
  nearlyDone: boolean;
}

export function createThumbFetcher(core: Core): ThumbFetcher {
  let wantsSharper = false;
  /** Albums whose store has a trouble that all their photos would meet; until the next wish. */
  const unreachable = new Set<AlbumId>();
  /** Nearest last. `read`: still to look into; `whole`: looked into, only the whole object helps. */
  const waiting: Record<Lane, AssetId[]> = { read: [], whole: [] };
  /** Place in the wish, 0 the nearest. */
  let places = new Map<AssetId, number>();
  const tasks = new Map<Task, Promise<void>>();
  /** With the ETag they had: another one is another object. */
  const passed = new Map<AssetId, string | null>();
  const askedAgain = new Set<AssetId>();
  /** Belong to a pack that does not have them after all. */
  const notPacked = new Set<AssetId>();
  const ending = new AbortController();
  let whenIdle: Array<() => void> = [];

  const running = (lane: Lane): number => [...tasks.keys()].filter((task) => task.lane === lane).length;
  const isRunning = (asset: Asset): boolean =>
    [...tasks.keys()].some((task) => !task.controller.signal.aborted && task.ids.includes(asset.id));
  /** The same photo under another name: what is read for one serves both. */
  const isBeingRead = ({ etag, sizeBytes }: Asset): boolean =>
    [...tasks.keys()].some(
      (task) => task.content !== null && task.content.etag === etag && task.content.sizeBytes === sizeBytes,
    );

  /** null when nothing is to be done for it now. */
  function open(id: AssetId): Asset | null {
    const asset = core.catalogue.assets.get([id])[0];
    if (!asset || unreachable.has(asset.albumId) || isRunning(asset)) return null;
    if (asset.state !== 'stored') return null;
    if (passed.has(id) && passed.get(id) === asset.etag) return null;
    if (asset.mediaError && (!mayHaveChanged.has(asset.mediaError.code) || askedAgain.has(id))) return null;
    if (asset.thumbRevision === 0) return { ...asset, mediaError: null };
    return wantsSharper && asset.thumbPx < GOOD_PX ? asset : null;
  }

  function fill(): void {
    fillLane('read', READS_AT_ONCE, (asset) => startRead(asset, wantsSharper));
    // What costs little comes first.
    if (waiting.read.length === 0) {
      fillLane('whole', WHOLES_AT_ONCE, (asset) =>
        start('whole', [asset], (task) => fetchWholeThumb(core, asset, optionsOf(task, false))),
      );
    }
    if (tasks.size > 0) return;
    for (const resolve of whenIdle) resolve();
    whenIdle = [];
  }

  function fillLane(lane: Lane, atOnce: number, begin: (asset: Asset) => void): void {
    const later: AssetId[] = [];
    while (!ending.signal.aborted && running(lane) < atOnce) {
      const id = waiting[lane].pop();
      if (id === undefined) break;
      const asset = open(id);
      if (!asset) continue;
      if (isBeingRead(asset)) later.push(id);
      else begin(asset);
    }
    waiting[lane].push(...later.reverse());
  }

  function startRead(asset: Asset, sharper: boolean): void {
    const pack = notPacked.has(asset.id) ? undefined : core.catalogue.assets.packOf([asset.id]).get(asset.id);
    if (pack !== undefined && asset.thumbRevision === 0) {
      const neighbours = takeNeighbours(asset, pack);
      start('read', [asset, ...neighbours], async (task) => {
        const together = [asset, ...neighbours];
        const missing = await fetchPackedThumbs(core, pack, together, task.controller.signal).catch(
          (error: unknown) => {
            // The pack cannot be read; the photos themselves perhaps can.
            if (error instanceof AppError && ofTheObject.has(error.code)) return together.map(({ id }) => id);
            throw error;
          },
        );
        for (const id of missing) notPacked.add(id);
        waitAgain('read', missing);
      });
      return;
    }
    start('read', [asset], async (task) => {
      const step = await fetchThumb(core, asset, optionsOf(task, sharper));
      if (step === 'whole') waitAgain('whole', [asset.id]);
    });
  }

  /** Those that are still wanted. */
  function waitAgain(lane: Lane, ids: AssetId[]): void {
    const place = (id: AssetId): number => places.get(id) ?? 0;
    waiting[lane].push(...ids.filter((id) => places.has(id)));
    waiting[lane].sort((a, b) => place(b) - place(a));
  }

  /** Others that are wanted and lie in the same pack. */
  function takeNeighbours({ albumId }: Asset, pack: string): Asset[] {
    const near = waiting.read.slice(-PER_PACK_READ);
    const packs = core.catalogue.assets.packOf(near);
    const together = near
      .filter((id) => packs.get(id) === pack && !notPacked.has(id))
      .flatMap((id) => open(id) ?? [])
      .filter((asset) => asset.thumbRevision === 0 && asset.albumId === albumId);
    const taken = new Set(together.map((asset) => asset.id));
    waiting.read = waiting.read.filter((id) => !taken.has(id));
    return together;
  }

  const optionsOf = (task: Task, sharper: boolean) => ({
    sharper,
    signal: task.controller.signal,
    ending: ending.signal,
    onNearlyDone: () => {
      task.nearlyDone = true;
    },
  });

  function start(lane: Lane, assets: Asset[], work: (task: Task) => Promise<void>): void {
    const ids = assets.map((asset) => asset.id);
    const [only] = assets;
    const content = assets.length === 1 && only?.etag ? { etag: only.etag, sizeBytes: only.sizeBytes } : null;
    const task: Task = { lane, ids, content, controller: new AbortController(), nearlyDone: false };
    const doing = work(task)
      .catch((error: unknown) => settle(assets, task, error))
      .finally(() => {
        tasks.delete(task);
        fill();
      })
      // A catalogue that cannot be read or written just now: its own troubles are told elsewhere.
      .catch((error: unknown) => core.log.error('fetch-thumbs', { error: toWire(error) }));
    tasks.set(task, doing);
  }

  function settle(assets: Asset[], task: Task, error: unknown): void {
    if (ending.signal.aborted || task.controller.signal.aborted) return;
    const wire = toWire(error);
    const [asset] = assets;
    // Hosts that cannot even be started are no fault of the photo.
    const isOfTheObject =
      ofTheObject.has(wire.code) && !(wire.code === 'media-crashed' && wire.retry === 'after-user');
    if (asset && assets.length === 1 && isOfTheObject) {
      askedAgain.add(asset.id);
      // A thumbnail that cannot be bettered is none the worse for it.
      if (asset.thumbRevision === 0) showWithoutPicture(core, asset, wire);
      else passed.set(asset.id, asset.etag);
      return;
    }
    core.log.warn('fetch-thumb', { key: asset?.key, code: wire.code, details: wire.details });
    if (untilListed.has(wire.code) || !(error instanceof AppError)) {
      for (const asset of assets) passed.set(asset.id, asset.etag);
      return;
    }
    if (asset) unreachable.add(asset.albumId);
  }

  return {
    want(ids, sharper) {
      wantsSharper = sharper;
      unreachable.clear();
      places = new Map(ids.map((id, place) => [id, place]));
      for (const task of tasks.keys()) {
        if (!task.nearlyDone && !task.ids.some((id) => places.has(id))) task.controller.abort();
      }
      const whole = new Set(waiting.whole);
      waiting.read = ids.filter((id) => !whole.has(id)).reverse();
      waiting.whole = ids.filter((id) => whole.has(id)).reverse();
      return new Promise((resolve) => {
        whenIdle.push(resolve);
        fill();
      });
    },
    async close() {
      ending.abort();
      for (const task of tasks.keys()) task.controller.abort();
      await Promise.allSettled(tasks.values());
    },
  };
}
