/** Moves one prepared file into its store and believes it stored only when the store confirms it. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { AppError } from '../../src-shared/app-error';
import { fileError } from '../../src-shared/file-error';
import type { TransferJob } from '../catalogue/catalogue';
import { disambiguate, type KeyLimits } from '../media/object-key';
import { pathOnDisk } from '../media/path-on-disk';
import type { EtagKind, ObjectInfo, ObjectStore, Part } from '../storage/object-store';
import type { SourceStamp, StoreAccess } from '../workers/jobs';
import type { Core } from './core';
import { foundTwins } from './found-twins';
import { partRanges, planUpload } from './plan-parts';

export type UploadOutcome =
  | { type: 'stored'; etag: string; md5Hex: string | null; sizeBytes: number }
  | { type: 'duplicate'; ofKey: string }
  /** The same bytes are on their way already under another name: wait for that one. */
  | { type: 'twin-under-way' }
  /** The file is another than the one that was prepared: prepare it again. */
  | { type: 'changed' };

interface Upload {
  core: Core;
  job: TransferJob;
  store: ObjectStore;
  access: StoreAccess;
  source: SourceStamp;
  signal: AbortSignal;
  /** Whether anything of it was sent, by this try or by one that was interrupted. */
  sending: { begun: boolean };
}

/** Rejects with AppError; nothing the store already confirmed is sent again by the next attempt. */
export async function uploadAsset(core: Core, job: TransferJob, signal: AbortSignal): Promise<UploadOutcome> {
  const source = await currentStamp(job);
  if (source.sizeBytes !== job.sizeBytes || source.modifiedAtMs !== job.modifiedAtMs) {
    await dropUpload(core, job);
    core.catalogue.transfers.setStamp(job.id, source);
    return { type: 'changed' };
  }
  const upload: Upload = {
    core,
    job,
    source,
    signal,
    store: await core.stores.open(job.connectionId),
    access: await core.stores.access(job.connectionId),
    sending: { begun: job.uploadId !== null },
  };
  const twin = await findTwin(upload);
  if (twin) return twin;

  const plan = planUpload(source.sizeBytes, upload.store.capabilities);
  if (plan.type === 'too-large') {
    throw new AppError(
      'quota',
      `“${job.key}” is larger than this store can hold in one object. Choose another store for it.`,
      {
        retry: 'after-user',
      },
    );
  }
  if (plan.type === 'single') return putWhole(upload);
  return putInParts(upload, plan.partBytes);
}

const storeKey = (job: TransferJob): string => job.prefix + job.key;
const keyLimits = (store: ObjectStore, { prefix }: TransferJob): KeyLimits => ({
  maxKeyBytes: store.capabilities.maxKeyBytes - Buffer.byteLength(prefix),
});

/** A store that refuses a name so often and shows nothing under it will not take it. */
const MOST_REFUSALS = 5;

/** The tier of the connection, where each object has one. */
function tierOf({ access: { config }, store }: Upload): { tier?: string } {
  const tier = 'tier' in config ? config.tier : undefined;
  return tier && store.capabilities.tierOf === 'object' ? { tier } : {};
}

const kindOf = (store: ObjectStore, { etagKind }: { etagKind?: EtagKind }): EtagKind =>
  etagKind ?? (store.capabilities.etagIsMd5 ? 'md5' : 'opaque');

async function currentStamp(job: TransferJob): Promise<SourceStamp> {
  const now = await stat(pathOnDisk(job.sourcePath)).catch((error) => {
    throw fileError(error, job.sourcePath);
  });
  const onDisk = pathOnDisk(job.sourcePath);
  return {
    path: job.sourcePath,
    ...(typeof onDisk !== 'string' && { pathBytes: onDisk }),
    sizeBytes: now.size,
    modifiedAtMs: Math.trunc(now.mtimeMs),
  };
}

