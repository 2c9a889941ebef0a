/** Writes one XMP sidecar for each photo of a selection into a folder, laid out as a download of it, so that both fit together. */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import { unpackCull } from '../../../src-shared/domain/cull';
import { type AssetEdits, shownWords } from '../../../src-shared/domain/edits';
import { MAX_SIDECAR_BYTES, sidecarKeyToWrite } from '../../../src-shared/domain/sidecar-names';
import { fileError } from '../../../src-shared/file-error';
import type { SelectionItem } from '../../catalogue/catalogue';
import { decodePacket } from '../../media/xmp-document';
import { writeSidecar } from '../../media/xmp-sidecar';
import type { Core } from '../core';
import { giveName } from '../downloads/folder-target';
import { inSlices } from '../downloads/in-slices';
import { safeName, safePaths, safePathsInSteps } from '../downloads/safe-names';

/**
 * Answers how many. A sidecar that is there is refused (`already-exists`, before any is written) unless `replace`: then it is changed, and
 * what other programs wrote into it stays.
 */
export async function writeSidecars(
  core: Core,
  pages: AsyncIterable<SelectionItem[]>,
  folder: string,
  replace: boolean,
  signal: AbortSignal,
): Promise<number> {
  const items: SelectionItem[] = [];
  for await (const page of pages) for (const item of page) items.push(item);
  const paths = await pathsOf(core, items);
  if (!replace) await refuseTaken(folder, paths);
  for (const [at, { assetId }] of items.entries()) {
    if (signal.aborted) throw new AppError('cancelled', 'The export was cancelled.');
    const [asset] = core.catalogue.assets.get([assetId]);
    if (asset) await writeOne(asset, join(folder, paths[at] as string), core.now());
  }
  return items.length;
}

/** Photos of several albums lie in a folder for each album. */
async function pathsOf(core: Core, items: readonly SelectionItem[]): Promise<string[]> {
  const albumIds = [...new Set(items.map((item) => item.albumId))].sort();
  const titles = albumIds.map((id) => safeName(core.catalogue.albums.get(id)?.title ?? id));
  const folders = new Map(safePaths(titles).map((path, at) => [albumIds[at], `${path}/`]));
  return inSlices(
    safePathsInSteps(
      items.map(
        (item) =>
          (albumIds.length > 1 ? folders.get(item.albumId) : '') + sidecarKeyToWrite(item.key, () => false),
      ),
    ),
  );
}

async function refuseTaken(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const there = await lstat(join(folder, path)).catch(() => null);
    if (there)
      throw new AppError(
        'already-exists',
        `“${join(folder, path)}” is there already. Choose another folder, or replace it.`,
        {
          params: { path: join(folder, path) },
        },
      );
  }
}

async function writeOne(asset: Asset, to: string, nowMs: number): Promise<void> {
  const partial = join(dirname(to), `.caos-${randomUUID()}.part`);
  try {
    const existing = await existingText(to);
    const text = writeSidecar(existing, shownFields(asset), { nowMs, plainStars: true });
    if (text === null)
      throw new AppError(
        'bad-input',
        `“${to}” is no sidecar that can be changed safely. Move it away, then export again.`,
        {
          params: { path: to },
        },
      );
    await mkdir(dirname(to), { recursive: true });
    await writeFile(partial, text, { flag: 'wx' });
    await giveName(partial, to, true);
  } catch (error) {
    throw fileError(error, to);
  } finally {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

async function existingText(path: string): Promise<string | null> {
  const there = await lstat(path).catch(() => null);
  if (!there) return null;
  if (!there.isFile() || there.size > MAX_SIDECAR_BYTES) return '';
  return decodePacket(await readFile(path)) ?? '';
}

/** All that is shown of the photo, whoever said it: the sidecar stands alone. */
function shownFields(asset: Asset): AssetEdits {
  const { rating, flag, colour } = unpackCull(asset.cull);
  return {
    ...shownWords(asset.metadata, asset.edits),
    ...(rating > 0 && { rating }),
    ...(flag !== 'none' && { flag }),
    ...(colour !== 'none' && { colour }),
  };
}
