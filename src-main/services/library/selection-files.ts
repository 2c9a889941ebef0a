/** `.caos/selections/<id>.json`: how a selection is told in the bucket of each album it touches (docs/bucket-format.md). */
import { AppError } from '../../../src-shared/app-error';
import { type Album, CAOS_PREFIX } from '../../../src-shared/domain/album';
import { SelectionFile } from '../../../src-shared/domain/selection';
import type { AlbumId, SelectionId } from '../../../src-shared/units';
import { SelectionId as SelectionIdSchema } from '../../../src-shared/units';
import type { ItemPosition, SelectionFacts, SelectionItem, SelectionTable } from '../../catalogue/catalogue';
import type { ObjectStore } from '../../storage/object-store';
import { awayOf } from './copy-selection';
import { ROWS_AT_ONCE } from './selection-places';

export const SELECTIONS_PREFIX = `${CAOS_PREFIX}selections/`;
/** 200,000 photos with ordinary names have some 5 MB. What is longer is not ours. */
const MAX_BYTES = 32 * 1024 * 1024;

type Place = Pick<Album, 'bucket' | 'prefix'>;

export const selectionFileKey = ({ prefix }: Pick<Album, 'prefix'>, id: SelectionId): string =>
  `${prefix}${SELECTIONS_PREFIX}${id}.json`;

/** The selection that an object of this name (below `.caos/selections/`) tells of; null: it is none. */
export function selectionOfName(name: string): SelectionId | null {
  const id = SelectionIdSchema.safeParse(name.endsWith('.json') ? name.slice(0, -'.json'.length) : '');
  return id.success && id.data === id.data.toLowerCase() ? id.data : null;
}

/** `key` without the album's prefix. */
export const isSelectionFile = (key: string): boolean =>
  key.startsWith(SELECTIONS_PREFIX) && selectionOfName(key.slice(SELECTIONS_PREFIX.length)) !== null;

export interface FoundSelectionFile {
  etag: string;
  /** null: what is there is no selection that we understand. */
  file: SelectionFile | null;
}

/** null when there is none. Rejects with the store's errors. */
export async function readSelectionFile(
  store: ObjectStore,
  place: Place,
  id: SelectionId,
  signal?: AbortSignal,
): Promise<FoundSelectionFile | null> {
  try {
    const { info, body } = await store.get(
      place.bucket,
      selectionFileKey(place, id),
      signal ? { signal } : {},
    );
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      sizeBytes += (chunk as Buffer).length;
      if (sizeBytes > MAX_BYTES) return { etag: info.etag, file: null };
    }
    return { etag: info.etag, file: parseSelectionFile(Buffer.concat(chunks), id) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null;
    throw error;
  }
}

export function parseSelectionFile(bytes: Buffer, id: SelectionId): SelectionFile | null {
  try {
    const file = SelectionFile.safeParse(JSON.parse(bytes.toString('utf8')));
    return file.success && file.data.id === id ? file.data : null;
  } catch {
    return null;
  }
}

/** The file of a selection as it is now, and the albums that are open here which it touches. */
export function* encodeSelection(
  table: SelectionTable,
  facts: SelectionFacts,
): Generator<void, { bytes: Buffer; albumIds: Set<AlbumId> }> {
  const albumIds = new Set<AlbumId>();
  const named: Array<{ albumId: AlbumId; key: string; place: number }> = yield* awayOf(table, facts.id);
  const hasAway = named.length > 0;
  let cover = facts.coverAway;
  for (let after: ItemPosition | null = null; ; ) {
    const page: SelectionItem[] = table.items(facts.id, after, ROWS_AT_ONCE);
    for (const item of page) {
      albumIds.add(item.albumId);
      named.push(item);
      if (item.assetId === facts.coverAssetId) cover = { albumId: item.albumId, key: item.key };
    }
    if (page.length < ROWS_AT_ONCE) break;
    after = page.at(-1) ?? null;
    yield;
  }
  if (hasAway) named.sort((one, other) => one.place - other.place);
  const numbers = new Map<AlbumId, number>();
  const photos: string[] = [];
  for (const { albumId, key } of facts.deletedAtMs === null ? named : []) {
    const number = numbers.get(albumId) ?? numbers.size;
    numbers.set(albumId, number);
    photos.push(`${number}/${key}`);
  }
  yield;
  const file: SelectionFile = {
    format: 'caos-selection',
    version: 1,
    id: facts.id,
    name: facts.name,
    note: facts.note,
    createdAt: new Date(facts.createdAtMs).toISOString(),
    updatedAt: new Date(facts.updatedAtMs).toISOString(),
    ...(facts.deletedAtMs !== null && { deleted: true }),
    cover: facts.deletedAtMs === null ? cover : null,
    albums: [...numbers.keys()],
    photos,
  };
  return { bytes: Buffer.from(`${JSON.stringify(file)}\n`), albumIds };
}
