/**
 * Makes one stack of a RAW and its JPEG and of the frames of a burst, once an album has come to rest after an import or a listing. What a
 * person stacked or took apart is left as it is.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { toWire } from '../../../src-shared/app-error';
import { cameraName } from '../../../src-shared/domain/photo-list';
import type { AlbumId, AssetId } from '../../../src-shared/units';
import { captureTimeMs } from '../../catalogue/asset-rows';
import type { StackCandidate } from '../../catalogue/tables/stacks';
import { type StackPhoto, stackPhotosInSteps } from '../../library/stack-photos';
import type { Core } from '../core';
import { inSlices } from '../downloads/in-slices';

export interface PhotoStacker {
  start(): void;
  /** Looks through what changed, now; resolves when all of it is stacked. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** Photos read or written in one go: about 3 ms. */
const PER_SLICE = 400;
/** An import of hours shows its stacks meanwhile. */
const LONGEST_WAIT_MS = 60_000;

/** `restMs`: after nothing changed for so long an album is at rest. */
export function createPhotoStacker(core: Core, options: { restMs: number }): PhotoStacker {
  const { stacks } = core.catalogue;
  let timer: NodeJS.Timeout | undefined;
  let firstChangeAt: number | null = null;
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();

  async function stackAlbum(albumId: AlbumId): Promise<void> {
    const before = new Map<AssetId, AssetId | null>();
    const photos: StackPhoto[] = [];
    let after: string | null = null;
    do {
      const page: StackCandidate[] = stacks.candidates(albumId, after, PER_SLICE);
      after = page.length < PER_SLICE ? null : (page.at(-1)?.key ?? null);
      for (const candidate of page) {
        if (candidate.chosen) continue;
        before.set(candidate.id, candidate.top);
        photos.push(photoOf(candidate));
      }
      await nextTurn();
    } while (after !== null && !stopped);

    const tops = await inSlices(stackPhotosInSteps(photos));
    const changed = [...before].flatMap(([id, old]) => {
      const top = (tops.get(id) as AssetId | undefined) ?? null;
      return top === old ? [] : [{ id, top, chosen: false }];
    });
    for (let at = 0; at < changed.length && !stopped; at += PER_SLICE) {
      const slice = changed.slice(at, at + PER_SLICE);
      stacks.set(await stillOurs(slice));
      for (const { id } of slice) core.changes.asset(albumId, id);
      await nextTurn();
    }
  }

  /** A person may have decided meanwhile. */
  async function stillOurs<T extends { id: AssetId }>(rows: T[]): Promise<T[]> {
    const chosen = new Set(
      stacks
        .get(rows.map(({ id }) => id))
        .filter((row) => row.chosen)
        .map(({ id }) => id),
    );
    return rows.filter(({ id }) => !chosen.has(id));
  }

  async function lookThrough(): Promise<void> {
    for (const { albumId, changes } of stacks.pending()) {
      if (stopped) return;
      try {
        await stackAlbum(albumId);
        if (!stopped) stacks.settled(albumId, changes);
      } catch (error) {
        // An album that went meanwhile, a catalogue that cannot be written: the next change looks again.
        core.log.warn('stack-photos', { album: albumId, error: toWire(error) });
      }
    }
  }

  const look = (): Promise<void> => {
    clearTimeout(timer);
    firstChangeAt = null;
    looking = looking.then(lookThrough);
    return looking;
  };
  const soon = (): void => {
    if (stopped) return;
    const now = performance.now();
    firstChangeAt ??= now;
    const leftMs = Math.max(0, firstChangeAt + LONGEST_WAIT_MS - now);
    clearTimeout(timer);
    timer = setTimeout(() => void look(), Math.min(options.restMs, leftMs)).unref();
  };
  let off = (): void => undefined;

  return {
    start() {
      off = core.changes.listen(soon, ['assets.patched', 'albums.listing', 'imports.changed']);
      soon();
    },
    look,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      off();
      await looking;
    },
  };
}

function photoOf({ id, key, kind, metadata }: StackCandidate): StackPhoto {
  return {
    id,
    key,
    isVideo: kind === 'video',
    takenAtMs: captureTimeMs(metadata),
    camera: cameraName(metadata.cameraMake, metadata.cameraModel),
    serial: metadata.cameraSerial ?? null,
    burstId: metadata.burstId ?? null,
    sequence: metadata.sequence ?? null,
  };
}
