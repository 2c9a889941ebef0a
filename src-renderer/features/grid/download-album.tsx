/** The button that brings all of an album, in the heads of both kinds of albums. */
import { Download } from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import { useTranslation } from '../../i18n/use-locale';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { Button } from '../../ui/button';

/** With several marked the download meant is theirs, and one button for it is enough. */
export const useSeveralMarked = (): boolean => useMarksStore((state) => state.ids.size > 1);

export function DownloadAlbum({ album }: { album: Album }) {
  const { t } = useTranslation();
  const open = useDialogsStore((state) => state.open);
  if (useSeveralMarked()) return null;
  return (
    <Button
      icon={<Download size={16} aria-hidden />}
      disabled={album.storedCount === 0}
      focusableWhenDisabled
      onClick={() => open({ kind: 'download', albumId: album.id })}
    >
      {t('downloads.menu')}
    </Button>
  );
}
