/** Asks for a folder, downloads an album there, and says how it went. */
import type { TFunction } from 'i18next';
import type { AppError, WireError } from '../../../src-shared/app-error';
import type { Album } from '../../../src-shared/domain/album';
import { asAppError, call, desktop } from '../../bridge/client';
import { formatCount } from '../../ui/format';
import { say } from '../../ui/toast';

export interface DownloadWords {
  t: TFunction;
  locale: string;
  sentence: (error: AppError | WireError) => string;
}

/** Settles when the download has ended or no folder was chosen; never rejects. `onStart`: a folder was chosen. */
export async function downloadAlbum(
  album: Album,
  { t, locale, sentence }: DownloadWords,
  onStart: () => void,
): Promise<void> {
  try {
    const to = await desktop().pickFolder();
    if (to === null) return;
    onStart();
    const { written, alreadyThere, failed } = await call('downloads.album', { albumId: album.id, to });
    const first = failed[0];
    const show = { label: t('grid.show'), onSelect: () => void desktop().revealPath(to) };
    const counts = t('grid.downloadCounts', {
      written: formatCount(written, locale),
      there: formatCount(alreadyThere, locale),
    });
    if (first === undefined) {
      say({ title: t('grid.downloadDone', { folder: to }), text: counts, action: show });
      return;
    }
    const why = t('grid.downloadFailedText', {
      failed: formatCount(failed.length, locale),
      first: `${first.key}: ${sentence(first.error)}`,
    });
    say({ title: t('grid.downloadFailed'), text: `${counts} ${why}`, error: true, action: show });
  } catch (error) {
    say({ title: t('grid.downloadRefused'), text: sentence(asAppError(error)), error: true });
  }
}