/** Parts of an older state of the file are of no use any more. */
async function dropUpload(core: Core, job: TransferJob): Promise<void> {
  if (!job.uploadId) return;
  const store = await core.stores.open(job.connectionId);
  await store.multipart.abort({ bucket: job.bucket, key: storeKey(job), uploadId: job.uploadId });
  core.catalogue.transfers.setUpload(job.id, null, null);
  core.catalogue.transfers.replaceParts(job.id, []);
  job.uploadId = null;
}

/**
 * A duplicate counts only within the album, by its full hash, and after the store confirms that object now. Only files whose
 * fingerprint equals a stored one, or whose name and size equal a found one's, are hashed beforehand, so that nothing else is read twice.
 */
async function findTwin({ core, job, store, source, signal }: Upload): Promise<UploadOutcome | null> {
  if (!job.fingerprint || job.uploadId) return null;
  const twins = [
    ...core.catalogue.assets
      .storedTwins(job.albumId, job.fingerprint)
      .filter((twin) => twin.id !== job.assetId && twin.sizeBytes === source.sizeBytes),
    ...foundTwins(core, job, source.sizeBytes, keyLimits(store, job)),
  ];
  if (twins.length === 0) {
    return core.catalogue.assets.hasOpenTwinBefore(job.albumId, job.fingerprint, job.assetId)
      ? { type: 'twin-under-way' }
      : null;
  }
  // What was sent in parts has no hash of the whole; it is known by the hashes of its parts.
  const plan = planUpload(source.sizeBytes, store.capabilities);
  const { md5Hex, partSums } = await core.uploads.run(
    { type: 'hash-file', source, ...(plan.type === 'parts' && { partBytes: plan.partBytes }) },
    { signal },
  );
  const ofParts = partSums ? store.multipart.etagOf(partSums) : null;
  for (const twin of twins) {
    // Of a found object only its ETag is known: an MD5 that equals this one is no chance.
    const same =
      twin.md5Hex === null
        ? twin.etag === md5Hex || (ofParts !== null && twin.etag === ofParts)
        : twin.md5Hex === md5Hex;
    if (!same) continue;
    const held = await store.head(job.bucket, job.prefix + twin.key, { signal });
    if (held && held.sizeBytes === source.sizeBytes && held.etag === twin.etag)
      return { type: 'duplicate', ofKey: twin.key };
  }
  return null;
}

async function putWhole(upload: Upload): Promise<UploadOutcome> {
  const { core, job, store, access, source, signal } = upload;
  for (let refusals = 1; ; refusals += 1) {
    const there = await claimKey(upload);
    if (there) return there;
    upload.sending.begun = true;
    const facts = await core.uploads
      .run(
        {
          type: 'put-file',
          store: access,
          source,
          bucket: job.bucket,
          key: storeKey(job),
          contentType: job.contentType,
          ifAbsent: store.capabilities.conditionalPut,
          ...tierOf(upload),
        },
        { signal, onProgress: (bytes) => core.changes.sent(job.id, bytes) },
      )
      .catch((error: unknown) => {
        const taken = error instanceof AppError && error.code === 'precondition';
        if (taken && refusals < MOST_REFUSALS) return null;
        throw error;
      });
    if (facts) return confirm(upload, facts);
    // Somebody took the name since it was looked at: looked at again, it is ours, or we take another.
  }
}

/**
 * Never overwrites an object that is not ours. One that is there under our key either holds exactly our bytes (an upload whose end
 * we did not live to hear of): then it is stored; or our asset takes another name.
 */
async function claimKey(upload: Upload): Promise<UploadOutcome | null> {
  const { core, job, store, signal } = upload;
  const plainKey = job.key;
  const limits = keyLimits(store, job);
  for (let n = 2; ; ) {
    const held = await store.head(job.bucket, storeKey(job), { signal });
    if (!held) return null;
    const ours = await holdsOurBytes(upload, held);
    if (ours) {
      // Nothing was sent by us yet: somebody else put the same bytes there, and they stay theirs when the album is deleted.
      if (nothingSentBefore(upload)) core.catalogue.assets.setFound(job.assetId);
      return ours;
    }
    for (let renamed = false; !renamed; n++) {
      const next = disambiguate(plainKey, n, limits);
      renamed = core.catalogue.assets.rekey(job.assetId, next);
      if (renamed) job.key = next;
    }
    core.changes.asset(job.albumId, job.assetId);
  }
}

