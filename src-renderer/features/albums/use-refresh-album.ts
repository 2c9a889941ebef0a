/** Asks main to list an album's bucket again; what comes of it is told by the listing line. */
import { useCallback } from 'react';
import type { Album } from '../../../src-shared/domain/album';
import { asAppError, call } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { say } from '../../ui/toast';

export function useRefreshAlbum(): (album: Album) => Promise<void> {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  return useCallback(
    async (album) => {
      try {
        await call('albums.refresh', { id: album.id });
      } catch (error) {
        say({
          title: t('connections.listing.refreshFailed', { title: album.title }),
          text: sentence(asAppError(error)),
          error: true,
        });
      }
    },
    [t, sentence],
  );
}
