/** Moves one file into its store and believes it stored only when the store confirms it. */
import { AppError } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { TransferJob } from '../catalogue/catalogue';
import { fileStamp } from '../media/file-stamp';
import { pathOnDisk } from '../media/path-on-disk';
import type { SourceStamp } from '../workers/jobs';
import type { Core } from './core';
import { planUpload } from './plan-parts';
import { findTwin } from './upload/find-twin';
import { dropUpload, putInParts } from './upload/put-parts';
import { putWhole } from './upload/put-whole';
import type { Upload, UploadOutcome } from './upload/upload';

/**
 * Rejects with AppError; nothing the store already confirmed is sent again by the next attempt. Every reader of the file checks its stamp
 * (source-file.ts), so it is not looked at here beforehand. `onSent`: every byte is through; what remains is the store's word.
 */
export async function uploadAsset(
  core: Core,
  job: TransferJob,
  signal: AbortSignal,
  onSent: () => void = () => undefined,
): Promise<UploadOutcome> {
  const upload: Upload = {
    core,
    job,
    source: stampOf(job),
    signal,
    onSent,
    store: await core.stores.open(job.connectionId),
    access: await core.stores.access(job.connectionId),
    sending: { begun: job.uploadId !== null },
  };
  try {
    return (await findTwin(upload)) ?? (await send(upload));
  } catch (error) {
    if (error instanceof AppError && error.code === 'file-changed' && (await tookNewStamp(upload)))
      return { type: 'changed' };
    throw error;
  }
}

function send(upload: Upload): Promise<UploadOutcome> {
  const { job, source, store } = upload;
  const plan = planUpload(source.sizeBytes, store.capabilities);
  if (plan.type === 'single') return putWhole(upload);
  if (plan.type === 'parts') return putInParts(upload, plan.partBytes);
  throw new AppError(
    'quota',
    `“${job.key}” is larger than this store can hold in one object. Choose another store for it.`,
    { retry: 'after-user' },
  );
}

function stampOf({ sourcePath, sizeBytes, modifiedAtMs }: TransferJob): SourceStamp {
  const onDisk = pathOnDisk(sourcePath);
  return {
    path: sourcePath,
    ...(typeof onDisk !== 'string' && { pathBytes: onDisk }),
    sizeBytes,
    modifiedAtMs,
  };
}

/** False when the file is what it was after all: it changed while it was read, and back. */
async function tookNewStamp({ core, job }: Upload): Promise<boolean> {
  const stamp = await fileStamp(job.sourcePath).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  if (stamp.sizeBytes === job.sizeBytes && stamp.modifiedAtMs === job.modifiedAtMs) return false;
  await dropUpload(core, job);
  core.catalogue.transfers.setStamp(job.id, stamp);
  return true;
}
