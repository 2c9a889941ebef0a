/** A large file in parts: begun or gone on with, sent, joined. */
import { AppError } from '../../../src-shared/app-error';
import type { PartRow, TransferJob } from '../../catalogue/catalogue';
import type { ObjectInfo, PutResult } from '../../storage/object-store';
import type { Core } from '../core';
import { partRanges } from '../plan-parts';
import { claimKey, holdsOurBytes } from './claim-key';
import { confirm, joinedEtag } from './confirm';
import { inFlow, storeKey, tierOf, type Upload, type UploadOutcome, whenSent } from './upload';

/** `newPartBytes`: for an upload that begins; one that goes on keeps its own. */
export async function putInParts(upload: Upload, newPartBytes: number): Promise<UploadOutcome> {
  const { core, job, store, signal } = upload;
  const { transfers } = core.catalogue;
  const begun = await beginOrResume(upload, newPartBytes);
  if ('type' in begun) return begun;
  const { uploadId, partBytes } = begun;
  await sendMissing(upload, uploadId, partBytes);

  const rows = transfers.parts(job.id);
  const ofParts = joinedEtag(store, rows);
  // Sending may have taken days. Joining replaces what took the name meanwhile, so it is looked at once more.
  const there = await store.head(job.bucket, storeKey(job), { signal });
  if (there && (ofParts === null || there.etag !== ofParts)) return giveWay(upload, there, newPartBytes);
  transfers.setState([job.id], 'verifying', core.now());
  core.changes.transfer(job.id);
  const target = { bucket: job.bucket, key: storeKey(job), uploadId };
  const parts = rows.map(({ number, etag, sizeBytes }) => ({ number, etag, sizeBytes }));
  const sent = whenSent(upload);
  let joined: PutResult;
  try {
    joined = await store.multipart.complete(target, parts, { signal: sent.signal });
  } catch (error) {
    // Some stores replace nothing: it was taken since that look.
    const taken = error instanceof AppError && error.code === 'precondition';
    const other = taken ? await store.head(job.bucket, storeKey(job), { signal }) : null;
    if (other) return giveWay(upload, other, newPartBytes);
    forgetIfGone(upload, error);
  }
  return confirm(sent, { etag: joined.etag, md5Hex: null, parts: rows }, undefined);
}

/** Somebody else's object lies under the name: it holds our bytes, or ours are sent anew under another name. */
async function giveWay(upload: Upload, other: ObjectInfo, newPartBytes: number): Promise<UploadOutcome> {
  const { core, job } = upload;
  const ours = await holdsOurBytes(upload, other);
  // Ours would be joined of these parts: the same bytes were put there by somebody else, and stay theirs.
  if (ours) core.catalogue.assets.setFound(job.assetId);
  await dropUpload(core, job);
  return ours ?? putInParts(upload, newPartBytes);
}

