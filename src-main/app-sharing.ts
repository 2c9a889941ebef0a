/** What goes to other people and comes from them: mails, sign-in, shares, photo requests, galleries of groups, shares received. */
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailLanguage } from '../src-shared/domain/mail';
import type { Settings } from '../src-shared/ipc-contract';
import type { AppPaths } from './app-paths';
import type { AlbumLister } from './services/album-lister';
import { deleteAlbum } from './services/albums';
import type { Core } from './services/core';
import type { Gateway } from './services/gateway';
import type { ImportRunner } from './services/import-folder';
import type { Selections } from './services/library/selections';
import type { UndoHistory } from './services/library/undo';
import { createOutbox } from './services/mail/outbox';
import { createSignIn } from './services/mail/sign-in';
import { createKeptCopies } from './services/received/kept-copy';
import { createReceivedShares } from './services/received/received';
import { openingApart } from './services/request/desk';
import { createRequests } from './services/request/requests';
import { primitivesOf, type ShareDesk } from './services/share/desk';
import { createShareSecrets } from './services/share/secrets';
import { createShares } from './services/share/shares';
import { createStandingShares } from './services/share/standing/standing-shares';
import type { TransferQueue } from './services/transfer-queue';
import { createHttpClient } from './storage/http-client';

export function createSharing(
  core: Core,
  given: {
    paths: AppPaths;
    gateway: Gateway;
    queue: TransferQueue;
    imports: ImportRunner;
    lister: AlbumLister;
    selections: Selections;
    undo: UndoHistory;
  },
) {
  const { paths, gateway, queue, imports, lister, selections, undo } = given;
  const { catalogue, vault } = core;
  const outbox = createOutbox(core);
  const signIn = createSignIn(core, {
    outbox,
    language: () => mailLanguage(catalogue.settings.get().language),
  });
  const primitives = primitivesOf(core);
  // One for all: its changes of the vault wait for each other.
  const shareSecrets = createShareSecrets(vault, primitives);
  const shareDesk: ShareDesk = {
    core,
    primitives,
    secrets: shareSecrets,
    outbox,
    selections,
    undo,
    mayUpload: () => queue.mayUpload(),
    gatewayReach: () => gateway.status().reach,
    pageTemplate: () => readFile(paths.guestPage, 'utf8'),
    fontPath: join(paths.fonts, 'Pretendard-Bold.otf'),
    stagingRoot: join(paths.profile, 'cache', 'shares'),
  };
  const shares = createShares(shareDesk);
  const standing = createStandingShares(shareDesk, shares);
  const received = createReceivedShares(
    {
      core,
      primitives,
      copies: createKeptCopies(join(paths.profile, 'received'), vault, primitives),
      http: createHttpClient(undefined),
      lister,
    },
    async ({ albumId }) => {
      await deleteAlbum(core, albumId, { objects: false, cancelTransfers: () => lister.cancel(albumId) });
    },
  );
  const requests = createRequests({
    core,
    primitives: openingApart(primitives),
    secrets: shareSecrets,
    outbox,
    pageTemplate: () => readFile(paths.guestPage, 'utf8'),
    imports,
    arrivalsRoot: join(paths.profile, 'arrivals'),
    thumbsRoot: join(paths.profile, 'cache', 'arrivals'),
    freeBytes: async (path) => {
      const disk = await statfs(path);
      return disk.bavail * disk.bsize;
    },
  });
  return { outbox, signIn, shares, standing, received, requests };
}

/** Of mails, where nobody chose one. */
const mailLanguage = (setting: Settings['language']): MailLanguage =>
  setting === 'system'
    ? Intl.DateTimeFormat().resolvedOptions().locale.startsWith('ko')
      ? 'ko'
      : 'en'
    : setting;
