/** What is done with smart albums, each act said where it cannot be seen by itself. */
import type { PhotoList, SmartAlbum } from '../../../src-shared/domain/photo-list';
import { asAppError } from '../../bridge/client';
import { useErrorSentence, useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { useSmartAlbumsStore } from '../../stores/smart-albums-store';
import { say } from '../../ui/toast';

export interface SmartActs {
  /** The search as it is now becomes that of the smart album. */
  keep(album: SmartAlbum, list: PhotoList): Promise<void>;
  remove(album: SmartAlbum): Promise<void>;
}

export function useSmartActs(): SmartActs {
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const { save, remove } = useSmartAlbumsStore.getState();
  const failed = (title: string) => (error: unknown) => {
    say({ title, text: sentence(asAppError(error)), error: true });
  };
  return {
    keep: ({ id, name }, list) =>
      save({ id, name, list }).then(() => undefined, failed(t('search.smart.failed'))),
    async remove(album) {
      try {
        await remove(album.id);
      } catch (error) {
        failed(t('search.smart.removeFailed'))(error);
        return;
      }
      // What it showed stays in view as a search.
      if (useNavigationStore.getState().smartAlbumId === album.id)
        useNavigationStore.setState({ smartAlbumId: null });
      say({
        title: t('search.smart.removed', { name: album.name }),
        action: {
          label: t('search.smart.undo'),
          onSelect: () =>
            void save({ name: album.name, list: album.list }).catch(failed(t('search.smart.failed'))),
        },
      });
    },
  };
}
