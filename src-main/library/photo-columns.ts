/** All photos of the catalogue as typed columns: about 120 bytes each, read at the speed of memory. */
import { AssetState } from '../../src-shared/domain/asset';
import { createDictionary, type Dictionary } from './dictionary';
import { factsOf, type PhotoRow } from './row-facts';

const makers = {
  id: Uint32Array,
  album: Uint32Array,
  sortAtMs: Float64Array,
  addedAtMs: Float64Array,
  trashedAtMs: Float64Array,
  sizeBytes: Float64Array,
  aspect: Float32Array,
  state: Uint8Array,
  flags: Uint8Array,
  thumbRevision: Uint16Array,
  cull: Uint8Array,
  stackTop: Uint32Array,
  kind: Uint8Array,
  camera: Uint32Array,
  lens: Uint32Array,
  keywords: Uint32Array,
  iso: Uint32Array,
  focalLengthMm: Float32Array,
  sharpness: Float32Array,
  hasPlace: Uint8Array,
  /** 1: the row is one of a photo that is gone. */
  gone: Uint8Array,
  content: Float64Array,
  burst: Float64Array,
  hashHigh: Uint32Array,
  hashLow: Uint32Array,
  /** 1: the two above say something. */
  hashed: Uint8Array,
} as const;
type Columns = { [N in keyof typeof makers]: InstanceType<(typeof makers)[N]> };

export interface PhotoColumns {
  /** Rows in use, those of photos that are gone among them. */
  count: number;
  /** Photos that are there. */
  live: number;
  /** Another number after each change. */
  version: number;
  /** Each as long as there is room; rows from `count` on are not in use. Ids ascend. */
  at: Columns;
  names: string[];
  cameras: Dictionary;
  lenses: Dictionary;
  /** Of texts: a JSON array of keywords each, since many photos share theirs. */
  keywordSets: Dictionary;
}

export function createPhotoColumns(): PhotoColumns {
  return {
    count: 0,
    live: 0,
    version: 0,
    at: withRoom(1024),
    names: [],
    cameras: createDictionary(),
    lenses: createDictionary(),
    keywordSets: createDictionary(),
  };
}

function withRoom(capacity: number, old?: Columns): Columns {
  const made: Record<string, unknown> = {};
  for (const [name, Maker] of Object.entries(makers)) {
    const column = new Maker(capacity);
    if (old) column.set(old[name as keyof Columns]);
    made[name] = column;
  }
  return made as Columns;
}

/** Its row, or -1 when it was never seen. */
export function rowOf({ at, count }: PhotoColumns, id: number): number {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = at.id[middle] as number;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Writes a photo that changed, or a new one, whose id is above all others (they always grow); answers its row. */
export function putPhoto(columns: PhotoColumns, row: PhotoRow): number {
  let place = rowOf(columns, row.id);
  if (place < 0) {
    if (columns.count === columns.at.id.length) columns.at = withRoom(columns.count * 2, columns.at);
    place = columns.count;
    columns.count += 1;
    columns.live += 1;
  } else if (columns.at.gone[place] === 1) {
    columns.live += 1;
  }
  columns.version += 1;
  write(columns, place, row);
  return place;
}

function write(
  { at, names, cameras, lenses, keywordSets }: PhotoColumns,
  place: number,
  row: PhotoRow,
): void {
  const facts = factsOf(row);
  at.id[place] = row.id;
  at.album[place] = row.albumNumber;
  at.sortAtMs[place] = row.sortAtMs;
  at.addedAtMs[place] = row.addedAtMs;
  at.trashedAtMs[place] = row.trashedAtMs;
  at.sizeBytes[place] = row.sizeBytes;
  at.aspect[place] = row.aspect;
  at.state[place] = AssetState.options.indexOf(row.state);
  at.flags[place] = row.flags;
  at.thumbRevision[place] = row.thumbRevision;
  at.cull[place] = row.cull;
  at.stackTop[place] = row.stackTop;
  at.kind[place] = facts.kind;
  at.camera[place] = cameras.code(facts.camera);
  at.lens[place] = lenses.code(facts.lens);
  at.keywords[place] = keywordSets.code(facts.keywords.length === 0 ? null : JSON.stringify(facts.keywords));
  at.iso[place] = facts.iso;
  at.focalLengthMm[place] = facts.focalLengthMm;
  at.sharpness[place] = facts.sharpness;
  at.hasPlace[place] = facts.hasPlace ? 1 : 0;
  at.gone[place] = 0;
  at.content[place] = facts.content;
  at.burst[place] = facts.burst;
  at.hashed[place] = facts.hash === null ? 0 : 1;
  at.hashHigh[place] = facts.hash?.high ?? 0;
  at.hashLow[place] = facts.hash?.low ?? 0;
  names[place] = facts.name;
}

/** Answers its row, or -1 when it was gone already. */
export function removePhoto(columns: PhotoColumns, id: number): number {
  const place = rowOf(columns, id);
  if (place < 0 || columns.at.gone[place] === 1) return -1;
  columns.at.gone[place] = 1;
  columns.names[place] = '';
  columns.live -= 1;
  columns.version += 1;
  return place;
}

/** So many rows of photos that are gone that reading all anew is worth it. */
export const isSparse = ({ count, live }: PhotoColumns): boolean => count > 10_000 && live < count / 2;
