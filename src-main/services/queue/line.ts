/** How many files wait for the link, without those whose connection does not answer: they must not hold up the others. */
import type { TransferState } from '../../../src-shared/domain/transfer';
import type { ConnectionId } from '../../../src-shared/units';
import type { TransferTable } from '../../catalogue/catalogue';

/** Of these connections, and of all others. */
export function countBlocked(
  transfers: TransferTable,
  state: TransferState,
  blocked: ReadonlySet<ConnectionId>,
): { blocked: number; others: number } {
  const counts = { blocked: 0, others: 0 };
  for (const [id, count] of transfers.countByConnection(state))
    counts[blocked.has(id) ? 'blocked' : 'others'] += count;
  return counts;
}
