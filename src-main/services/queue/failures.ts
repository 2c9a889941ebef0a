/** Decides what an error means for a row: it waits and goes on by itself, or it needs a person. */
import { AppError, fromWire, toWire } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';
import type { Core } from '../core';
import { planRetry } from '../retry-plan';
import type { ConnectionWaits } from './connection-waits';
import type { Moves } from './moves';

export type Failed = (
  job: TransferJob,
  lane: 'preparing' | 'uploading',
  reason: unknown,
  signal: AbortSignal,
) => void;

/** Of one trouble with one connection (a refused key fails thousands of files) so many are written down; the end of the import counts them all. */
const TOLD_OF_ONE_TROUBLE = 20;

export function createFailures(core: Core, moves: Moves, waits: ConnectionWaits): Failed {
  const told = new Map<string, number>();

  const writeDown = (job: TransferJob, error: AppError): void => {
    const trouble = `${job.importId} ${job.connectionId satisfies ConnectionId} ${error.code}`;
    const times = (told.get(trouble) ?? 0) + 1;
    told.set(trouble, times);
    if (times > TOLD_OF_ONE_TROUBLE) return;
    core.journal({
      type: 'transfer-failed',
      title: job.key.slice(job.key.lastIndexOf('/') + 1),
      albumId: job.albumId,
      connectionId: job.connectionId,
      importId: job.importId,
      transferId: job.id,
      error: toWire(error),
    });
  };

  return (job, lane, reason, signal) => {
    core.changes.sent(job.id, 0);
    const now = core.catalogue.transfers.job(job.id);
    if (!now) return; // its album was forgotten meanwhile
    if (signal.aborted) {
      // Whoever paused or cancelled it has moved the row already; at quitting and when all are paused it goes back in line.
      if (now.state === 'preparing') moves.move(job, 'discovered');
      else if (now.state === 'uploading' || now.state === 'verifying') moves.move(job, 'queued');
      return;
    }
    const error = reason instanceof AppError ? reason : fromWire(toWire(reason));
    core.log.warn('transfer-error', { transfer: job.id, lane, code: error.code, details: error.details });
    const plan =
      lane === 'uploading'
        ? waits.failed(job, error)
        : planRetry(error, job.attempts, 0, core.now(), core.random);
    if (plan.type === 'wait') {
      const { retryAtMs, attempts } = plan;
      moves.move(job, 'waiting', { error: toWire(error), retryAtMs, attempts });
      return;
    }
    moves.move(job, 'failed', { error: toWire(error), attempts: job.attempts + 1 });
    writeDown(job, error);
  };
}
