/** `caos transfers list|retry` */

import { AppError } from '../../src-shared/app-error';
import type { Transfer, TransferState } from '../../src-shared/domain/transfer';
import { TransferState as States } from '../../src-shared/domain/transfer';
import { type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { allTransfers, failedFile, failedLines, followAll } from './follow-uploads';
import { type Column, count, formatBytes, tableLines } from './format';

const columns: Array<Column<Transfer>> = [
  { title: 'FILE', value: (transfer) => transfer.fileName },
  { title: 'STATE', value: (transfer) => transfer.state },
  { title: 'SENT', value: (transfer) => formatBytes(transfer.sentBytes), align: 'right' },
  { title: 'SIZE', value: (transfer) => formatBytes(transfer.sizeBytes), align: 'right' },
  { title: 'REASON', value: (transfer) => transfer.error?.message ?? '' },
];

export function listTransfers(options: { album?: string; state?: string }): CommandWork {
  return async ({ session, answer }) => {
    const state = options.state === undefined ? null : transferState(options.state);
    const album = options.album === undefined ? null : await findAlbum(session, options.album);
    const transfers = await allTransfers(session, {
      ...(state && { states: [state] }),
      ...(album && { albumId: album.id }),
    });
    answer(transfers, transfers.length === 0 ? ['No transfers.'] : tableLines(columns, transfers));
    return 0;
  };
}

function transferState(given: string): TransferState {
  const parsed = States.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new UsageError(`“${given}” is no state of a transfer. Use one of: ${States.options.join(', ')}`);
}

/** Goes on with everything that is unfinished, paused or failed, and waits for it. */
export const retryTransfers: CommandWork = async (context) => {
  const { session, answer } = context;
  const before = await session.call('transfers.list', { states: ['stored'], limit: 1 });
  await session.call('transfers.resume', {});
  const { retried } = await session.call('transfers.retry', {});
  await followAll(context).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'cancelled' || session.isForwarded()) throw error;
    throw new AppError(
      'cancelled',
      'Paused. What is stored is safe and nothing is lost. To go on, type: caos transfers retry',
    );
  });
  const after = await session.call('transfers.list', { states: ['stored'], limit: 1 });
  const failed = (await allTransfers(session, { states: ['failed'] })).map(failedFile);
  const storedCount = after.total - before.total;
  const ok = failed.length === 0;
  const told = ok
    ? `${count(storedCount, 'file')} stored; nothing is waiting.`
    : `${count(storedCount, 'file')} stored.`;
  answer({ ok, retriedCount: retried, storedCount, failed }, [told, ...failedLines(failed)]);
  return ok ? 0 : 1;
};
