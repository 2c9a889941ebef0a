/** Frees what the store keeps of uploads that will not go on. */
import { toWire } from '../../../src-shared/app-error';
import type { TransferId } from '../../../src-shared/units';
import type { Core } from '../core';

/** Unfinished uploads given up at once when many are cancelled. */
const FREED_AT_ONCE = 8;

export async function freeParts(core: Core, ids: readonly TransferId[]): Promise<void> {
  const waiting = [...ids];
  const free = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await freePartsOf(core, id);
  };
  await Promise.all(Array.from({ length: FREED_AT_ONCE }, free));
}

/** Where the store cannot be reached the row keeps the upload's id, and a retry goes on with it. */
async function freePartsOf(core: Core, id: TransferId): Promise<void> {
  const job = core.catalogue.transfers.job(id);
  // Whoever tries it again meanwhile goes on with what is there.
  if (!job?.uploadId || job.state !== 'cancelled') return;
  try {
    const store = await core.stores.open(job.connectionId);
    await store.multipart.abort({ bucket: job.bucket, key: job.prefix + job.key, uploadId: job.uploadId });
    // A retry that came meanwhile may have begun another one.
    if (core.catalogue.transfers.job(id)?.uploadId !== job.uploadId) return;
    core.catalogue.transfers.setUpload(id, null, null);
    core.catalogue.transfers.replaceParts(id, []);
  } catch (error) {
    core.log.warn('abort-upload', { transfer: id, error: toWire(error) });
  }
}
