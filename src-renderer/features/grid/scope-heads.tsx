/** The head of each kind of list. */
import type { ComponentType } from 'react';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useLocale, useTranslation } from '../../i18n/use-locale';
import { useAlbum, useShownAlbums } from '../../stores/albums-store';
import { useReceived } from '../../stores/received-store';
import { useOpenSmartAlbum } from '../../stores/smart-albums-store';
import { formatBytes, formatCount } from '../../ui/format';
import { ReceivedHead } from '../received/received-head';
import { ComparisonHead, SelectionHead } from '../selections/selection-head';
import { TrashHead } from '../trash/trash-head';
import { AlbumHeader } from './album-header';
import { PhotosHead } from './photos-head';

type Of<K extends PhotoScope['kind']> = Extract<PhotoScope, { kind: K }>;
type Heads = { [K in PhotoScope['kind']]: ComponentType<{ scope: Of<K> }> };

const heads: Heads = {
  album: AlbumHead,
  everything: EverythingHead,
  selection: SelectionHead,
  comparison: ComparisonHead,
  trash: TrashHead,
};

export function ScopeHead({ scope }: { scope: PhotoScope }) {
  // The map is typed kind by kind; TypeScript cannot follow that through a variable one.
  const Head = heads[scope.kind] as ComponentType<{ scope: PhotoScope }>;
  return <Head scope={scope} />;
}

function AlbumHead({ scope }: { scope: Of<'album'> }) {
  const album = useAlbum(scope.albumId);
  const received = useReceived(scope.albumId);
  if (album !== null && received !== null)
    return <ReceivedHead album={album} received={received} scope={scope} />;
  return album && <AlbumHeader album={album} scope={scope} />;
}

function EverythingHead({ scope }: { scope: Of<'everything'> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const albums = useShownAlbums();
  const smart = useOpenSmartAlbum();
  const count = albums.reduce((sum, album) => sum + album.assetCount, 0);
  const bytes = albums.reduce((sum, album) => sum + album.totalBytes, 0);
  // Of a smart album the line below says how many fit; these are where it looks.
  if (smart !== null)
    return (
      <PhotosHead
        scope={scope}
        title={smart.name}
        facts={<span>{t('search.smart.looksIn', { count, n: formatCount(count, locale) })}</span>}
      />
    );
  return (
    <PhotosHead
      scope={scope}
      title={t('shell.allPhotos')}
      facts={
        <>
          <span>{t('grid.photos', { count, n: formatCount(count, locale) })}</span>
          {bytes > 0 && <span>{formatBytes(bytes, locale)}</span>}
          <span>{t('grid.inAlbums', { count: albums.length, n: formatCount(albums.length, locale) })}</span>
        </>
      }
    />
  );
}
