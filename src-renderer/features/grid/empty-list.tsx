/** What a list without photos says: why it is empty and how it fills. */
import { ImagePlus, Images, ListChecks, SearchX, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useTranslation } from '../../i18n/use-locale';
import { useAlbum } from '../../stores/albums-store';
import { useListStore } from '../../stores/list-store';
import { useNavigationStore } from '../../stores/navigation-store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { usePickImport } from '../import/use-pick-import';
import { importInto } from './album-header';

const iconOf = {
  album: Images,
  everything: Images,
  selection: ListChecks,
  comparison: ListChecks,
  trash: Trash2,
} as const;

export function EmptyList({ scope }: { scope: PhotoScope }) {
  const { t } = useTranslation();
  const query = useListStore((state) => state.query);
  const setQuery = useListStore((state) => state.setQuery);
  const smart = useNavigationStore((state) => state.smartAlbumId !== null);
  const album = useAlbum(scope.kind === 'album' ? scope.albumId : null);
  const pickImport = usePickImport();
  if (Object.keys(query).length > 0)
    return (
      <EmptyState
        role="status"
        icon={<SearchX size={32} strokeWidth={1.5} aria-hidden />}
        title={t(smart ? 'grid.empty.smartTitle' : 'grid.empty.queryTitle')}
        text={t(smart ? 'grid.empty.smartText' : 'grid.empty.queryText')}
        actions={!smart && <Button onClick={() => setQuery({})}>{t('grid.empty.queryClear')}</Button>}
      />
    );
  const Icon = iconOf[scope.kind];
  let action: ReactNode;
  if (scope.kind === 'album' || scope.kind === 'everything')
    action = (scope.kind === 'everything' || album !== null) && (
      <Button
        tone="main"
        size="large"
        icon={<ImagePlus size={18} aria-hidden />}
        onClick={() => void (album === null ? pickImport(null) : importInto(album))}
      >
        {t('grid.import')}
      </Button>
    );
  const which = scope.kind === 'comparison' ? (scope.show === 'both' ? 'both' : 'onlyHere') : scope.kind;
  return (
    <EmptyState
      icon={<Icon size={32} strokeWidth={1.5} aria-hidden />}
      title={which === 'album' ? t('grid.emptyTitle') : t(`grid.empty.${which}Title`)}
      text={which === 'album' ? t('grid.emptyText') : t(`grid.empty.${which}Text`)}
      actions={action}
    />
  );
}
