/** Types of the handlers: one per command, typed by the contract. */
import type { CommandArgs, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import type { AlbumLister } from '../services/album-lister';
import type { Core } from '../services/core';
import type { DiagnoseFacts } from '../services/diagnose';
import type { Downloads } from '../services/downloads/open-downloads';
import type { ThumbFetcher } from '../services/fetch-thumbs';
import type { AccountPlaces } from '../services/find-accounts/find-accounts';
import type { Gateway } from '../services/gateway';
import type { ImportRunner } from '../services/import-folder';
import type { CameraCards } from '../services/ingest/camera-cards';
import type { IngestRunner } from '../services/ingest/ingest-runner';
import type { CacheKeeper } from '../services/library/cache-keeper';
import type { DuplicateSearch } from '../services/library/duplicates';
import type { WordIndexer } from '../services/library/index-words';
import type { OfflineKeeper } from '../services/library/keep-offline';
import type { Originals } from '../services/library/originals';
import type { PhotoFinder } from '../services/library/photo-lists';
import type { Selections } from '../services/library/selections';
import type { Sidecars } from '../services/library/sidecars';
import type { Trash } from '../services/library/trash';
import type { UndoHistory } from '../services/library/undo';
import type { Outbox } from '../services/mail/outbox';
import type { SignIn } from '../services/mail/sign-in';
import type { Probes } from '../services/probe-connection';
import type { Receipts } from '../services/receipts/receipts';
import type { ReceivedShares } from '../services/received/received';
import type { PhotoRequests } from '../services/request/requests';
import type { Shares } from '../services/share/shares';
import type { StandingShares } from '../services/share/standing/standing-shares';
import type { TransferQueue } from '../services/transfer-queue';
import type { DerivativeWriter } from '../services/write-derivatives';

export interface ApiContext {
  core: Core;
  queue: TransferQueue;
  imports: ImportRunner;
  ingests: IngestRunner;
  cards: CameraCards;
  receipts: Receipts;
  downloads: Downloads;
  thumbs: ThumbFetcher;
  /** Answers about all photos. */
  finder: PhotoFinder;
  words: WordIndexer;
  undo: UndoHistory;
  originals: Originals;
  sidecars: Sidecars;
  selections: Selections;
  shares: Shares;
  received: ReceivedShares;
  requests: PhotoRequests;
  standing: StandingShares;
  trash: Trash;
  duplicates: DuplicateSearch;
  offline: OfflineKeeper;
  cacheKeeper: CacheKeeper;
  lister: AlbumLister;
  derivatives: DerivativeWriter;
  probes: Probes;
  gateway: Gateway;
  outbox: Outbox;
  signIn: SignIn;
  /** Where other programs keep their accounts. */
  accountPlaces: AccountPlaces;
  facts: DiagnoseFacts;
  samplesFolder: string;
  /** Fonts for documents. */
  fontsFolder: string;
  /** Ends with the app. */
  signal: AbortSignal;
}

export type Handler<N extends CommandName> = (
  args: CommandArgs<N>,
) => CommandOutput<N> | Promise<CommandOutput<N>>;
export type Handlers = { [N in CommandName]: Handler<N> };
/** The handlers of one namespace, e.g. `albums`. */
export type HandlersOf<S extends string> = Pick<Handlers, Extract<CommandName, `${S}.${string}`>>;
