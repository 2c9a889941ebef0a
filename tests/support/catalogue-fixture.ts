/** A catalogue in a folder of its own, with one connection and one album, and files to put into it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue, FoundFile } from '../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { AlbumId, AssetId, ConnectionId, type ImportId, type TransferId } from '../../src-shared/units';

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const connectionId = ConnectionId.parse(uuid(1));
export const albumId = AlbumId.parse(uuid(11));
export const otherAlbumId = AlbumId.parse(uuid(12));
export const assetId = (n: number): AssetId => AssetId.parse(n);

/** Time that each fixture writes as "now": 2026-01-01T00:00:00Z. */
export const NOW_MS = Date.UTC(2026, 0, 1);
/** Modified time of `file(0)`. */
export const FILE_MS = Date.UTC(2024, 4, 1);

export const file = (n: number, change: Partial<FoundFile> = {}): FoundFile => ({
  sourcePath: `/card/DCIM/IMG_${n}.JPG`,
  key: `DCIM/IMG_${n}.JPG`,
  kind: 'photo',
  sizeBytes: 1000 + n,
  modifiedAtMs: FILE_MS + n * 1000,
  contentType: 'image/jpeg',
  ...change,
});
export const files = (count: number, from = 0): FoundFile[] =>
  Array.from({ length: count }, (_, n) => file(from + n));

export interface CatalogueFixture extends Disposable {
  path: string;
  catalogue: Catalogue;
  importId: ImportId;
  /** Adds these files to the album and answers the ids of all transfers, ascending. */
  add(found: FoundFile[]): TransferId[];
  /** Moves a discovered transfer all the way to stored. */
  store(id: TransferId, md5Hex?: string): void;
  /** Closes and opens the same file again. */
  reopen(): void;
}

export function catalogueFixture(
  options: { onSlow?: (sql: string, elapsedMs: number) => void } = {},
): CatalogueFixture {
  const folder = mkdtempSync(join(tmpdir(), 'caos-catalogue-'));
  const path = join(folder, 'catalogue.db');
  const open = (): Catalogue => openCatalogue(path, { ...options, now: () => NOW_MS });
  const first = open();
  first.connections.insert({
    id: connectionId,
    name: 'This computer',
    config: { kind: 'local', root: '/store' },
    builtIn: true,
    createdAtMs: NOW_MS,
  });
  first.albums.insert({
    id: albumId,
    title: 'Wedding',
    note: '',
    connectionId,
    bucket: 'wedding',
    prefix: '',
    createdAtMs: NOW_MS,
  });
  const fixture: CatalogueFixture = {
    path,
    catalogue: first,
    importId: first.imports.insert(albumId, ['/card'], NOW_MS),
    add(found) {
      fixture.catalogue.transfers.addFound(albumId, fixture.importId, found, NOW_MS);
      return fixture.catalogue.transfers.ids({ states: ['discovered'] });
    },
    store(id, md5Hex = 'd41d8cd98f00b204e9800998ecf8427e') {
      const { transfers } = fixture.catalogue;
      transfers.setState([id], 'queued', NOW_MS);
      transfers.setState([id], 'uploading', NOW_MS);
      const sizeBytes = transfers.job(id)?.sizeBytes ?? 0;
      transfers.finish(id, { etag: md5Hex, md5Hex, parts: null, sizeBytes, proof: 'md5' }, NOW_MS);
    },
    reopen() {
      fixture.catalogue.close();
      fixture.catalogue = open();
    },
    [Symbol.dispose]() {
      fixture.catalogue.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fixture;
}
