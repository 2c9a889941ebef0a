/** Which notes the system shows: when an import, an ingest or a download ended or needs a person. Knows nothing of Electron. */
import { type Download, downloadIsOpen } from '../../src-shared/domain/download';
import type { Ingest } from '../../src-shared/domain/ingest';
import type { Mail } from '../../src-shared/domain/mail';
import type { PhotoRequest } from '../../src-shared/domain/photo-request';
import type { Receipt } from '../../src-shared/domain/receipt';
import type { Share } from '../../src-shared/domain/share';
import { newsOf } from '../../src-shared/domain/share-news';
import type { ImportRun, TransferSummary } from '../../src-shared/domain/transfer';
import type { AppEvent } from '../../src-shared/ipc-contract';
import type { AlbumId, DownloadId, ImportId, IngestId, MailId, ShareId } from '../../src-shared/units';
import type { NoteWords } from './note-words';

export interface Note {
  title: string;
  body: string;
  /** Shown in the window when the note is clicked. */
  albumId: AlbumId | null;
}

/** An import is told of with its receipt; if none is begun within this time (ms), without. */
const receiptWithinMs = 15_000;

export interface NoteParts {
  words: () => NoteWords;
  albumTitle: (id: AlbumId) => Promise<string | null>;
  /** Runs `act` later; answers what takes it back. */
  after: (delayMs: number, act: () => void) => () => void;
  show: (note: Note) => void;
}

export interface NoteTaker {
  /** What was under way before anybody listened. */
  begin(open: {
    imports: readonly ImportRun[];
    downloads: readonly Download[];
    ingests: readonly Ingest[];
    shares: readonly Share[];
    requests?: readonly PhotoRequest[];
  }): void;
  take(event: AppEvent): void;
}

const isOpen = (run: ImportRun): boolean => run.state === 'scanning' || run.state === 'running';
const ingestIsOpen = (ingest: Ingest): boolean => !['done', 'failed', 'cancelled'].includes(ingest.state);