/** False from the first request on, also when it was made by a run that was killed. */
function nothingSentBefore({ core, job, sending }: Upload): boolean {
  const tries = core.catalogue.transfers.events(job.id).filter((event) => event.state === 'uploading').length;
  return !sending.begun && tries <= 1;
}

async function holdsOurBytes(upload: Upload, held: ObjectInfo): Promise<UploadOutcome | null> {
  const { core, job, store, source, signal } = upload;
  if (held.sizeBytes !== source.sizeBytes) return null;
  const stored = { type: 'stored', etag: held.etag, sizeBytes: held.sizeBytes } as const;
  const parts = core.catalogue.transfers.parts(job.id);
  const ofParts = joinedEtag(store, parts);
  if (ofParts !== null && held.etag === ofParts) return { ...stored, md5Hex: null };
  const kind = kindOf(store, held);
  if (kind === 'parts' && (parts.length === 0 || ofParts !== null)) return null;
  const { md5Hex } = await core.uploads.run({ type: 'hash-file', source }, { signal });
  const heldMd5 = kind === 'md5' ? held.etag : await readBackMd5(upload);
  return heldMd5 === md5Hex ? { ...stored, md5Hex } : null;
}

/**
 * The ETag of an object joined of these parts; null without parts, where the store has no rule, and where a part's own ETag is not the
 * MD5 of its bytes (encrypted buckets).
 */
function joinedEtag(store: ObjectStore, parts: Array<{ etag: string; md5Hex: string }>): string | null {
  if (parts.length === 0 || parts.some(({ etag, md5Hex }) => etag !== md5Hex)) return null;
  return store.multipart.etagOf(parts.map(({ etag }) => etag));
}

/** Where the store's ETag says nothing of the bytes, only the bytes can tell. */
async function readBackMd5({ store, job, signal }: Upload): Promise<string> {
  const { body } = await store.get(job.bucket, storeKey(job), { signal });
  const hash = createHash('md5');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** `newPartBytes`: for an upload that begins; one that goes on keeps its own. */
async function putInParts(upload: Upload, newPartBytes: number): Promise<UploadOutcome> {
  const { core, job, store, access, source, signal } = upload;
  const { transfers } = core.catalogue;
  const begun = await beginOrResume(upload, newPartBytes);
  if ('type' in begun) return begun;
  const { uploadId, partBytes } = begun;
  const target = { bucket: job.bucket, key: storeKey(job), uploadId };

  const ranges = partRanges(source.sizeBytes, partBytes);
  const confirmed = new Map(transfers.parts(job.id).map((part) => [part.number, part]));
  const inFlight = new Map<number, number>();
  const report = (): void => {
    let bytes = 0;
    for (const sent of inFlight.values()) bytes += sent;
    core.changes.sent(job.id, bytes);
  };
  let failed = false;
  const missing = ranges.filter((range) => !confirmed.has(range.number));
  const sendNext = async (): Promise<void> => {
    for (let range = missing.shift(); range && !failed; range = missing.shift()) {
      const { number, start, sizeBytes } = range;
      const { part, md5Hex } = await core.uploads.run(
        { type: 'put-part', store: access, source, ...target, partNumber: number, start, sizeBytes },
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
    }
  };
  // After a failing part no new one is begun; those under way may still get through, and what is through stays recorded.
  const lanes = Array.from({ length: Math.min(PARTS_IN_FLIGHT, missing.length) }, () =>
    sendNext().catch((error) => {
      failed = true;
      throw error;
    }),
  );
  const failures = (await Promise.allSettled(lanes)).flatMap((lane) =>
    lane.status === 'rejected' ? [lane.reason] : [],
  );
  if (failures.length > 0) {
    const [reason] = failures;
    if (reason instanceof AppError && reason.code === 'upload-gone') forgetUpload(core, job);
    throw reason;
  }

  const rows = transfers.parts(job.id);
  const ofParts = joinedEtag(store, rows);
  // Sending may have taken days. Joining replaces what took the name meanwhile, so it is looked at once more.
  const there = await store.head(job.bucket, storeKey(job), { signal });
  if (there && (ofParts === null || there.etag !== ofParts)) {
    const ours = await holdsOurBytes(upload, there);
    await dropUpload(core, job);
    return ours ?? putInParts(upload, newPartBytes); // under another name
  }
  transfers.setState([job.id], 'verifying', core.now());
  core.changes.transfer(job.id);
  const parts: Part[] = rows.map(({ number, etag, sizeBytes }) => ({ number, etag, sizeBytes }));
  const joined = await store.multipart.complete(target, parts, { signal }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'upload-gone') forgetUpload(core, job);
    throw error;
  });
  return confirm(upload, { etag: joined.etag, md5Hex: null, ofParts });
}

