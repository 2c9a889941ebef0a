import { beforeEach, describe, expect, test } from 'vitest';
import { createNoteTaker, type Note, type NoteTaker, quitNote } from '../../../src-main/electron/note-taker';
import { noteWords } from '../../../src-main/electron/note-words';
import type { Download } from '../../../src-shared/domain/download';
import type { Mail } from '../../../src-shared/domain/mail';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { Share } from '../../../src-shared/domain/share';
import type { ImportRun, TransferSummary } from '../../../src-shared/domain/transfer';
import type { IngestId } from '../../../src-shared/units';
import { madeDownload, madeReceipt, madeRun, madeSummary } from '../transfers/made-up';

const words = noteWords('en', 'en-US');
let shown: Note[];
let taker: NoteTaker;
let later: Array<() => void>;
beforeEach(() => {
  shown = [];
  later = [];
  taker = createNoteTaker({
    words: () => words,
    albumTitle: async () => 'Ulsan',
    after: (_delayMs, act) => {
      later.push(act);
      return () => {
        later = later.filter((each) => each !== act);
      };
    },
    show: (note) => shown.push(note),
  });
});
const told = async (): Promise<string[]> => {
  await Promise.resolve();
  await Promise.resolve();
  return shown.map(({ title, body }) => `${title}: ${body}`);
};
const importIs = (change: Partial<ImportRun>): void =>
  taker.take({ name: 'imports.changed', payload: { run: madeRun(change) } });
const receiptIs = (change: Partial<Receipt>): void =>
  taker.take({ name: 'receipts.changed', payload: { receipt: madeReceipt(change) } });
const downloadIs = (change: Partial<Download>): void =>
  taker.take({ name: 'downloads.changed', payload: { downloads: [madeDownload(change)], removedIds: [] } });
const summaryIs = (change: Partial<TransferSummary>): void =>
  taker.take({
    name: 'transfers.progressed',
    payload: { summary: madeSummary(change), changed: [], removed: [] },
  });

describe('an import', () => {
  test('is told with the verdict of its receipt', async () => {
    importIs({ state: 'running', endedAtMs: null });
    importIs({});
    receiptIs({ state: 'checking', verdict: null });
    expect([await told(), later.length]).toEqual([[], 0]);
    receiptIs({});
    receiptIs({});
    expect(await told()).toEqual(['“Ulsan” is stored: 4 stored. Safe to format the card.']);
  });

  test('never as safe when its receipt does not say so', async () => {
    importIs({ state: 'running' });
    importIs({ storedCount: 0 });
    receiptIs({ verdict: { safe: false, doubts: [{ state: 'new-here', count: 1 }] } });
    expect(await told()).toEqual([
      '“Ulsan” is stored: Everything in it was stored before. Not yet safe to format the card: see Transfers.',
    ]);
  });

  test('is told without a verdict when no receipt is begun', async () => {
    importIs({ state: 'running' });
    importIs({});
    for (const act of later) act();
    receiptIs({});
    expect(await told()).toEqual(['“Ulsan” is stored: 4 stored.']);
  });

  test('that needs a person is told at once, one that was cancelled or over before is not', async () => {
    importIs({ state: 'running' });
    importIs({ failedCount: 2 });
    importIs({ state: 'running' });
    importIs({ state: 'failed' });
    importIs({ state: 'running' });
    importIs({ state: 'cancelled' });
    importIs({});
    expect(await told()).toEqual([
      '“Ulsan” needs your attention: 2 could not be stored. Open CAOS to see why.',
      '“Ulsan” needs your attention: The import stopped. Open CAOS to see why.',
    ]);
  });

  test('that was under way before the start is known', async () => {
    taker.begin({ imports: [madeRun({ state: 'running' })], downloads: [], ingests: [], shares: [] });
    importIs({ failedCount: 1 });
    expect((await told()).length).toBe(1);
  });

  test('of an ingest is told by the ingest, with its own receipt', async () => {
    const ingestId = 3 as IngestId;
    const ingest = {
      id: ingestId,
      name: 'EOS_DIGITAL',
      roots: [],
      options: { nameTemplate: null, firstSeq: 1, shoot: '', splitBy: 'none', shootGapHours: 6 },
      importIds: [],
      albumIds: [],
      startedAtMs: 0,
      endedAtMs: null,
      ejected: null,
      error: null,
    };
    const ingestIs = (state: string): void =>
      taker.take({ name: 'ingests.changed', payload: { ingest: { ...ingest, state } } } as never);
    ingestIs('checking');
    importIs({ state: 'running', ingestId });
    importIs({ ingestId });
    receiptIs({ ingestId });
    ingestIs('done');
    expect(await told()).toEqual(['“EOS_DIGITAL” is stored: Safe to format the card.']);
  });
});