/** Tells only of ends that were seen coming: what was over at the start is no news. */
export function createNoteTaker(parts: NoteParts): NoteTaker {
  const imports = new Set<ImportId>();
  const downloads = new Map<DownloadId, Download['state']>();
  const ingests = new Set<IngestId>();
  const safeIngests = new Map<IngestId, boolean>();
  /** Ended well; their receipt is waited for. */
  const awaited = new Map<ImportId, { run: ImportRun; stop: () => void }>();
  const shares = new Map<ShareId, Share>();
  const requests = new Map<ShareId, PhotoRequest>();
  const openMails = new Set<MailId>();
  let mailHeld = false;
  let troubled = false;

  const tell = (albumId: AlbumId, note: (title: string) => Omit<Note, 'albumId'>): void => {
    void parts.albumTitle(albumId).then((title) => {
      if (title !== null) parts.show({ ...note(title), albumId });
    });
  };
  const tellStored = (run: ImportRun, safe: boolean | null): void => {
    const words = parts.words();
    const counts = run.storedCount > 0 ? words.storedCount(count(run.storedCount)) : words.nothingNew;
    const verdict = safe === null ? [] : [safe ? words.safe : words.notSafe];
    tell(run.albumId, (title) => ({ title: words.stored(title), body: [counts, ...verdict].join(' ') }));
  };

  const takeImport = (run: ImportRun): void => {
    if (isOpen(run)) {
      imports.add(run.id);
      awaited.get(run.id)?.stop();
      awaited.delete(run.id);
      return;
    }
    if (!imports.delete(run.id) || run.ingestId !== null || run.state === 'cancelled') return;
    const words = parts.words();
    if (run.state === 'failed' || run.failedCount > 0) {
      const body = run.state === 'failed' ? words.stopped : words.failedCount(count(run.failedCount));
      tell(run.albumId, (title) => ({ title: words.attention(title), body }));
      return;
    }
    const stop = parts.after(receiptWithinMs, () => {
      if (awaited.delete(run.id)) tellStored(run, null);
    });
    awaited.set(run.id, { run, stop });
  };

  const takeReceipt = (receipt: Receipt): void => {
    if (receipt.ingestId !== null) safeIngests.set(receipt.ingestId, receipt.verdict?.safe ?? false);
    for (const id of receipt.importIds) {
      const waiting = awaited.get(id);
      if (waiting === undefined) continue;
      waiting.stop();
      if (receipt.state === 'checking') continue;
      awaited.delete(id);
      tellStored(waiting.run, receipt.verdict?.safe ?? false);
    }
  };

  const takeIngest = (ingest: Ingest): void => {
    if (ingestIsOpen(ingest)) {
      ingests.add(ingest.id);
      return;
    }
    if (!ingests.delete(ingest.id) || ingest.state === 'cancelled') return;
    const words = parts.words();
    const albumId = ingest.albumIds[0] ?? null;
    const safe = safeIngests.get(ingest.id) ?? false;
    parts.show(
      ingest.state === 'failed'
        ? { title: words.attention(ingest.name), body: words.stopped, albumId }
        : { title: words.stored(ingest.name), body: safe ? words.safe : words.notSafe, albumId },
    );
  };

  const takeDownload = (download: Download): void => {
    const before = downloads.get(download.id);
    downloads.set(download.id, download.state);
    if (before === download.state || (before === undefined && !downloadIsOpen(download.state))) return;
    const words = parts.words();
    const note =
      download.state === 'done'
        ? { title: words.downloaded(download.title), body: words.downloadedTo(download.to) }
        : download.state === 'asking'
          ? {
              title: words.attention(download.title),
              body: words.decide,
            }
          : download.state === 'failed'
            ? {
                title: words.attention(download.title),
                body: words.notDownloaded(count(download.failedCount)),
              }
            : null;
    if (note !== null) parts.show({ ...note, albumId: download.albumId });
  };

  const takeSummary = (summary: TransferSummary): void => {
    const before = troubled;
    troubled = summary.trouble !== null;
    if (!troubled || before) return;
    const words = parts.words();
    const body = summary.trouble?.code === 'disk-full' ? words.diskFull : words.seeWhy;
    parts.show({ title: words.cannotGoOn, body, albumId: null });
  };

  const takeShare = (share: Share): void => {
    const before = shares.get(share.id);
    shares.set(share.id, share);
    if (before === undefined) return;
    const words = parts.words();
    for (const news of newsOf(before, share)) {
      if (news.kind === 'failed')
        parts.show({ title: words.attention(share.title), body: words.seeWhy, albumId: null });
      else if (news.kind === 'live')
        parts.show({ title: words.shareOpen(share.title), body: words.shareMails, albumId: null });
      else {
        const { name, email, pickedCount } = news.recipient;
        const who = name === '' ? email : name;
        const title =
          news.kind === 'opened' ? words.shareOpened(who) : words.sharePicked(who, count(pickedCount));
        parts.show({ title, body: share.title, albumId: null });
      }
    }
  };

  const takeRequest = (request: PhotoRequest): void => {
    const before = requests.get(request.id);
    requests.set(request.id, request);
    if (before === undefined) return;
    for (const { id, name, email, waitingCount } of request.people) {
      const more = waitingCount - (before.people.find((person) => person.id === id)?.waitingCount ?? 0);
      if (more > 0)
        parts.show({
          title: parts.words().photosArrived(name === '' ? email : name, count(more)),
          body: request.title,
          albumId: null,
        });
    }
  };

  const takeMails = (mails: readonly Mail[]): void => {
    const words = parts.words();
    const held = mails.some(({ waitsFor }) => waitsFor === 'account');
    if (held && !mailHeld)
      parts.show({ title: words.mailAccount, body: words.mailAccountWhy, albumId: null });
    if (mails.length > 0) mailHeld = held;
    for (const { id, state, to } of mails) {
      if (state === 'waiting' || state === 'sending') openMails.add(id);
      else if (openMails.delete(id) && state !== 'sent')
        parts.show(
          state === 'unsure'
            ? { title: words.mailUnsure(to.email), body: words.mailDecide, albumId: null }
            : { title: words.mailStopped(to.email), body: words.seeWhy, albumId: null },
        );
    }
  };

  return {
    begin(open) {
      for (const run of open.imports) if (isOpen(run)) imports.add(run.id);
      for (const request of open.requests ?? [])
        if (!requests.has(request.id)) requests.set(request.id, request);
      for (const share of open.shares) if (!shares.has(share.id)) shares.set(share.id, share);
      for (const ingest of open.ingests) if (ingestIsOpen(ingest)) ingests.add(ingest.id);
      for (const download of open.downloads)
        if (!downloads.has(download.id)) downloads.set(download.id, download.state);
    },
    take(event) {
      if (event.name === 'imports.changed') takeImport(event.payload.run);
      else if (event.name === 'receipts.changed') takeReceipt(event.payload.receipt);
      else if (event.name === 'ingests.changed') takeIngest(event.payload.ingest);
      else if (event.name === 'transfers.progressed') takeSummary(event.payload.summary);
      else if (event.name === 'shares.changed') {
        for (const share of event.payload.shares) takeShare(share);
        for (const id of event.payload.removedIds) shares.delete(id);
      } else if (event.name === 'requests.changed') {
        for (const request of event.payload.requests) takeRequest(request);
        for (const id of event.payload.removedIds) requests.delete(id);
      } else if (event.name === 'outbox.changed') {
        takeMails(event.payload.mails);
        for (const id of event.payload.removedIds) openMails.delete(id);
      } else if (event.name === 'downloads.changed') {
        for (const download of event.payload.downloads) takeDownload(download);
        for (const id of event.payload.removedIds) downloads.delete(id);
      }
    },
  };
}

/** What is said when the app ends while something moves; null: nothing does. */
export function quitNote(
  summary: TransferSummary | null,
  downloads: readonly Download[],
  words: NoteWords,
): Note | null {
  if (summary !== null && !summary.pausedAll) {
    const open =
      summary.totalCount -
      summary.storedCount -
      summary.failedCount -
      summary.cancelledCount -
      summary.pausedCount;
    if (open > 0)
      return {
        title: words.goesOn,
        body: words.soFar(count(summary.storedCount), count(summary.totalCount)),
        albumId: null,
      };
  }
  const moving = downloads.some(({ state }) => state === 'running' || state === 'waiting');
  return moving ? { title: words.goesOn, body: words.downloadsGoOn, albumId: null } : null;
}

const count = (number: number): string => number.toLocaleString('en');
