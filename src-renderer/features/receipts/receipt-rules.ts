/** How far a receipt may be believed now, and what can be done about each doubt. Pure. */
import type { Receipt, ReceiptDoubt, ReceiptFileState } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';

/** A receipt speaks of the moment it was made: cards are used again, and what was true an hour ago is asked again in seconds. */
const freshForMs = 60 * 60_000;

export interface MomentFacts {
  nowMs: number;
  /** When each card that is plugged in now was first seen, by path. */
  cardsSeenAtMs: Readonly<Record<string, number>>;
}
export interface AgeFacts extends MomentFacts {
  /** Imports that are known here. */
  runs: Readonly<Record<number, ImportRun>>;
}

/** Why a receipt that is done no longer speaks of the present; null: it does. */
export type Age = 'went-on' | 'card-came-back' | 'old' | null;

/** What time alone has done to it: its card was away and came back since, or it is old. A clock that was set back makes nothing fresh. */
function timeToll(receipt: Receipt, { nowMs, cardsSeenAtMs }: MomentFacts): Exclude<Age, 'went-on'> {
  const since = receipt.startedAtMs;
  const cameBack = Object.entries(cardsSeenAtMs).some(
    ([card, seenAtMs]) => seenAtMs > since && receipt.roots.some((root) => liesIn(card, root)),
  );
  if (cameBack) return 'card-came-back';
  return Math.abs(nowMs - since) > freshForMs ? 'old' : null;
}

/** One of its imports stored more since it was made. */
function wentOn(receipt: Receipt, { endedAtMs }: ImportRun): boolean {
  // What is still under way cannot be safe; a "not yet" of it is true all the same.
  return endedAtMs === null ? receipt.verdict?.safe === true : endedAtMs > receipt.startedAtMs;
}

/** The one rule of how long a receipt may be believed: everything that shows a verdict asks here. */
export function ageOf(receipt: Receipt, { runs, ...moment }: AgeFacts): Age {
  const known = receipt.importIds.flatMap((id) => runs[id] ?? []);
  return known.some((run) => wentOn(receipt, run)) ? 'went-on' : timeToll(receipt, moment);
}

function liesIn(folder: string, path: string): boolean {
  const base = folder.replace(/[/\\]+$/, '');
  return path === folder || path === base || path.startsWith(`${base}/`) || path.startsWith(`${base}\\`);
}

/** The newest one that speaks of all these imports; a cancelled one says nothing. */
export function newestCovering(receipts: readonly Receipt[], runs: readonly ImportRun[]): Receipt | null {
  const covering = receipts.filter(
    (receipt) => receipt.state !== 'cancelled' && runs.every((run) => receipt.importIds.includes(run.id)),
  );
  return covering.reduce<Receipt | null>(
    (best, receipt) => (best === null || receipt.id > best.id ? receipt : best),
    null,
  );
}

export type DoubtState = ReceiptDoubt['state'];
export type Remedy = 'retry' | 'check' | 'read-back' | 'import-again';

/** Of the imports that the receipt is about. */
export interface Standing {
  open: number;
  failed: number;
}
export function standingOf(runs: readonly ImportRun[]): Standing {
  const open = runs.reduce(
    (sum, run) =>
      sum +
      (run.state === 'scanning' || run.state === 'running'
        ? Math.max(1, run.foundCount - run.storedCount - run.failedCount - run.cancelledCount)
        : 0),
    0,
  );
  return { open, failed: runs.reduce((sum, run) => sum + run.failedCount + run.cancelledCount, 0) };
}

/** What to say is to be done now (words `receipts.now`), and by which button. */
export function remedyOf(
  doubt: DoubtState,
  standing: Standing,
): { words: DoubtState | 'not-stored-moving' | 'not-stored-failed'; act: Remedy | null } {
  switch (doubt) {
    case 'not-stored':
      if (standing.failed > 0) return { words: 'not-stored-failed', act: 'retry' };
      if (standing.open > 0) return { words: 'not-stored-moving', act: null };
      return { words: doubt, act: 'import-again' };
    case 'unproven':
      return { words: doubt, act: 'read-back' };
    case 'unanswered':
    case 'source-gone':
      return { words: doubt, act: 'check' };
    case 'unsupported':
      return { words: doubt, act: 'check' };
    case 'unreadable':
    case 'nothing-found':
      return { words: doubt, act: null };
    default:
      return { words: doubt, act: 'import-again' };
  }
}

/** What the list can be narrowed to, and the states that each stands for. */
export const filters = {
  all: undefined,
  doubt: ['lost', 'differs', 'not-stored', 'unanswered', 'unproven', 'changed-here', 'new-here'],
  confirmed: ['confirmed'],
  skipped: ['skipped'],
  lost: ['lost'],
  differs: ['differs'],
  'not-stored': ['not-stored'],
  unanswered: ['unanswered'],
  unproven: ['unproven'],
  'changed-here': ['changed-here'],
  'new-here': ['new-here'],
} as const satisfies Record<string, readonly ReceiptFileState[] | undefined>;
export type Filter = keyof typeof filters;

/** Where the files of a doubt are found; null: it speaks of none. */
export function filterOfDoubt(doubt: DoubtState): Filter | null {
  // Left out, and not harmlessly: they stand with what is not stored.
  if (doubt === 'unreadable' || doubt === 'unsupported') return 'not-stored';
  return doubt === 'nothing-found' || doubt === 'not-looked-through' || doubt === 'source-gone'
    ? null
    : doubt;
}

/** Filters worth offering for this receipt. */
export function filtersFor(receipt: Receipt): Filter[] {
  const doubts = new Set((receipt.verdict?.doubts ?? []).flatMap(({ state }) => filterOfDoubt(state) ?? []));
  const offered = new Set<Filter>(['all']);
  if (doubts.size > 1) offered.add('doubt');
  for (const filter of doubts) offered.add(filter);
  if (receipt.confirmedCount > 0) offered.add('confirmed');
  if (receipt.skippedCount > 0) offered.add('skipped');
  return [...offered];
}

/** A file name for a saved receipt: no character that a file system refuses, and not too long for any. */
export function fileNameOf(words: string, extension: string): string {
  const plain = words
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be in a name
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+|[. ]+$/g, '');
  return `${[...plain].slice(0, 80).join('').trim() || 'CAOS'}.${extension}`;
}
