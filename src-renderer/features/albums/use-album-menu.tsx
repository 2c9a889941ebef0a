/** What can be done with an album, for every menu that offers it. */
import {
  Copy,
  Download,
  FolderInput,
  FolderOpen,
  Lock,
  Pencil,
  RefreshCw,
  Send,
  ShieldCheck,
  Trash2,
} from 'lucide-react';
import type { Album } from '../../../src-shared/domain/album';
import { mayChange } from '../../../src-shared/domain/album-access';
import { useTranslation } from '../../i18n/use-locale';
import { useCacheStore } from '../../stores/cache-store';
import { useDialogsStore } from '../../stores/dialogs-store';
import { useNavigationStore } from '../../stores/navigation-store';
import type { MenuEntry } from '../../ui/menu';
import { useDuplicatesStore } from '../duplicates/duplicates-store';
import { usePickImport } from '../import/use-pick-import';
import { useKeepAlbum } from '../settings/cache-settings';
import { useShareActs } from '../shares/use-share-acts';
import { useRefreshAlbum } from './use-refresh-album';

export function useAlbumMenu(): (album: Album) => MenuEntry[] {
  const { t } = useTranslation();
  const openAlbum = useNavigationStore((state) => state.openAlbum);
  const go = useNavigationStore((state) => state.go);
  const kept = useCacheStore((state) => state.kept);
  const keepAlbum = useKeepAlbum();
  const open = useDialogsStore((state) => state.open);
  const pickImport = usePickImport();
  const refresh = useRefreshAlbum();
  const shareActs = useShareActs();
  return (album) => [
    {
      id: 'open',
      label: t('albums.menu.open'),
      icon: <FolderOpen size={15} aria-hidden />,
      onSelect: () => openAlbum(album.id),
    },
    {
      id: 'import',
      label: t('albums.menu.import'),
      disabled: !mayChange(album.access),
      icon: <FolderInput size={15} aria-hidden />,
      onSelect: () => void pickImport(album.id),
    },
    {
      id: 'edit',
      label: t('albums.menu.edit'),
      disabled: !mayChange(album.access),
      icon: <Pencil size={15} aria-hidden />,
      onSelect: () => open({ kind: 'edit-album', album }),
    },
    {
      id: 'access',
      label: t('groups.menu'),
      icon: <Lock size={15} aria-hidden />,
      onSelect: () => open({ kind: 'album-access', album }),
    },
    {
      id: 'share',
      label: t('shares.menu'),
      icon: <Send size={15} aria-hidden />,
      disabled: album.assetCount === 0,
      onSelect: () => void shareActs.compose({ albumId: album.id }),
    },
    {
      id: 'download',
      label: t('downloads.menu'),
      icon: <Download size={15} aria-hidden />,
      disabled: album.storedCount === 0,
      onSelect: () => open({ kind: 'download', albumId: album.id }),
    },
    {
      id: 'receipt',
      label: t('receipts.menu'),
      icon: <ShieldCheck size={15} aria-hidden />,
      disabled: album.assetCount === 0,
      onSelect: () => open({ kind: 'receipt', albumId: album.id }),
    },
    {
      id: 'refresh',
      label: t('connections.listing.refresh'),
      icon: <RefreshCw size={15} aria-hidden />,
      onSelect: () => void refresh(album),
    },
    {
      id: 'keep',
      label: t('cache.menu'),
      checked: kept.has(album.id),
      onSelect: () => void keepAlbum(album.id, !kept.has(album.id)),
    },
    {
      id: 'duplicates',
      label: t('duplicates.menu'),
      icon: <Copy size={15} aria-hidden />,
      disabled: album.assetCount < 2,
      onSelect: () => {
        useDuplicatesStore.getState().choose({ kind: 'album', albumId: album.id }, 'similar');
        go('duplicates');
      },
    },
    { id: 'separator', separator: true },
    {
      id: 'delete',
      label: t('albums.menu.delete'),
      icon: <Trash2 size={15} aria-hidden />,
      tone: 'danger',
      onSelect: () => open({ kind: 'delete-album', album }),
    },
  ];
}
