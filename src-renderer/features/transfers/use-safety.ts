/** What the newest receipts say of imports, kept up to the minute. */
import { useEffect } from 'react';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import { useIngestsStore } from '../../stores/ingests-store';
import { newestReceipt, useReceiptsStore } from '../../stores/receipts-store';
import { runIsOpen } from './groups';
import { type Safety, safetyOf } from './safety';
import { useNow } from './use-now';

const everyMs = 20_000;

/** In the order of `runs`. Receipts that are not known yet are asked for. */
export function useSafety(runs: readonly ImportRun[]): { safeties: Safety[]; nowMs: number } {
  const receipts = useReceiptsStore((state) => state.receipts);
  const loadFor = useReceiptsStore((state) => state.loadFor);
  const cardsSeenAtMs = useIngestsStore((state) => state.cardsSeenAtMs);
  const ticked = useNow(runs.length > 0 ? everyMs : null);
  const ended = runs
    .filter((run) => !runIsOpen(run))
    .map((run) => run.id)
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `ended` stands for `runs`
  useEffect(() => {
    // Without an answer the import counts as not checked, which is the careful thing to say.
    for (const run of runs) if (!runIsOpen(run)) loadFor(run.id).catch(() => undefined);
  }, [ended, loadFor]);
  const nowMs = Math.max(ticked, ...Object.values(receipts).map((receipt) => receipt.startedAtMs));
  return {
    safeties: runs.map((run) => safetyOf(run, newestReceipt(receipts, run.id), { nowMs, cardsSeenAtMs })),
    nowMs,
  };
}