/** Sends the parts that the rows do not hold; each is written down as soon as the store confirmed it. */
async function sendMissing(upload: Upload, uploadId: string, partBytes: number): Promise<void> {
  const { core, job, access, source, signal } = upload;
  const { transfers } = core.catalogue;
  const confirmed = new Set(transfers.parts(job.id).map((part) => part.number));
  const missing = partRanges(source.sizeBytes, partBytes).filter(({ number }) => !confirmed.has(number));
  const inFlight = new Map<number, number>();
  const report = (): void => {
    let bytes = 0;
    for (const sent of inFlight.values()) bytes += sent;
    core.changes.sent(job.id, bytes);
  };
  let failed = false;

  const sendOne = async ({ number, start, sizeBytes }: (typeof missing)[number]): Promise<void> => {
    const { part, md5Hex } = await core.uploads.run(
      {
        type: 'put-part',
        store: access,
        source,
        bucket: job.bucket,
        key: storeKey(job),
        uploadId,
        partNumber: number,
        start,
        sizeBytes,
      },
      {
        signal,
        onProgress: (bytes) => {
          inFlight.set(number, bytes);
          report();
        },
      },
    );
    transfers.addPart(job.id, { number, etag: part.etag, md5Hex, sizeBytes });
    inFlight.delete(number);
    report();
  };
  // One lane waits for its turn at a time, so that other files get theirs in between; a part is chosen when the turn has come.
  const lanes: Array<Promise<void>> = [];
  const lane = async (): Promise<void> => {
    while (missing.length > 0 && !failed) {
      await inFlow(
        upload,
        Math.min(partBytes, source.sizeBytes),
        async () => {
          const range = failed ? undefined : missing.shift();
          if (range) await sendOne(range);
          return range?.sizeBytes ?? 0;
        },
        (sentBytes) => sentBytes,
      );
    }
  };
  // After a failing part no new one is begun; those under way may still get through, and what is through stays recorded.
  const laneCount = Math.min(core.flow.widest, missing.length);
  for (let n = 0; n < laneCount; n += 1) {
    lanes.push(
      lane().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
  }
  const failures = (await Promise.allSettled(lanes)).flatMap((ended) =>
    ended.status === 'rejected' ? [ended.reason] : [],
  );
  if (failures.length > 0) forgetIfGone(upload, failures[0]);
}

function forgetIfGone({ core, job }: Upload, error: unknown): never {
  if (error instanceof AppError && error.code === 'upload-gone') forgetUpload(core, job);
  throw error;
}

function forgetUpload(core: Core, job: TransferJob): void {
  core.catalogue.transfers.setUpload(job.id, null, null);
  core.catalogue.transfers.replaceParts(job.id, []);
}

/** Parts of an older state of the file, or under another name, are of no use any more. */
export async function dropUpload(core: Core, job: TransferJob): Promise<void> {
  if (!job.uploadId) return;
  const store = await core.stores.open(job.connectionId);
  await store.multipart.abort({ bucket: job.bucket, key: storeKey(job), uploadId: job.uploadId });
  forgetUpload(core, job);
  job.uploadId = null;
}

/**
 * Answers the id to send parts under, or the outcome when the object turns out to be complete already. The id is written down before
 * part 1; what the store holds counts, not what we remember.
 */
async function beginOrResume(
  upload: Upload,
  newPartBytes: number,
): Promise<{ uploadId: string; partBytes: number } | UploadOutcome> {
  const { core, job, store, signal } = upload;
  const { transfers, uploadIntents } = core.catalogue;
  if (job.uploadId) {
    const partBytes = job.partBytes ?? newPartBytes;
    const held = await heldParts(upload, job.uploadId);
    if (held) {
      transfers.replaceParts(job.id, held);
      return { uploadId: job.uploadId, partBytes };
    }
  }
  // The part rows are still needed here, to recognise an object that was completed just before we were killed.
  const there = await claimKey(upload);
  if (there) return there;
  if (job.uploadId) forgetUpload(core, job);
  upload.sending.begun = true;
  // A kill between the store's beginning and our writing down its id leaves an upload that nobody would ever find again.
  const key = storeKey(job);
  const intent = uploadIntents.add(
    { connectionId: job.connectionId, bucket: job.bucket, key, transferId: job.id },
    core.now(),
  );
  let isOnlyOne = true;
  const uploadId = await store.multipart.begin(job.bucket, key, {
    contentType: job.contentType,
    ...tierOf(upload),
    signal,
    onTryAgain: () => {
      isOnlyOne = false;
    },
  });
  core.catalogue.transaction(() => {
    transfers.setUpload(job.id, uploadId, newPartBytes);
    // A beginning whose answer was lost is found by it (sweep-leftovers.ts).
    if (isOnlyOne) uploadIntents.remove(intent);
  });
  Object.assign(job, { uploadId, partBytes: newPartBytes });
  return { uploadId, partBytes: newPartBytes };
}

/** Our rows of parts that the store holds as they were sent; null when it does not know the upload any more. */
async function heldParts({ core, job, store, signal }: Upload, uploadId: string): Promise<PartRow[] | null> {
  const target = { bucket: job.bucket, key: storeKey(job), uploadId };
  const held = await store.multipart.listParts(target, { signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'upload-gone') return null;
    throw error;
  });
  if (!held) return null;
  const byNumber = new Map(held.map((part) => [part.number, part]));
  return core.catalogue.transfers.parts(job.id).filter((row) => byNumber.get(row.number)?.etag === row.etag);
}
