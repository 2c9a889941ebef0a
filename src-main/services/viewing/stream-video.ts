/** Answers the player's requests for a film, range by range: from this computer while the file is there, else from its store. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { AppError } from '../../../src-shared/app-error';
import type { Asset } from '../../../src-shared/domain/asset';
import type { AssetId } from '../../../src-shared/units';
import { mediaTypeByName } from '../../media/media-type';
import { pathOnDisk } from '../../media/path-on-disk';
import { rangeOf } from '../../storage/gateway/answer-headers';
import { albumOr404 } from '../albums';
import type { Core } from '../core';
import { isUnchanged } from '../make-preview';

export interface FilmAnswer {
  status: 200 | 206 | 416;
  headers: Record<string, string>;
  /** Destroying it ends the request to the store. null: nothing to send. */
  body: Readable | null;
}

export interface FilmStreams {
  /** `range`: the header of that name. Rejects with `not-found`, `unsupported`, `file-missing`, `file-changed` and the store's errors. */
  answer(id: AssetId, range: string | null, signal: AbortSignal): Promise<FilmAnswer>;
}

/**
 * Most bytes of one answer. A player asks for all from one point on and stops listening when it has enough; the store would wait with a full
 * pipe until it ends the connection. In pieces nothing is read further ahead than this, and the player asks for the next by itself.
 */
const PIECE_BYTES = 4 * 1024 * 1024;
const LOCAL_CHUNK_BYTES = 256 * 1024;

export function createFilmStreams(core: Core): FilmStreams {
  return {
    async answer(id, range, signal) {
      const asset = core.catalogue.assets.get([id])[0];
      if (!asset) throw new AppError('not-found', 'That video is not here any more.');
      if (asset.kind !== 'video') throw new AppError('unsupported', 'This is no video.');
      const { sizeBytes } = asset;
      const headers = {
        'Content-Type': mediaTypeByName(asset.fileName)?.contentType ?? 'video/mp4',
        'Accept-Ranges': 'bytes',
      };
      const asked = rangeOf(range ?? undefined, sizeBytes);
      if (asked === 'outside') {
        return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${sizeBytes}` }, body: null };
      }
      if (asked === 'whole') {
        const { body, known } = await openBytes(core, asset, { start: 0, end: sizeBytes }, signal);
        return { status: 200, headers: { ...headers, ...known, 'Content-Length': String(sizeBytes) }, body };
      }
      const piece = { start: asked.start, end: Math.min(asked.end, asked.start + PIECE_BYTES) };
      const { body, known } = await openBytes(core, asset, piece, signal);
      return {
        status: 206,
        headers: {
          ...headers,
          ...known,
          'Content-Range': `bytes ${piece.start}-${piece.end - 1}/${sizeBytes}`,
          'Content-Length': String(piece.end - piece.start),
        },
        body,
      };
    },
  };
}

/** `known`: what the player compares one piece with the next by, so that it never plays pieces of two films as one. */
async function openBytes(
  core: Core,
  asset: Asset,
  { start, end }: { start: number; end: number },
  signal: AbortSignal,
): Promise<{ body: Readable; known: Record<string, string> }> {
  const source = core.catalogue.assets.sourcePath(asset.id);
  if (source && (await isUnchanged(source, asset))) {
    const body = createReadStream(pathOnDisk(source), {
      start,
      end: end - 1,
      highWaterMark: LOCAL_CHUNK_BYTES,
      signal,
    });
    return { body, known: {} };
  }
  if (asset.state !== 'stored') {
    throw new AppError(
      'file-missing',
      `“${asset.fileName}” is not where it was. Plug in its card or disk to watch it.`,
      { params: { path: asset.fileName } },
    );
  }
  const album = albumOr404(core, asset.albumId);
  const store = await core.stores.open(album.connectionId);
  const { info, body } = await store.get(album.bucket, album.prefix + asset.key, { start, end, signal });
  if (info.sizeBytes !== asset.sizeBytes) {
    body.destroy();
    throw new AppError(
      'file-changed',
      `“${asset.fileName}” is another one in the store than when its album was listed. Refresh the album.`,
      { params: { key: asset.key } },
    );
  }
  return { body, known: { ETag: `"${info.etag}"` } };
}
