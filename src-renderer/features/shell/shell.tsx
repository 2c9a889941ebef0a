/** The window: sidebar, main area, info panel, transfer line, and whatever lies over them. */
import { PanelLeftOpen } from 'lucide-react';
import { type ReactNode, useEffect, useMemo } from 'react';
import { mayLook } from '../../../src-shared/domain/album-access';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { useTranslation } from '../../i18n/use-locale';
import { useAlbum, useAlbumsStore, useOwnAlbums } from '../../stores/albums-store';
import { type OpenDialog, useDialogsStore } from '../../stores/dialogs-store';
import { useMarksStore } from '../../stores/marks-store';
import { showsPhotos, useNavigationStore } from '../../stores/navigation-store';
import { useSettingsStore } from '../../stores/settings-store';
import { IconButton } from '../../ui/button';
import { classNames } from '../../ui/class-names';
import { ActivityView } from '../activity/activity-view';
import { AlbumForm } from '../albums/album-form';
import { AlbumsView } from '../albums/albums-view';
import { CopiesDialog } from '../albums/copies';
import { DeleteAlbum } from '../albums/delete-album';
import { ListingLine } from '../albums/listing-line';
import { OpenBucket } from '../albums/open-bucket';
import { BatchEdit } from '../batch-edit/batch-edit';
import { AddConnection, EditConnection } from '../connections/connection-form';
import { ConnectionsView } from '../connections/connections-view';
import { PricesDialog } from '../connections/prices';
import { RemoveConnection } from '../connections/remove-connection';
import { DownloadConflicts } from '../downloads/download-conflicts';
import { DownloadNotices } from '../downloads/download-notices';
import { DownloadSheet } from '../downloads/download-sheet';
import { DuplicatesView } from '../duplicates/duplicates-view';
import { PhotosView } from '../grid/photos-view';
import { AlbumAccessDialog } from '../groups/album-access';
import { GroupsSheet } from '../groups/groups-sheet';
import { LockedAlbum } from '../groups/lock-badge';
import { DropZone } from '../import/drop-zone';
import { ImportNotices } from '../import/import-notices';
import { ImportSheet } from '../import/import-sheet';
import { SidecarQuestion } from '../info/sidecar-question';
import { IngestNotices } from '../ingest/ingest-notices';
import { IngestSheet } from '../ingest/ingest-sheet';
import { MailAccountDialog } from '../outbox/mail-account';
import { OutboxView } from '../outbox/outbox-view';
import { ReceiptSheet } from '../receipts/receipt-sheet';
import { ReceivedDialog } from '../received/received-dialog';
import { RequestNotices } from '../requests/request-notices';
import { RequestView } from '../requests/request-view';
import { SelectionDialog } from '../selections/selection-dialog';
import { SelectionKeys } from '../selections/selection-keys';
import { SettingsView } from '../settings/settings-view';
import { ShareDialog } from '../shares/share-dialog';
import { ShareKeys } from '../shares/share-keys';
import { ShareNotices } from '../shares/share-notices';
import { ShareView } from '../shares/share-view';
import { SharesView } from '../shares/shares-view';
import { SignInSheet } from '../sign-in/sign-in-sheet';
import { StorageView } from '../storage/storage-view';
import { TransferTray } from '../transfers/transfer-tray';
import { EmptyTrash, TrashOthers } from '../trash/trash-dialogs';
import { InfoPanel } from '../viewer/info-panel';
import { Viewer } from '../viewer/viewer';
import { Welcome } from '../welcome/welcome';
import { ErrorBoundary } from './error-boundary';
import { KeysDialog } from './keys-dialog';
import styles from './shell.module.css';
import { Sidebar } from './sidebar';
import { useShortcuts } from './use-shortcuts';

function MainView(): ReactNode {
  const { view, albumId, scope, storagePlace, shareId, requestId } = useNavigationStore();
  const ofAlbum = useMemo((): PhotoScope | null => albumId && { kind: 'album', albumId }, [albumId]);
  const album = useAlbum(albumId);
  if (view === 'welcome') return <Welcome />;
  if (view === 'connections') return <ConnectionsView />;
  if (view === 'storage' && storagePlace !== null) return <StorageView place={storagePlace} />;
  if (view === 'shares') return <SharesView />;
  if (view === 'share' && shareId !== null) return <ShareView id={shareId} />;
  if (view === 'request' && requestId !== null) return <RequestView id={requestId} />;
  if (view === 'outbox') return <OutboxView />;
  if (view === 'settings') return <SettingsView />;
  if (view === 'activity') return <ActivityView />;
  if (view === 'duplicates') return <DuplicatesView />;
  if (view === 'album' && album && !mayLook(album.access)) return <LockedAlbum album={album} />;
  if (view === 'album' && ofAlbum !== null) return <PhotosView scope={ofAlbum} />;
  if (view === 'photos' && scope !== null) return <PhotosView scope={scope} />;
  return <AlbumsView />;
}

