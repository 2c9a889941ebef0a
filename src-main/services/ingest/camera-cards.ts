/** Camera cards that are plugged in: which removable volumes look like one, and what is on them. */
import { posix, win32 } from 'node:path';
import { toWire } from '../../../src-shared/app-error';
import type { Card } from '../../../src-shared/domain/ingest';
import { listVolumes, thisComputer, type Volume, type VolumeSystem, volumesMark } from '../../host/volumes';
import { mediaTypeByName } from '../../media/media-type';
import { diskFileSystem, type ScanFileSystem, scanFolder } from '../../media/scan-folder';
import type { Core } from '../core';

/** Folders that cameras make at the top of a card: DCF, Sony XAVC and AVCHD, Canon XF, Panasonic P2. */
const CAMERA_FOLDERS = new Set(['DCIM', 'PRIVATE', 'AVCHD', 'M4ROOT', 'XDROOT', 'CLIPS001', 'CONTENTS']);
/** `PRIVATE` alone may be anybody's. */
const INSIDE_PRIVATE = new Set(['M4ROOT', 'AVCHD', 'SONY', 'XDROOT', 'PANA_GRP']);
/** Counting stops here, so that a large card answers soon too. */
const COUNT_LIMIT = { files: 20_000, ms: 1500 };
const LOOK_EVERY_MS = 3000;
/** A volume with thousands of names at its top is no card. */
const MOST_TOP_NAMES = 2000;

export interface CameraCards {
  /** As they are now. */
  list(): Promise<Card[]>;
  /** Looks every few seconds, until stopped, and tells when a card comes or goes. */
  watch(): void;
  stop(): void;
}

export function createCameraCards(
  core: Core,
  system: VolumeSystem = thisComputer,
  fs: ScanFileSystem = diskFileSystem,
): CameraCards {
  let timer: NodeJS.Timeout | undefined;
  let lastMark: string | null = null;
  let lastCards = '[]';
  let looking = false;
  let stopped = false;
  let stopListening = (): void => undefined;

  const list = async (): Promise<Card[]> => {
    const cards: Card[] = [];
    for (const volume of await listVolumes(system))
      if (await looksLikeCard(system, volume)) cards.push(await cardOf(core, fs, volume));
    return cards;
  };

  const look = async (): Promise<void> => {
    const mark = await volumesMark(system);
    if (mark === lastMark || stopped) return;
    const cards = await list();
    lastMark = mark;
    const text = JSON.stringify(cards);
    if (text === lastCards || stopped) return;
    lastCards = text;
    core.changes.cards(cards);
  };
  const lookOnce = (): void => {
    if (looking || stopped) return;
    looking = true;
    look()
      .catch((error: unknown) => core.log.warn('cards', { error: toWire(error) }))
      .finally(() => {
        looking = false;
      });
  };

  return {
    list,
    watch() {
      if (stopped || timer) return;
      timer = setInterval(lookOnce, LOOK_EVERY_MS);
      timer.unref();
      // What of a card is stored already changes with every import that ends.
      stopListening = core.changes.listen(
        (event) => {
          if (event.name !== 'imports.changed' || event.payload.run.state !== 'done') return;
          lastMark = null;
          lookOnce();
        },
        ['imports.changed'],
      );
      lookOnce();
    },
    stop() {
      stopped = true;
      stopListening();
      clearInterval(timer);
    },
  };
}

/** By the names at its top. */
export async function looksLikeCard(system: VolumeSystem, volume: Volume): Promise<boolean> {
  const { join } = system.platform === 'win32' ? win32 : posix;
  const names = (await system.readNames(volume.path).catch(() => [])).slice(0, MOST_TOP_NAMES);
  const folders = names.map((name) => name.toUpperCase()).filter((name) => CAMERA_FOLDERS.has(name));
  if (folders.some((name) => name !== 'PRIVATE')) return true;
  if (names.some((name) => !name.startsWith('.') && mediaTypeByName(name) !== null)) return true;
  if (folders.length === 0) return false;
  const name = names.find((one) => one.toUpperCase() === 'PRIVATE') ?? 'PRIVATE';
  const inside = await system.readNames(join(volume.path, name)).catch(() => []);
  return inside.some((one) => INSIDE_PRIVATE.has(one.toUpperCase()));
}

/** Reads names and sizes only. */
async function cardOf(core: Core, fs: ScanFileSystem, { path, name, ejectable }: Volume): Promise<Card> {
  const card: Card = {
    path,
    name,
    fileCount: 0,
    totalBytes: 0,
    counted: 'all',
    knownCount: 0,
    ejectable,
  };
  const albums = core.catalogue.albums.list().map((album) => album.id);
  const untilMs = core.now() + COUNT_LIMIT.ms;
  try {
    for await (const entry of scanFolder([path], { fs, look: 'names' })) {
      if (entry.type !== 'file') continue;
      if (card.fileCount >= COUNT_LIMIT.files || core.now() >= untilMs) {
        card.counted = 'at-least';
        break;
      }
      card.fileCount += 1;
      card.totalBytes += entry.sizeBytes;
      const { sourcePath, sizeBytes, modifiedAtMs } = entry;
      const known =
        albums.length === 0
          ? []
          : core.catalogue.assets.bySource(albums, { path: sourcePath, sizeBytes, modifiedAtMs });
      if (known.some((asset) => asset.state === 'stored')) card.knownCount = (card.knownCount ?? 0) + 1;
    }
  } catch {
    // It was pulled out while it was read: the next look tells.
    card.counted = 'at-least';
  }
  return card;
}
