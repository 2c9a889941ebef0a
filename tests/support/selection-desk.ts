/** Selections over a catalogue with so many photos, named 1, 2, 3 … */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { createChangeFeed } from '../../src-main/services/change-feed';
import type { Core } from '../../src-main/services/core';
import { compareSelections } from '../../src-main/services/library/compare-selections';
import { createSelections, type Selections } from '../../src-main/services/library/selections';
import { createUndoHistory, type UndoHistory } from '../../src-main/services/library/undo';
import { createSpeedMeter } from '../../src-main/services/speed-meter';
import type { Selection, SelectionOverlap } from '../../src-shared/domain/selection';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId, SelectionId } from '../../src-shared/units';
import { albumId, connectionId, NOW_MS, otherAlbumId } from './catalogue-fixture';

export interface SelectionDesk extends AsyncDisposable {
  /** Of the catalogue's file. */
  path: string;
  core: Core;
  catalogue: Catalogue;
  selections: Selections;
  undo: UndoHistory;
  events: AppEvent[];
  id(n: number): AssetId;
  idOrNull(n: number | null): AssetId | null;
  ids(numbers: readonly number[]): AssetId[];
  sizeOf(n: number): number;
  get(id: SelectionId): Selection | null;
  /** Opens an album with these photos, as new rows. */
  openAlbum(id: AlbumId, numbers: readonly number[]): void;
  /** Its photos in order. */
  line(id: SelectionId): number[];
  compare(id: SelectionId, otherId: SelectionId): Promise<SelectionOverlap>;
}

const sizeOf = (n: number): number => 1000 + n * n;
export const albumOf = (n: number): AlbumId => (n % 2 === 0 ? albumId : otherAlbumId);
export const keyOf = (n: number): string => `IMG_${n}.JPG`;

/** Even ones lie in one album, odd ones in another. */
export async function openSelections(photoCount: number): Promise<SelectionDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-selections-'));
  const path = join(folder, 'catalogue.db');
  const catalogue = openCatalogue(path, { now: () => NOW_MS });
  catalogue.connections.insert({
    id: connectionId,
    name: 'This computer',
    config: { kind: 'local', root: '/store' },
    builtIn: true,
    createdAtMs: NOW_MS,
  });
  const byNumber = new Map<number, AssetId>();
  const numberOf = new Map<AssetId, number>();
  const addPhotos = (album: AlbumId, numbers: readonly number[]): void => {
    for (let from = 0; from < numbers.length; from += 1000) {
      const slice = numbers.slice(from, from + 1000);
      const objects = slice.map((n) => ({
        key: keyOf(n),
        kind: 'photo' as const,
        contentType: 'image/jpeg',
        sizeBytes: sizeOf(n),
        etag: `etag-${n}`,
        modifiedAtMs: NOW_MS + n,
      }));
      const { addedIds } = catalogue.assets.addListed(album, objects, NOW_MS);
      for (const [at, n] of slice.entries()) {
        byNumber.set(n, addedIds[at] as AssetId);
        numberOf.set(addedIds[at] as AssetId, n);
      }
    }
  };
  const openAlbum = (id: AlbumId, numbers: readonly number[]): void => {
    catalogue.albums.insert({
      id,
      title: id === albumId ? 'Wedding' : 'Iceland',
      note: '',
      connectionId,
      bucket: id.slice(-2),
      prefix: '',
      createdAtMs: NOW_MS,
    });
    addPhotos(id, numbers);
  };
  const numbers = Array.from({ length: photoCount }, (_, at) => at + 1);
  for (const id of [albumId, otherAlbumId])
    openAlbum(
      id,
      numbers.filter((n) => albumOf(n) === id),
    );
  const changes = createChangeFeed(
    catalogue,
    createSpeedMeter(() => 0),
  );
  const events: AppEvent[] = [];
  changes.listen((event) => events.push(event));
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const core = { catalogue, changes, log, now: () => NOW_MS, random: () => 0.5 } as unknown as Core;
  const undo = createUndoHistory((state) => changes.undo(state));
  const line = (id: SelectionId): number[] =>
    catalogue.selections.items(id, null, 1_000_000).map(({ assetId }) => numberOf.get(assetId) as number);
  return {
    path,
    core,
    openAlbum,
    catalogue,
    selections: createSelections(core, undo),
    undo,
    events,
    id: (n) => byNumber.get(n) as AssetId,
    idOrNull: (n) => (n === null ? null : (byNumber.get(n) as AssetId)),
    ids: (numbers) => numbers.map((n) => byNumber.get(n) as AssetId),
    sizeOf,
    get: (id) => catalogue.selections.get(id),
    line,
    compare: (id, otherId) =>
      compareSelections(
        core,
        {
          // As the library thread answers it.
          ids: async ({ scope }) => {
            if (scope.kind !== 'comparison') throw new Error('asked for something else');
            const others = new Set(line(scope.otherId));
            const shown = line(scope.selectionId).filter((n) => others.has(n) === (scope.show === 'both'));
            return Uint32Array.from(shown, (n) => byNumber.get(n) as number);
          },
        },
        id,
        otherId,
      ),
    async [Symbol.asyncDispose]() {
      changes.close();
      catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
