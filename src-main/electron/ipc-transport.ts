/** Commands from the page to the api and events back: checks who asks, adds nothing else. */
import { isAbsolute } from 'node:path';
import {
  type BrowserWindow,
  dialog,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  ipcMain,
  shell,
} from 'electron';
import { z } from 'zod';
import { AppError, toWire } from '../../src-shared/app-error';
import type { AppEvent, CallResult } from '../../src-shared/ipc-contract';
import { type AlbumId, AssetId } from '../../src-shared/units';
import type { CaosApp } from '../app';
import { isPageUrl } from './addresses';
import { channels } from './channels';
import { dragFiles } from './drag-files';
import { fileNameOf } from './file-name';

export interface Transport {
  /** Pushes an event to the page. */
  send(event: AppEvent): void;
  /** Offers paths to the page, as soon as it listens. */
  openPaths(paths: string[]): void;
  /** Shows an album, as soon as the page listens. */
  showAlbum(albumId: AlbumId): void;
  /** Offers a link of a share to the page, as soon as it listens. */
  openLink(link: string): void;
  /** Forgets that the page listened: it is being loaded again. */
  pageGone(): void;
}

/** The message comes from our own page in that window, not from a frame in it or from anything else that was loaded there. */
export function isPageOf(window: BrowserWindow | null, event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return (
    window !== null && event.sender === window.webContents && frame?.parent === null && isPageUrl(frame.url)
  );
}

/** Serves the page of whatever window `currentWindow` answers; commands wait until `app` is there. */
export function openTransport(app: Promise<CaosApp>, currentWindow: () => BrowserWindow | null): Transport {
  let listening = false;
  let waitingPaths: string[] = [];
  let waitingAlbumId: AlbumId | null = null;
  let waitingLink: string | null = null;

  const isOurPage = (event: IpcMainEvent | IpcMainInvokeEvent): boolean => isPageOf(currentWindow(), event);
  const send = (event: AppEvent): void => {
    const window = currentWindow();
    if (window && !window.isDestroyed()) window.webContents.send(channels.event, event);
  };
  /** A native dialog or the file manager: only for our own page. */
  const handleNative = <T>(
    channel: string,
    act: (window: BrowserWindow, argument: unknown) => Promise<T>,
  ): void => {
    ipcMain.handle(channel, async (event, argument: unknown) => {
      const window = currentWindow();
      if (!window || !isOurPage(event)) throw new Error('Only the app window may ask this.');
      return act(window, argument);
    });
  };

  ipcMain.handle(
    channels.call,
    async (event, name: unknown, input: unknown): Promise<CallResult<unknown>> => {
      try {
        if (!isOurPage(event))
          throw new AppError('access-denied', 'Only the app window may send commands.', { retry: 'never' });
        return await (await app).api.call(String(name), input);
      } catch (error) {
        return { ok: false, error: toWire(error) };
      }
    },
  );
  ipcMain.on(channels.listening, (event) => {
    if (!isOurPage(event)) return;
    listening = true;
    const paths = waitingPaths;
    waitingPaths = [];
    if (paths.length > 0) send({ name: 'app.open-paths', payload: { paths } });
    if (waitingAlbumId !== null) send({ name: 'app.show-album', payload: { albumId: waitingAlbumId } });
    waitingAlbumId = null;
    if (waitingLink !== null) send({ name: 'app.open-link', payload: { link: waitingLink } });
    waitingLink = null;
  });
  handleNative(channels.pickPaths, async (window) => {
    // Only macOS has one dialog for files and folders; elsewhere folders it is (files come by drag or from their folder).
    const properties: Array<'openFile' | 'openDirectory' | 'multiSelections'> =
      process.platform === 'darwin'
        ? ['openFile', 'openDirectory', 'multiSelections']
        : ['openDirectory', 'multiSelections'];
    const picked = await dialog.showOpenDialog(window, { properties });
    return picked.canceled ? [] : picked.filePaths;
  });
  handleNative(channels.pickFolder, async (window) => {
    const picked = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] });
    return picked.canceled ? null : (picked.filePaths[0] ?? null);
  });
  handleNative(channels.pickSavePath, async (window, suggestedName) => {
    const name = typeof suggestedName === 'string' ? fileNameOf(suggestedName) : '';
    const picked = await dialog.showSaveDialog(window, {
      ...(name !== '' && { defaultPath: name }),
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    });
    return picked.canceled || picked.filePath === '' ? null : picked.filePath;
  });
  handleNative(channels.revealPath, async (_window, path) => {
    if (typeof path === 'string' && isAbsolute(path)) shell.showItemInFolder(path);
  });

  handleNative(channels.dragOut, async (window, given) => {
    const ids = z.array(AssetId).min(1).max(500).safeParse(given);
    if (!ids.success) return false;
    return (await app).originalFiles(ids.data).then(
      (files) => dragFiles(window, files),
      () => false, // one is gone since it was looked for
    );
  });

  return {
    send,
    openPaths(paths) {
      if (paths.length === 0) return;
      if (listening) send({ name: 'app.open-paths', payload: { paths } });
      else waitingPaths.push(...paths);
    },
    showAlbum(albumId) {
      if (listening) send({ name: 'app.show-album', payload: { albumId } });
      else waitingAlbumId = albumId;
    },
    openLink(link) {
      if (listening) send({ name: 'app.open-link', payload: { link } });
      else waitingLink = link;
    },
    pageGone() {
      listening = false;
    },
  };
}
