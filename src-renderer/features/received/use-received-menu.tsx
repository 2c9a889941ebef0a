/** What can be done with a share of somebody else, for every menu that offers it. */
import { Download, FolderOpen, Heart, RefreshCw, Trash2 } from 'lucide-react';
import type { Received } from '../../../src-shared/domain/received';
import { useTranslation } from '../../i18n/use-locale';
import { useCacheStore } from '../../stores/cache-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import type { MenuEntry } from '../../ui/menu';
import { useKeepAlbum } from '../settings/cache-settings';
import { useReceivedActs } from './use-received-acts';

export function useReceivedMenu(): (received: Received) => MenuEntry[] {
  const { t } = useTranslation();
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const kept = useCacheStore((state) => state.kept);
  const keepAlbum = useKeepAlbum();
  const open = useDialogsStore((state) => state.open);
  const acts = useReceivedActs();
  return (received) => {
    const { id, albumId, allow, takesPicks, state } = received;
    return [
      {
        id: 'open',
        label: t('albums.menu.open'),
        icon: <FolderOpen size={15} aria-hidden />,
        onSelect: () => openAlbum(albumId),
      },
      {
        id: 'send',
        label: t('received.choice.button'),
        icon: <Heart size={15} aria-hidden />,
        disabled: !takesPicks || state !== 'open',
        onSelect: () => open({ kind: 'received', act: { do: 'send', receivedId: id } }),
      },
      {
        id: 'download',
        label: t('downloads.menu'),
        icon: <Download size={15} aria-hidden />,
        disabled: !allow.web && !allow.original,
        onSelect: () => open({ kind: 'download', albumId }),
      },
      {
        id: 'refresh',
        label: t('received.refresh'),
        icon: <RefreshCw size={15} aria-hidden />,
        onSelect: () => void acts.refresh(received),
      },
      {
        id: 'keep',
        label: t('cache.menu'),
        checked: kept.has(albumId),
        onSelect: () => void keepAlbum(albumId, !kept.has(albumId)),
      },
      { id: 'separator', separator: true },
      {
        id: 'remove',
        label: t('received.remove'),
        icon: <Trash2 size={15} aria-hidden />,
        tone: 'danger',
        onSelect: () => open({ kind: 'received', act: { do: 'remove', receivedId: id } }),
      },
    ];
  };
}
