/** What a receipt is about: one import, an ingest, or everything that was ever imported into an album. */
import { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { Ingest } from '../../../src-shared/domain/ingest';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { AlbumId, ImportId, IngestId } from '../../../src-shared/units';
import { pathOnDisk } from '../../media/path-on-disk';
import { albumOr404 } from '../albums';
import type { Core } from '../core';

/** Exactly one of import, ingest and album; an album beside an import must be the import's. */
export interface ScopeRequest {
  albumId?: AlbumId | undefined;
  importId?: ImportId | undefined;
  ingestId?: IngestId | undefined;
}

export interface Scope {
  title: string;
  /** Each file of these has to be in each of its places. */
  ingests: Ingest[];
  /** Oldest first. */
  imports: ImportRun[];
  albums: Map<AlbumId, Album>;
}

/**
 * An import or album that an ingest filled brings the whole ingest along: the card is safe only when every place of it is, and its
 * other albums tell of the other files on it. Throws `bad-input` and `not-found`.
 */
export function resolveScope(core: Pick<Core, 'catalogue'>, request: ScopeRequest): Scope {
  const { imports, ingests } = core.catalogue;
  const { albumId, importId, ingestId } = request;
  if (ingestId !== undefined) {
    if (albumId !== undefined || importId !== undefined) throw oneOf();
    const ingest = ingests.get(ingestId);
    if (!ingest) throw new AppError('not-found', 'That ingest is not known here.');
    return scopeOf(core, ingest.name, [], { albumIds: [], ingests: [ingest] });
  }
  const runs = importId !== undefined ? [importOr404(core, importId)] : null;
  const id = runs?.[0]?.albumId ?? albumId;
  if (id === undefined) throw oneOf();
  if (albumId !== undefined && id !== albumId)
    throw new AppError('bad-input', 'That import went into another album. Choose one of this album.');
  const { title } = albumOr404(core, id);
  const told = runs ?? imports.list(id);
  const ingestIds = new Set(told.flatMap((run) => run.ingestId ?? []));
  const along = [...ingestIds].flatMap((one) => ingests.get(one) ?? []);
  return scopeOf(core, title, told, { albumIds: [id], ingests: along });
}

const oneOf = (): AppError =>
  new AppError('bad-input', 'A receipt is about one import, one ingest or one album. Choose one of them.');

function importOr404({ catalogue }: Pick<Core, 'catalogue'>, id: ImportId): ImportRun {
  const run = catalogue.imports.get(id);
  if (!run) throw new AppError('not-found', 'That import is not known here any more.');
  return run;
}

function scopeOf(
  core: Pick<Core, 'catalogue'>,
  title: string,
  own: ImportRun[],
  { albumIds, ingests }: { albumIds: AlbumId[]; ingests: Ingest[] },
): Scope {
  const runs = new Map(own.map((run) => [run.id, run]));
  for (const id of ingests.flatMap((ingest) => ingest.importIds))
    if (!runs.has(id)) runs.set(id, importOr404(core, id));
  const imports = [...runs.values()].sort((one, other) => one.id - other.id);
  const ids = new Set([
    ...albumIds,
    ...ingests.flatMap((ingest) => ingest.albumIds),
    ...imports.map((run) => run.albumId),
  ]);
  return {
    title,
    ingests,
    imports,
    albums: new Map([...ids].map((id) => [id, albumOr404(core, id)])),
  };
}

/** `Connection name: bucket/prefix`, one for each album, in their order. */
export const placesOf = (scope: Scope): string[] =>
  [...scope.albums.values()].map((album) => `${album.connectionName}: ${album.bucket}/${album.prefix}`);

export const rootsOf = (scope: Scope): string[] => [...new Set(scope.imports.flatMap((run) => run.roots))];

/** Imports that do not tell all that lies on their card: still looking, broken off, or failed while looking. */
export const notLookedThrough = (imports: readonly ImportRun[]): ImportRun[] =>
  imports.filter((run) => run.state !== 'running' && run.state !== 'done');

/** Some root of the one holds a root of the other, or lies in it. */
export const overlap = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((a) => other.some((b) => isWithin(a, b) || isWithin(b, a)));

export function isWithin(folder: string, path: string): boolean {
  if (folder.startsWith('bytes:') !== path.startsWith('bytes:'))
    return isBelow(byBytes(folder), byBytes(path));
  return isBelow(folder, path);
}

const isBelow = (folder: string, path: string): boolean =>
  path === folder ||
  path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}/`) ||
  path.startsWith(`${folder}\\`);

/** A name that is no UTF-8 is carried in a form of its own (path-on-disk.ts), in which it begins like no folder: one letter for each byte. */
function byBytes(path: string): string {
  const onDisk = pathOnDisk(path);
  return (typeof onDisk === 'string' ? Buffer.from(onDisk) : onDisk).toString('latin1');
}