test('downloads are told when they end or ask, once', async () => {
  downloadIs({});
  downloadIs({ state: 'asking', conflictCount: 3 });
  downloadIs({ state: 'asking', conflictCount: 3 });
  downloadIs({});
  downloadIs({ state: 'done' });
  downloadIs({ state: 'done' });
  downloadIs({ id: 2 as Download['id'], state: 'done' });
  expect(await told()).toEqual([
    '“Ulsan” needs your attention: Other files have the same names. Open CAOS to choose what should happen.',
    '“Ulsan” is downloaded: It is in /archive/Ulsan.',
  ]);
});

describe('a mail', () => {
  const mailIs = (change: Partial<Mail>): void =>
    taker.take({
      name: 'outbox.changed',
      payload: {
        mails: [{ id: 1, to: { email: 'mina@example.test', name: '' }, waitsFor: null, ...change } as Mail],
        removedIds: [],
      },
    });

  test('that did not go out, or may have, is told once; one that went is not', async () => {
    mailIs({ state: 'sending' });
    mailIs({ state: 'refused' });
    mailIs({ state: 'refused' });
    mailIs({ state: 'waiting' });
    mailIs({ state: 'unsure' });
    mailIs({ state: 'sending' });
    mailIs({ state: 'sent' });
    expect(await told()).toEqual([
      'The mail to mina@example.test did not go out: Open CAOS to see why.',
      'Did the mail to mina@example.test arrive?: The connection ended while it was sent. Open the Outbox to decide.',
    ]);
  });

  test('held back by the account is told once until it is mended', async () => {
    mailIs({ state: 'waiting', waitsFor: 'account' });
    mailIs({ state: 'waiting', waitsFor: 'account' });
    mailIs({ state: 'waiting' });
    mailIs({ state: 'waiting', waitsFor: 'account' });
    expect(await told()).toEqual(
      Array(2).fill('Mails cannot go out: The mail server refused the account. Check it in Settings.'),
    );
  });
});

test('what stops the queue is told once, until it is over', async () => {
  const trouble = { code: 'disk-full', message: '', retry: 'later' } as const;
  summaryIs({ trouble });
  summaryIs({ trouble });
  summaryIs({});
  summaryIs({ trouble: { ...trouble, code: 'io' } });
  expect(await told()).toEqual([
    'Transfers cannot go on: The disk of this computer is full. Free some space; they go on by themselves.',
    'Transfers cannot go on: Open CAOS to see why.',
  ]);
});

test('at the end only what would have gone on is told', () => {
  const open = madeSummary({ totalCount: 1284, storedCount: 312 });
  const paused = madeDownload({ state: 'paused' });
  const quit = (summary: TransferSummary | null, downloads: Download[] = []): string | null =>
    quitNote(summary, downloads, words)?.body ?? null;
  expect([
    quit(open),
    quit({ ...open, pausedAll: true }),
    quit({ ...open, pausedCount: 972 }),
    quit({ ...open, storedCount: 1284 }, [paused]),
    quit(null, [madeDownload()]),
    quit(null),
  ]).toEqual([
    '312 of 1,284 are stored. Not yet safe to format the card.',
    null,
    null,
    null,
    'What is downloaded stays; the rest follows.',
    null,
  ]);
});

test('both languages, as the system speaks', () => {
  expect([noteWords('system', 'ko-KR').safe, noteWords('en', 'ko-KR').safe]).toEqual([
    '카드를 포맷해도 안전합니다.',
    'Safe to format the card.',
  ]);
});

describe('a share', () => {
  const shareIs = (change: object, recipient: object = {}): Share =>
    ({
      id: 'share',
      title: 'Ulsan',
      state: 'live',
      recipients: [
        {
          id: 'mina',
          name: 'Mina',
          email: 'mina@example.test',
          openedCount: 0,
          pickedAtMs: null,
          pickedCount: 0,
          ...recipient,
        },
      ],
      ...change,
    }) as unknown as Share;
  const take = (share: Share): void =>
    taker.take({ name: 'shares.changed', payload: { shares: [share], removedIds: [] } });

  test('is told when it opens or stops, and what its guests do; not what was there before', async () => {
    taker.begin({ imports: [], downloads: [], ingests: [], shares: [shareIs({ state: 'uploading' })] });
    take(shareIs({}));
    take(shareIs({}, { openedCount: 1 }));
    take(shareIs({}, { openedCount: 2, pickedAtMs: 5, pickedCount: 1200 }));
    take(shareIs({}, { openedCount: 3, pickedAtMs: 5, pickedCount: 1200 }));
    take({ ...shareIs({ state: 'failed' }), id: 'another' as Share['id'] });
    take(shareIs({ state: 'failed' }, { openedCount: 3, pickedAtMs: 5, pickedCount: 1200 }));
    expect(await told()).toEqual([
      '“Ulsan” is open to its guests: Links and codes are on their way.',
      'Mina opened your share: Ulsan',
      'Mina sent a choice: 1,200: Ulsan',
      '“Ulsan” needs your attention: Open CAOS to see why.',
    ]);
  });
});
