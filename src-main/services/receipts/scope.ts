/** What a receipt is about: one import, an ingest, or everything that was ever imported into an album. */
import { AppError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import type { Ingest } from '../../../src-shared/domain/ingest';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { AlbumId, ImportId, IngestId } from '../../../src-shared/units';
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
  ingest: Ingest | null;
  /** Oldest first. */
  imports: ImportRun[];
  albums: Map<AlbumId, Album>;
}

/** Throws `bad-input` and `not-found`. */
export function resolveScope(core: Pick<Core, 'catalogue'>, request: ScopeRequest): Scope {
  const { imports, ingests } = core.catalogue;
  const { albumId, importId, ingestId } = request;
  if (ingestId !== undefined) {
    if (albumId !== undefined || importId !== undefined) throw oneOf();
    const ingest = ingests.get(ingestId);
    if (!ingest) throw new AppError('not-found', 'That ingest is not known here.');
    const runs = ingest.importIds.map((id) => importOr404(core, id));
    return scopeOf(core, ingest.name, ingest, runs, ingest.albumIds);
  }
  if (importId !== undefined) {
    const run = importOr404(core, importId);
    if (albumId !== undefined && run.albumId !== albumId)
      throw new AppError('bad-input', 'That import went into another album. Choose one of this album.');
    return scopeOf(core, albumOr404(core, run.albumId).title, null, [run], []);
  }
  if (albumId === undefined) throw oneOf();
  return scopeOf(core, albumOr404(core, albumId).title, null, imports.list(albumId), [albumId]);
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
  ingest: Ingest | null,
  runs: ImportRun[],
  albumIds: readonly AlbumId[],
): Scope {
  const ids = new Set([...albumIds, ...runs.map((run) => run.albumId)]);
  return {
    title,
    ingest,
    imports: [...runs].sort((one, other) => one.id - other.id),
    albums: new Map([...ids].map((id) => [id, albumOr404(core, id)])),
  };
}

/** `Connection name: bucket/prefix`, one for each album, in their order. */
export const placesOf = (scope: Scope): string[] =>
  [...scope.albums.values()].map((album) => `${album.connectionName}: ${album.bucket}/${album.prefix}`);

export const rootsOf = (scope: Scope): string[] => [...new Set(scope.imports.flatMap((run) => run.roots))];

/**
 * Imports that do not tell all that lies on their card: still looking, broken off, or failed while looking; unless a later one into the
 * same album looked through the same places.
 */
export function notLookedThrough(scope: Scope): ImportRun[] {
  const whole = (run: ImportRun): boolean => run.state === 'running' || run.state === 'done';
  return scope.imports.filter((run) => !whole(run) && !isSuperseded(scope, run));
}

/** A later import into the same album looked through all the places of this one. */
export const isSuperseded = (scope: Scope, run: ImportRun): boolean =>
  scope.imports.some(
    (later) =>
      later.id > run.id &&
      later.albumId === run.albumId &&
      (later.state === 'running' || later.state === 'done') &&
      run.roots.every((root) => later.roots.some((other) => isWithin(other, root))),
  );

/** Some root of the one holds a root of the other, or lies in it. */
export const overlap = (one: readonly string[], other: readonly string[]): boolean =>
  one.some((a) => other.some((b) => isWithin(a, b) || isWithin(b, a)));

const isWithin = (folder: string, path: string): boolean =>
  path === folder ||
  path.startsWith(/[/\\]$/.test(folder) ? folder : `${folder}/`) ||
  path.startsWith(`${folder}\\`);
