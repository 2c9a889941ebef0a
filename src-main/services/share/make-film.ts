/** A video of a share in web size. It takes as long as it takes, and ends at once when uploads are paused or the share is ended. */
import { AppError, toWire, type WireError } from '../../../src-shared/app-error';
import type { FilmFacts } from '../../media/media-protocol';
import { requireLine, type ShareDesk } from './desk';

/** What one video is guilty of: it is shown by its poster. */
const faultsOfTheFilm = new Set(['media-broken', 'media-timeout', 'media-crashed', 'unsupported']);
/** Nobody tells of a pause; looked at so often. */
const LOOK_EVERY_MS = 1000;

export interface MadeFilm {
  film: FilmFacts | null;
  /** Why there is none. */
  withheld: WireError | null;
}

/** Rejects with `uploads-held`, `cancelled`, and what the disk says. */
export async function makeFilm(
  desk: ShareDesk,
  given: Parameters<ShareDesk['core']['media']['film']>[0] & { fileName: string },
  signal: AbortSignal,
): Promise<MadeFilm> {
  const { fileName, ...job } = given;
  requireLine(desk);
  const held = new AbortController();
  const looking = setInterval(() => {
    if (!desk.mayUpload()) held.abort();
  }, LOOK_EVERY_MS);
  try {
    const film = await desk.core.media.film(job, { signal: AbortSignal.any([signal, held.signal]) });
    return { film, withheld: null };
  } catch (error) {
    if (held.signal.aborted && !signal.aborted) requireLine(desk);
    if (!(error instanceof AppError) || !faultsOfTheFilm.has(error.code)) throw error;
    desk.core.log.info('share-film', { file: fileName, code: error.code, details: error.details });
    return { film: null, withheld: toWire(notMade(fileName, error)) };
  } finally {
    clearInterval(looking);
  }
}

export function notMade(fileName: string, cause: { code: string; details?: string | undefined }): AppError {
  const why = cause.code === 'media-timeout' ? 'slow' : 'unreadable';
  const because =
    why === 'slow'
      ? 'making one that browsers play took too long or too much memory'
      : 'CAOS cannot read its pictures to make one that browsers play';
  return new AppError(
    'unsupported',
    `“${fileName}” is shown by a still picture and not as a film, since ${because}; share originals to let guests download it.`,
    {
      retry: 'never',
      params: { key: fileName, film: why },
      ...(cause.details && { details: cause.details }),
    },
  );
}
