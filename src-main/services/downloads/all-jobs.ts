/** Every file of a download, in order, without holding the main thread. */
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError } from '../../../src-shared/app-error';
import type { Download } from '../../../src-shared/domain/download';
import type { DownloadJob, DownloadTable } from '../../catalogue/catalogue';

/** Rows read between two breaths of the main thread: about 10 ms. */
const ROWS_PER_SLICE = 200;

/** Rejects with `cancelled` when the signal fires. */
export async function* allJobs(
  downloads: DownloadTable,
  { id, fileCount }: Pick<Download, 'id' | 'fileCount'>,
  signal: AbortSignal,
): AsyncGenerator<DownloadJob> {
  for (let number = 1; number <= fileCount; number += 1) {
    if (number % ROWS_PER_SLICE === 0) await breathe();
    if (signal.aborted) throw new AppError('cancelled', 'It was cancelled.');
    const job = downloads.job(id, number);
    if (job) yield job;
  }
}
