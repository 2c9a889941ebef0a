/** `caos transfers list|show|pause|cancel|first|retry` */

import { AppError } from '../../src-shared/app-error';
import type { Transfer, TransferEvent, TransferState } from '../../src-shared/domain/transfer';
import { TransferState as States } from '../../src-shared/domain/transfer';
import { TransferId } from '../../src-shared/units';
import { type CommandWork, UsageError } from './command-context';
import { findAlbum } from './find-by-name';
import { allTransfers, failedFile, failedLines, followAll } from './follow-uploads';
import { type Column, count, formatBytes, formatTime, tableLines } from './format';

const columns: Array<Column<Transfer>> = [
  { title: 'ID', value: (transfer) => String(transfer.id), align: 'right' },
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

const eventColumns: Array<Column<TransferEvent>> = [
  { title: 'TIME', value: (event) => formatTime(event.atMs) },
  { title: 'STATE', value: (event) => event.state },
  { title: 'REASON', value: (event) => event.error?.message ?? '' },
];

/** The story of one transfer. */
export function showTransfer(id: string): CommandWork {
  return async ({ session, answer }) => {
    const events = await session.call('transfers.events', { id: transferIdOf(id) });
    answer(events, tableLines(eventColumns, events));
    return 0;
  };
}

/** All, or these. */
export function pauseTransfers(given: string[]): CommandWork {
  return async ({ session, answer }) => {
    const ids = given.map(transferIdOf);
    await session.call('transfers.pause', ids.length === 0 ? {} : { ids });
    answer({ ok: true }, [
      ids.length === 0 ? 'All uploads are paused. Go on with: caos transfers retry' : 'Paused.',
    ]);
    return 0;
  };
}

/** Files that are cancelled are not stored; what is stored already stays. */
export function cancelTransfers(ids: string[]): CommandWork {
  return async ({ session, answer }) => {
    await session.call('transfers.cancel', { ids: ids.map(transferIdOf) });
    answer({ ok: true }, ['Cancelled. What is stored stays where it is.']);
    return 0;
  };
}

export function putFirst(ids: string[], first: boolean): CommandWork {
  return async ({ session, answer }) => {
    await session.call('transfers.prioritize', { ids: ids.map(transferIdOf), first });
    answer({ ok: true }, [first ? 'They go first.' : 'They take their place again.']);
    return 0;
  };
}

function transferIdOf(text: string): TransferId {
  const parsed = TransferId.safeParse(Number(text));
  if (parsed.success) return parsed.data;
  throw new UsageError(`“${text}” is no id of a transfer. List them with: caos transfers list`);
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
