/** The sidebar's section of smart albums. */
import { FolderSearch, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from '../../i18n/use-locale';
import { useNavigationStore } from '../../stores/navigation-store';
import { openSmartAlbum, useSmartAlbumsStore } from '../../stores/smart-albums-store';
import { ContextMenu } from '../../ui/menu';
import sidebar from '../shell/sidebar.module.css';
import { SidebarSection } from '../shell/sidebar-section';
import { type NamedSearch, SmartAlbumDialog } from './smart-album-dialog';
import { useSmartActs } from './use-smart-acts';

export function SmartItems() {
  const { t } = useTranslation();
  const albums = useSmartAlbumsStore((state) => state.albums);
  const { view, smartAlbumId } = useNavigationStore();
  const acts = useSmartActs();
  const [renames, setRenames] = useState<NamedSearch | null>(null);
  const showsPhotos = view === 'album' || view === 'photos';
  return (
    <SidebarSection part="smart" title={t('search.smart.title')}>
      {albums.length === 0 ? (
        <p className={sidebar.none}>{t('search.smart.none')}</p>
      ) : (
        <ul>
          {albums.map((album) => (
            <ContextMenu
              key={album.id}
              entries={[
                {
                  id: 'rename',
                  label: t('search.smart.rename'),
                  icon: <Pencil size={15} aria-hidden />,
                  onSelect: () => setRenames(album),
                },
                {
                  id: 'remove',
                  label: t('search.smart.remove'),
                  icon: <Trash2 size={15} aria-hidden />,
                  onSelect: () => void acts.remove(album),
                },
              ]}
            >
              <li>
                <button
                  type="button"
                  className={sidebar.item}
                  aria-current={showsPhotos && smartAlbumId === album.id ? 'page' : undefined}
                  title={album.name}
                  onClick={() => openSmartAlbum(album)}
                >
                  <FolderSearch size={15} aria-hidden />
                  <span className={sidebar.title}>{album.name}</span>
                </button>
              </li>
            </ContextMenu>
          ))}
        </ul>
      )}
      {renames !== null && <SmartAlbumDialog what={renames} onClose={() => setRenames(null)} />}
    </SidebarSection>
  );
}