/** Beyond this one file gains nothing more, and small files beside it would starve. */
const PARTS_IN_FLIGHT = 6;

function forgetUpload(core: Core, job: TransferJob): void {
  core.catalogue.transfers.setUpload(job.id, null, null);
  core.catalogue.transfers.replaceParts(job.id, []);
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
  const { transfers } = core.catalogue;
  if (job.uploadId) {
    const target = { bucket: job.bucket, key: storeKey(job), uploadId: job.uploadId };
    const held = await store.multipart.listParts(target, { signal }).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'upload-gone') return null;
      throw error;
    });
    if (held) {
      const byNumber = new Map(held.map((part) => [part.number, part]));
      transfers.replaceParts(
        job.id,
        transfers.parts(job.id).filter((row) => byNumber.get(row.number)?.etag === row.etag),
      );
      return { uploadId: job.uploadId, partBytes: job.partBytes ?? newPartBytes };
    }
  }
  // The part rows are still needed here, to recognise an object that was completed just before we were killed.
  const there = await claimKey(upload);
  if (there) return there;
  if (job.uploadId) forgetUpload(core, job);
  upload.sending.begun = true;
  const uploadId = await store.multipart.begin(job.bucket, storeKey(job), {
    contentType: job.contentType,
    ...tierOf(upload),
    signal,
  });
  transfers.setUpload(job.id, uploadId, newPartBytes);
  Object.assign(job, { uploadId, partBytes: newPartBytes });
  return { uploadId, partBytes: newPartBytes };
}

/** What the ETag of an object has to be that holds exactly what was sent; null where it says nothing of the bytes. */
function checksumOf(kind: EtagKind, sent: { md5Hex: string | null; ofParts?: string | null }): string | null {
  if (kind === 'opaque') return null;
  if (sent.ofParts !== undefined) return sent.ofParts;
  return kind === 'md5' ? sent.md5Hex : null;
}

/**
 * Asks the store afresh what it holds: size always, checksum where its ETag is one; where it is none it must at least be the one that
 * the store gave to what we sent.
 */
async function confirm(
  { core, job, source, signal }: Upload,
  sent: { etag: string; md5Hex: string | null; ofParts?: string | null },
): Promise<UploadOutcome> {
  // Opened anew: a connection that was changed meanwhile may lead to another account, which has nothing of it.
  const store = await core.stores.open(job.connectionId);
  const held = await store.head(job.bucket, storeKey(job), { signal });
  const expected = (held && checksumOf(kindOf(store, held), sent)) ?? sent.etag;
  if (!held || held.sizeBytes !== source.sizeBytes || (expected !== '' && held.etag !== expected)) {
    throw new AppError(
      'integrity',
      `The store does not hold “${job.key}” as it was sent. CAOS sends it again.`,
      {
        details: `sent ${source.sizeBytes} bytes, etag ${expected}; held ${held ? `${held.sizeBytes} bytes, etag ${held.etag}` : 'nothing'}`,
      },
    );
  }
  core.log.info('stored', { transfer: job.id, key: job.key, sizeBytes: source.sizeBytes });
  return { type: 'stored', etag: held.etag, md5Hex: sent.md5Hex, sizeBytes: source.sizeBytes };
}