function Dialogs(): ReactNode {
  const { dialog, close } = useDialogsStore();
  if (dialog === null) return null;
  switch (dialog.kind) {
    case 'new-album':
      return <AlbumForm album={null} onClose={close} />;
    case 'edit-album':
      return <AlbumForm album={dialog.album} onClose={close} />;
    case 'delete-album':
      return <DeleteAlbum album={dialog.album} onClose={close} />;
    case 'add-connection':
      return <AddConnection onClose={close} />;
    case 'edit-connection':
      return <EditConnection connection={dialog.connection} onClose={close} />;
    case 'open-bucket':
      return <OpenBucket start={dialog} onClose={close} />;
    case 'remove-connection':
      return <RemoveConnection connection={dialog.connection} onClose={close} />;
    case 'prices':
      return <PricesDialog connectionId={dialog.connectionId} onClose={close} />;
    case 'receipt':
      return <ReceiptSheet key={receiptKey(dialog)} scope={dialog} onClose={close} />;
    case 'download':
      return <DownloadSheet key={downloadKey(dialog)} what={dialog} onClose={close} />;
    case 'download-conflicts':
      return <DownloadConflicts key={dialog.downloadId} downloadId={dialog.downloadId} onClose={close} />;
    case 'copies':
      return <CopiesDialog key={dialog.album.id} album={dialog.album} onClose={close} />;
    case 'ingest':
      return <IngestSheet key={dialog.paths?.join('\n')} paths={dialog.paths ?? null} onClose={close} />;
    case 'edit-words':
      return <BatchEdit key={dialog.assetIds.join()} assetIds={dialog.assetIds} onClose={close} />;
    case 'empty-trash':
      return <EmptyTrash assetIds={dialog.assetIds} onClose={close} />;
    case 'trash-others':
      return <TrashOthers assetIds={dialog.assetIds} count={dialog.count} onClose={close} />;
    case 'selection':
      return <SelectionDialog act={dialog.act} onClose={close} />;
    case 'share':
      return <ShareDialog act={dialog.act} onClose={close} />;
    case 'received':
      return <ReceivedDialog act={dialog.act} onClose={close} />;
    case 'album-access':
      return <AlbumAccessDialog key={dialog.album.id} album={dialog.album} onClose={close} />;
    case 'groups':
      return <GroupsSheet onClose={close} />;
    case 'sign-in':
      return <SignInSheet onClose={close} />;
    case 'mail-account':
      return <MailAccountDialog onClose={close} />;
    case 'keys':
      return <KeysDialog onClose={close} />;
  }
}

// Another thing asked for is another sheet: nothing of the one before is kept.
const receiptKey = (asked: Extract<OpenDialog, { kind: 'receipt' }>): string =>
  [asked.importId, asked.albumId, asked.ingestId, asked.receiptId].join();
const downloadKey = ({ albumId, assetIds }: Extract<OpenDialog, { kind: 'download' }>): string =>
  albumId ?? assetIds?.join() ?? '';

/** The first start shows the welcome; an album that appears by itself (`npm start -- FOLDER`) is shown instead. */
function useFirstView(): void {
  const welcomed = useSettingsStore((state) => state.settings.welcomed);
  const status = useAlbumsStore((state) => state.status);
  const albums = useOwnAlbums();
  const { view, go, openAlbum } = useNavigationStore();
  const first = albums[0];
  useEffect(() => {
    if (status !== 'ready') return;
    if (view === 'albums' && !welcomed && first === undefined) go('welcome');
    if (view === 'welcome' && first !== undefined) openAlbum(first.id);
  }, [status, first, view, welcomed, go, openAlbum]);
}

export function Shell() {
  const { t } = useTranslation();
  const { view, albumId, viewerAssetId } = useNavigationStore();
  const { sidebarOpen, infoOpen } = useSettingsStore((state) => state.settings);
  const change = useSettingsStore((state) => state.change);
  const focus = useMarksStore((state) => state.focus);
  useShortcuts();
  useFirstView();

  const alone = view === 'welcome';
  const showSidebar = sidebarOpen && !alone;
  return (
    <div className={classNames(styles.shell, alone && styles.alone)}>
      {showSidebar && (
        <nav className={styles.sidebar} aria-label={t('shell.sidebar')} data-region="sidebar" tabIndex={-1}>
          <Sidebar />
        </nav>
      )}
      <main className={styles.main} aria-label={t('shell.main')} data-region="main" tabIndex={-1}>
        {!sidebarOpen && !alone && (
          <div className={styles.showSidebar}>
            <IconButton
              label={t('shell.showSidebar')}
              icon={<PanelLeftOpen size={16} aria-hidden />}
              tooltipSide="right"
              onClick={() => void change({ sidebarOpen: true }).catch(() => undefined)}
            />
          </div>
        )}
        <ErrorBoundary key={view}>
          <MainView />
        </ErrorBoundary>
        <div className={styles.lines}>
          {view === 'album' && albumId !== null && <ListingLine key={albumId} albumId={albumId} />}
          <SidecarQuestion />
        </div>
      </main>
      {infoOpen && showsPhotos(view) && (
        <aside className={styles.info} aria-label={t('shell.info')} data-region="info" tabIndex={-1}>
          <InfoPanel assetId={focus} />
        </aside>
      )}
      <div className={styles.tray} data-region="transfers" tabIndex={-1}>
        <TransferTray />
      </div>
      {viewerAssetId !== null && <Viewer />}
      <Dialogs />
      <SelectionKeys />
      <ShareKeys />
      <ImportSheet />
      <DropZone />
      <ImportNotices />
      <DownloadNotices />
      <IngestNotices />
      <ShareNotices />
      <RequestNotices />
    </div>
  );
}
