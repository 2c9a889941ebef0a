/** The only door by which events of the main process enter the stores. */
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { SelectionId, ShareId } from '../../src-shared/units';
import { onEvent } from '../bridge/client';
import { useAlbumsStore } from './albums-store';
import { useAssetsStore } from './assets-store';
import { useCacheStore } from './cache-store';
import { useConnectionsStore } from './connections-store';
import { useDialogsStore } from './dialogs-store';
import { useDownloadsStore } from './downloads-store';
import { useEditsStore } from './edits-store';
import { useGroupsStore } from './groups-store';
import { useImportRequestStore } from './import-request-store';
import { useImportsStore } from './imports-store';
import { useIngestsStore } from './ingests-store';
import { useJournalStore } from './journal-store';
import { useListingsStore } from './listings-store';
import { useNavigationStore } from './navigation-store';
import { useOutboxStore } from './outbox-store';
import { useReceiptsStore } from './receipts-store';
import { useReceivedStore } from './received-store';
import { useRequestsStore } from './requests-store';
import { useSelectionsStore } from './selections-store';
import { useSettingsStore } from './settings-store';
import { useSharesStore } from './shares-store';
import { useSignInStore } from './sign-in-store';
import { useSmartAlbumsStore } from './smart-albums-store';
import { useTransfersStore } from './transfers-store';
import { useUndoStore } from './undo-store';

/** Puts one event into the stores it concerns. */
export function applyEvent(event: AppEvent): void {
  switch (event.name) {
    case 'albums.changed': {
      useAlbumsStore.getState().applyChanged(event.payload);
      for (const id of event.payload.removedIds) {
        leaveAlbum(id);
        useListingsStore.getState().putAway(id);
      }
      break;
    }
    case 'albums.listing':
      useListingsStore.getState().applyListing(event.payload);
      break;
    case 'connections.changed':
      useConnectionsStore.getState().applyChanged(event.payload.connections);
      break;
    case 'assets.patched':
      useAssetsStore.getState().applyPatched(event.payload);
      break;
    case 'imports.changed':
      useImportsStore.getState().applyChanged(event.payload.run);
      break;
    case 'transfers.progressed':
      useTransfersStore.getState().applyProgressed(event.payload);
      break;
    case 'downloads.changed':
      useDownloadsStore.getState().applyChanged(event.payload);
      break;
    case 'receipts.changed':
      useReceiptsStore.getState().applyChanged(event.payload.receipt);
      break;
    case 'ingests.changed':
      useIngestsStore.getState().applyIngest(event.payload.ingest);
      break;
    case 'selections.changed':
      useSelectionsStore.getState().applyChanged(event.payload);
      for (const id of event.payload.membersOf) useAssetsStore.getState().selectionChanged(id);
      for (const id of event.payload.removedIds) leaveSelection(id);
      break;
    case 'shares.changed':
      useSharesStore.getState().applyChanged(event.payload);
      for (const id of event.payload.removedIds) leaveShare(id);
      break;
    case 'received.changed':
      useReceivedStore.getState().applyChanged(event.payload);
      break;
    case 'app.open-link':
      useDialogsStore.getState().open({ kind: 'received', act: { do: 'open', link: event.payload.link } });
      break;
    case 'requests.changed':
      useRequestsStore.getState().applyChanged(event.payload);
      break;
    case 'groups.changed':
      useGroupsStore.getState().applyChanged(event.payload);
      break;
    case 'outbox.changed':
      useOutboxStore.getState().applyChanged(event.payload);
      break;
    case 'signin.changed':
      useSignInStore.getState().applyChanged(event.payload);
      break;
    case 'cards.changed':
      useIngestsStore.getState().applyCards(event.payload.cards);
      break;
    case 'journal.added':
      useJournalStore.getState().applyAdded(event.payload.entry);
      break;
    case 'settings.changed':
      useSettingsStore.getState().applyChanged(event.payload);
      break;
    case 'edits.changed':
      useEditsStore.getState().applyChanged(event.payload);
      break;
    case 'smart.changed':
      useSmartAlbumsStore.getState().applyChanged(event.payload);
      break;
    case 'cache.changed':
      useCacheStore.getState().applyChanged(event.payload.kept);
      break;
    case 'undo.changed':
      useUndoStore.getState().applyChanged(event.payload);
      break;
    case 'app.open-paths':
      useImportRequestStore.getState().ask(event.payload.paths, null);
      break;
    case 'app.show-album':
      useNavigationStore.getState().openAlbum(event.payload.albumId);
      break;
  }
}

function leaveAlbum(id: Parameters<ReturnType<typeof useAssetsStore.getState>['close']>[0]): void {
  useAssetsStore.getState().close(id);
  const { albumId, view, go } = useNavigationStore.getState();
  if (albumId === id && view === 'album') go('albums');
}

function leaveSelection(id: SelectionId): void {
  const { scope, view, go } = useNavigationStore.getState();
  const isShown =
    (scope?.kind === 'selection' && scope.selectionId === id) ||
    (scope?.kind === 'comparison' && (scope.selectionId === id || scope.otherId === id));
  if (isShown && view === 'photos') go('albums');
}

function leaveShare(id: ShareId): void {
  const { shareId, view, go } = useNavigationStore.getState();
  if (shareId === id && view === 'share') go('shares');
}

/**
 * Listens first, then loads every snapshot, so that nothing falls between. Returns the disposer at once; `loaded` settles when all
 * snapshots are there (a failed one is in its own store).
 */
export function startEvents(): { dispose: () => void; loaded: Promise<void> } {
  const dispose = onEvent(applyEvent);
  const loaded = Promise.allSettled([
    useSettingsStore.getState().load(),
    useAlbumsStore.getState().load(),
    useReceivedStore.getState().load(),
    useConnectionsStore.getState().load(),
    useImportsStore.getState().load(),
    useTransfersStore.getState().load(),
    useDownloadsStore.getState().load(),
    useReceiptsStore.getState().load(),
    useIngestsStore.getState().load(),
    useSelectionsStore.getState().load(),
    useSharesStore.getState().load(),
    useRequestsStore.getState().load(),
    useGroupsStore.getState().load(),
    useOutboxStore.getState().load(),
    useOutboxStore.getState().loadAccount(),
    useSignInStore.getState().load(),
    useSmartAlbumsStore.getState().load(),
    useUndoStore.getState().load(),
    useCacheStore.getState().load(),
    useEditsStore.getState().load(),
  ]).then(() => undefined);
  return { dispose, loaded };
}
