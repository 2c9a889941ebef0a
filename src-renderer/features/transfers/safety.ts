/** Whether the card of an import may be formatted: only what a fresh receipt says, and never more. */
import type { TFunction } from 'i18next';
import type { Receipt, ReceiptDoubt } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { formatAgo, formatCount, formatList } from '../../ui/format';
import { ageOf, type MomentFacts } from '../receipts/receipt-rules';

type Doubt =
  | { why: 'scanning' | 'stopped' | 'unchecked' | 'check-failed' | 'nothing' }
  | { why: 'unfinished' | 'failed' | 'cancelled'; count: number }
  | { why: 'checking'; checked: number; total: number }
  | { why: 'stale'; atMs: number }
  | ({ why: 'receipt' } & ReceiptDoubt);

export type Safety = { safe: true; atMs: number } | { safe: false; doubts: Doubt[] };

/** `receipt`: the newest one of this import. */
export function safetyOf(run: ImportRun, receipt: Receipt | null, facts: MomentFacts): Safety {
  const not = (...doubts: Doubt[]): Safety => ({ safe: false, doubts });
  if (run.state === 'scanning') return not({ why: 'scanning' });
  if (run.state === 'running')
    return not({ why: 'unfinished', count: Math.max(1, openOf(run)) }, ...lostOf(run));
  const age = receipt && ageOf(receipt, { ...facts, runs: { [run.id]: run } });
  if (receipt === null || age === 'went-on') return not(...withoutReceipt(run));
  if (receipt.state === 'checking')
    return not({ why: 'checking', checked: receipt.checkedCount, total: receipt.fileCount });
  if (receipt.verdict === null || receipt.state !== 'done') return not({ why: 'check-failed' });
  if (!receipt.verdict.safe)
    return not(...receipt.verdict.doubts.map((doubt) => ({ why: 'receipt' as const, ...doubt })));
  if (run.state !== 'done') return not({ why: 'stopped' });
  const atMs = receipt.startedAtMs;
  return age !== null ? not({ why: 'stale', atMs }) : { safe: true, atMs };
}

const openOf = (run: ImportRun): number =>
  run.foundCount - run.storedCount - run.failedCount - run.cancelledCount;

function lostOf(run: ImportRun): Doubt[] {
  return [
    ...(run.failedCount > 0 ? [{ why: 'failed' as const, count: run.failedCount }] : []),
    ...(run.cancelledCount > 0 ? [{ why: 'cancelled' as const, count: run.cancelledCount }] : []),
  ];
}

function withoutReceipt(run: ImportRun): Doubt[] {
  const lost = lostOf(run);
  if (run.state === 'failed') return [{ why: 'stopped' }, ...lost];
  if (lost.length > 0) return lost;
  return [{ why: run.state === 'cancelled' ? 'stopped' : 'unchecked' }];
}

/** Of several imports that ran together: safe only when each is; else everything that speaks against it. */
export function safetyOfAll(all: readonly Safety[]): Safety | null {
  const first = all[0];
  if (first === undefined) return null;
  const doubts = all.flatMap((safety) => (safety.safe ? [] : safety.doubts));
  if (doubts.length > 0) return { safe: false, doubts };
  return { safe: true, atMs: Math.min(...all.map((safety) => (safety.safe ? safety.atMs : 0))) };
}

/** One of the two sentences: `Safe to format the card`, `Not yet: 2 failed and 1 cancelled`. */
export function safetyWords(safety: Safety, t: TFunction, locale: string, nowMs: number): string {
  if (safety.safe) return t('transfers.safety.safe');
  const parts = safety.doubts.map((doubt) => doubtWords(doubt, t, locale, nowMs));
  return t('transfers.safety.notYet', { parts: formatList([...new Set(parts)], locale) });
}

export const agoWords = (atMs: number, nowMs: number, t: TFunction, locale: string): string =>
  formatAgo(atMs, nowMs, locale) ?? t('transfers.safety.justNow');

function doubtWords(doubt: Doubt, t: TFunction, locale: string, nowMs: number): string {
  const counted = (count: number) => ({ count, n: formatCount(count, locale) });
  switch (doubt.why) {
    case 'scanning':
    case 'stopped':
    case 'unchecked':
    case 'nothing':
      return t(`transfers.safety.${doubt.why}`);
    case 'check-failed':
      return t('transfers.safety.checkFailed');
    case 'unfinished':
      return t('transfers.safety.unfinished', counted(doubt.count));
    case 'failed':
    case 'cancelled':
      return t(`transfers.line.${doubt.why}`, counted(doubt.count));
    case 'checking':
      return t('transfers.safety.checking', {
        checked: formatCount(doubt.checked, locale),
        total: formatCount(doubt.total, locale),
      });
    case 'stale':
      return t('transfers.safety.stale', { ago: agoWords(doubt.atMs, nowMs, t, locale) });
    case 'receipt':
      return t(`transfers.safety.doubt.${doubt.state}`, counted(doubt.count));
  }
}
