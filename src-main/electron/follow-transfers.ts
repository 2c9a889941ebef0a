/** Brings transfers to the system and checks what ended: notes, the icon's progress and badge, and a last word when the app ends while something moves. */
import { app, type BrowserWindow } from 'electron';
import type { Download } from '../../src-shared/domain/download';
import type { Ingest } from '../../src-shared/domain/ingest';
import type { PhotoRequest } from '../../src-shared/domain/photo-request';
import type { Share } from '../../src-shared/domain/share';
import type { ImportRun, TransferSummary } from '../../src-shared/domain/transfer';
import type { CommandInput, CommandName, CommandOutput, Settings } from '../../src-shared/ipc-contract';
import type { AlbumId } from '../../src-shared/units';
import type { CaosApp } from '../app';
import { createImportChecker } from './check-imports';
import { createNoteTaker, type Note, quitNote } from './note-taker';
import type { NoteWords } from './note-words';
import { showNote } from './notifications';
import { createTaskbarIcon } from './taskbar';

export interface FollowedTransfers {
  /** A window came or got the focus. */
  seen(): void;
  /** The app is about to end. */
  quitting(): void;
}

/** Goes on until the process ends. */
export async function followTransfers(
  caos: CaosApp,
  parts: {
    currentWindow: () => BrowserWindow | null;
    words: () => NoteWords;
    showAlbum: (albumId: AlbumId) => void;
    showWindow: () => void;
  },
): Promise<FollowedTransfers> {
  let summary: TransferSummary | null = null;
  let notify = true;
  const downloads = new Map<Download['id'], Download>();
  const isWatched = (): boolean => parts.currentWindow()?.isFocused() ?? false;
  const show = (note: Note): void =>
    showNote(note, () => {
      parts.showWindow();
      if (note.albumId !== null) parts.showAlbum(note.albumId);
    });
  const notes = createNoteTaker({
    words: parts.words,
    albumTitle: async (id) => (await ask(caos, 'albums.get', { id }))?.title ?? null,
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
    show: (note) => {
      if (notify && !isWatched()) show(note);
    },
  });
  const checker = createImportChecker((importId) => void ask(caos, 'receipts.make', { importId }));
  const icon = createTaskbarIcon({
    setProgress: ({ value, mode }) => {
      const window = parts.currentWindow();
      if (window && !window.isDestroyed()) window.setProgressBar(value, { mode });
    },
    setBadge: (count) => void app.setBadgeCount(count),
  });
  const draw = (): void => {
    icon.show(summary, [...downloads.values()]);
    if (isWatched()) icon.seen();
  };
  const takeSettings = (settings: Settings | null): void => {
    notify = settings?.notifyWhenDone ?? true;
  };

  caos.onEvent((event) => {
    notes.take(event);
    checker.take(event);
    if (event.name === 'settings.changed') takeSettings(event.payload);
    else if (event.name === 'transfers.progressed') summary = event.payload.summary;
    else if (event.name === 'downloads.changed') {
      for (const download of event.payload.downloads) downloads.set(download.id, download);
      for (const id of event.payload.removedIds) downloads.delete(id);
    } else return;
    draw();
  });
  const open: {
    imports: ImportRun[];
    downloads: Download[];
    ingests: Ingest[];
    shares: Share[];
    requests: PhotoRequest[];
  } = {
    imports: (await ask(caos, 'imports.list', {})) ?? [],
    downloads: (await ask(caos, 'downloads.list', {})) ?? [],
    ingests: (await ask(caos, 'ingests.list', {})) ?? [],
    shares: (await ask(caos, 'shares.list', {})) ?? [],
    requests: (await ask(caos, 'requests.list', {})) ?? [],
  };
  notes.begin(open);
  checker.begin(open.imports);
  for (const download of open.downloads)
    if (!downloads.has(download.id)) downloads.set(download.id, download);
  takeSettings(await ask(caos, 'settings.get', {}));
  summary ??= await ask(caos, 'transfers.summary', {});
  draw();
  // What went wrong before this start was told of then.
  icon.seen();

  return {
    seen: () => icon.seen(),
    quitting() {
      const note = notify ? quitNote(summary, [...downloads.values()], parts.words()) : null;
      if (note !== null) show(note);
    },
  };
}

/** null when it fails: the system is then told less, and the window says why. */
async function ask<N extends CommandName>(
  caos: CaosApp,
  name: N,
  input: CommandInput<N>,
): Promise<CommandOutput<N> | null> {
  const answer = await caos.api.call(name, input);
  return answer.ok ? (answer.value as CommandOutput<N>) : null;
}
