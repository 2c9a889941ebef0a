/** The local driver: buckets are plain folders and objects plain files that a person can open in a file manager. */
import { type BigIntStats, constants } from 'node:fs';
import { copyFile, type FileHandle, open, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../../../../src-shared/app-error';
import type { LocalConnectionConfig } from '../../../../src-shared/domain/connection';
import { throwIfCancelled } from '../../cancellation';
import { multipartEtag } from '../../multipart-etag';
import type { Multipart, ObjectInfo, ObjectStore, PutOptions, PutResult } from '../../object-store';
import type { LinkSigner } from '../../session';
import { createLocalAdmin } from './admin';
import {
  bucketFolderOf,
  explainFault,
  fileToWrite,
  findObject,
  type Place,
  requireBucket,
  requireLegalKey,
} from './bucket-folders';
import { createLocalBuckets } from './buckets';
import { contentTypeOf } from './content-type';
import { damagedOnTheWay, errnoOf, isMissing, objectChanged, objectMissing, rootMissing } from './errors';
import { createLocalLinks } from './links';
import { createLocalListings } from './listings';
import { maxKeyBytes } from './object-path';
import { openBody, requireRange } from './open-body';
import { beginUpload, heldParts, joinParts, listUploads, readUpload, removeUpload, writePart } from './parts';
import {
  announceRecord,
  factsOf,
  md5Of,
  type ObjectFacts,
  removeRecord,
  seal,
  sweepRecords,
  writeRecord,
} from './records';
import { openTemporary, placeObject, sweepTemporary, writeBody } from './temp-file';

const GIB = 1024 ** 3;

/** `platform` and `now` are given by tests only; without `links` it has no web addresses. */
export function createLocalStore(
  config: LocalConnectionConfig,
  deps: { platform?: NodeJS.Platform; now?: () => number; links?: LinkSigner | undefined } = {},
): ObjectStore {
  const place: Place = {
    root: path.resolve(config.root),
    platform: deps.platform ?? process.platform,
    caseKept: new Map(),
  };
  const now = deps.now ?? Date.now;
  const swept = new Set<string>();

  /** Clears what a crash left in a bucket, once, before the first write to it. */
  async function sweepOnce(bucketFolder: string): Promise<void> {
    if (swept.has(bucketFolder)) return;
    swept.add(bucketFolder);
    await sweepTemporary(bucketFolder, now());
  }

  async function infoOf(
    bucket: string,
    key: string,
    found: { file: string; stats: BigIntStats },
    signal?: AbortSignal,
  ): Promise<ObjectInfo> {
    const bucketFolder = await bucketFolderOf(place, bucket);
    const facts = await factsOf({ bucketFolder, key, ...found }, signal);
    return {
      key,
      sizeBytes: Number(found.stats.size),
      etag: facts.etag,
      modifiedAtMs: Number(found.stats.mtimeMs),
      contentType: facts.contentType ?? contentTypeOf(key),
      ...(facts.metadata && { metadata: facts.metadata }),
      ...(facts.etagKind && { etagKind: facts.etagKind }),
    };
  }

  /** Gives a written temporary file its name and its record. Closes the handle and leaves nothing behind, whatever happens. */
  async function keep(
    bucket: string,
    key: string,
    temporary: { file: string; handle: FileHandle },
    facts: ObjectFacts,
    ifAbsent = false,
  ): Promise<void> {
    const folder = await bucketFolderOf(place, bucket);
    const file = await fileToWrite(place, folder, key);
    await announceRecord(folder, key, facts).catch(() => undefined);
    const stats = await placeObject(temporary, { file, key, ifAbsent });
    // The object is stored. Without its record it is only read once more later.
    await writeRecord(folder, key, stats, facts).catch(() => undefined);
  }

  async function put(
    bucket: string,
    givenKey: string,
    body: Uint8Array | Readable,
    options: PutOptions = {},
  ): Promise<PutResult> {
    const key = givenKey.normalize('NFC');
    requireLegalKey(place, key); // refuses an impossible name before anything is written
    throwIfCancelled(options.signal);
    let temporary: Awaited<ReturnType<typeof openTemporary>> | null = null;
    try {
      const folder = await bucketFolderOf(place, bucket);
      await sweepOnce(folder);
      temporary = await openTemporary(folder);
      const { md5Hex, sizeBytes } = await writeBody(temporary.handle, body, options);
      if (options.md5Hex !== undefined && options.md5Hex !== md5Hex) throw damagedOnTheWay(key);
      if (options.sizeBytes !== undefined && options.sizeBytes !== sizeBytes) throw damagedOnTheWay(key);
      if (options.ifMatch !== undefined && (await head(bucket, key, options))?.etag !== options.ifMatch)
        throw objectChanged(key);
      await keep(
        bucket,
        key,
        temporary,
        { etag: md5Hex, ...described(options) },
        options.ifAbsent || options.keepOther,
      );
      return { etag: md5Hex, sizeBytes };
    } catch (error) {
      throw await explainFault(error, place, bucket, key);
    } finally {
      await temporary?.handle.close();
      if (temporary) await rm(temporary.file, { force: true });
    }
  }

  async function get(
    bucket: string,
    givenKey: string,
    options: { signal?: AbortSignal; start?: number; end?: number } = {},
  ) {
    const key = givenKey.normalize('NFC');
    throwIfCancelled(options.signal);
    try {
      const found = await findObject(place, bucket, key);
      if (!found) {
        await requireBucket(place, bucket);
        throw objectMissing(bucket, key);
      }
      const handle = await open(found.file, 'r');
      try {
        // The opened file is the one that is described, whatever takes its name meanwhile.
        const stats = await handle.stat({ bigint: true });
        const range = requireRange(key, Number(stats.size), options);
        const info = await infoOf(bucket, key, { file: found.file, stats }, options.signal);
        return { info, body: openBody(handle, range, found.file, options.signal) };
      } catch (error) {
        await handle.close();
        throw error;
      }
    } catch (error) {
      throw await explainFault(error, place, bucket, key);
    }
  }

  async function head(
    bucket: string,
    givenKey: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<ObjectInfo | null> {
    const key = givenKey.normalize('NFC');
    throwIfCancelled(options.signal);
    try {
      const found = await findObject(place, bucket, key);
      if (found) return await infoOf(bucket, key, found, options.signal);
      await stat(place.root).catch((error) => {
        throw isMissing(error) ? rootMissing(place.root) : error;
      });
      return null;
    } catch (error) {
      if (error instanceof AppError && error.code === 'bucket-missing') return null;
      throw await explainFault(error, place, bucket, key);
    }
  }

  async function remove(
    bucket: string,
    givenKey: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const key = givenKey.normalize('NFC');
    throwIfCancelled(options.signal);
    try {
      const folder = await bucketFolderOf(place, bucket);
      const found = await findObject(place, bucket, key);
      if (!found) return await requireBucket(place, bucket);
      await rm(found.file, { force: true });
      await removeRecord(folder, key);
      // Folders that held only this object go with it, as they came with it.
      for (let parent = path.dirname(found.file); parent !== folder; parent = path.dirname(parent))
        await rmdir(parent);
    } catch (error) {
      if (errnoOf(error) === 'ENOTEMPTY' || errnoOf(error) === 'EEXIST') return;
      throw await explainFault(error, place, bucket, key);
    }
  }

  async function copy(
    from: { bucket: string; key: string },
    to: { bucket: string; key: string },
    options: { signal?: AbortSignal } = {},
  ): Promise<PutResult> {
    const key = to.key.normalize('NFC');
    throwIfCancelled(options.signal);
    let temporary: Awaited<ReturnType<typeof openTemporary>> | null = null;
    try {
      const source = await findObject(place, from.bucket, from.key.normalize('NFC'));
      if (!source) throw objectMissing(from.bucket, from.key);
      requireLegalKey(place, key);
      temporary = await openTemporary(await bucketFolderOf(place, to.bucket));
      const object = {
        bucketFolder: await bucketFolderOf(place, from.bucket),
        key: from.key.normalize('NFC'),
        ...source,
      };
      const known = await factsOf(object, options.signal);
      const { partBytes, contentType, metadata } = known;
      await copyFile(source.file, temporary.file, constants.COPYFILE_FICLONE);
      await temporary.handle.sync();
      if (seal(await stat(source.file, { bigint: true })) !== seal(source.stats)) {
        throw new AppError(
          'store-busy',
          `“${from.key}” changed while it was copied. It will be tried again.`,
        );
      }
      const etag = known.etagKind ? await md5Of(temporary.file, options.signal) : known.etag;
      const facts = {
        etag,
        ...(partBytes && { partBytes }),
        ...(contentType && { contentType }),
        ...(metadata && { metadata }),
      };
      await keep(to.bucket, key, temporary, facts);
      return { etag, sizeBytes: Number(source.stats.size) };
    } catch (error) {
      throw await explainFault(error, place, to.bucket, key);
    } finally {
      await temporary?.handle.close();
      if (temporary) await rm(temporary.file, { force: true });
    }
  }

  const multipart: Multipart = {
    async begin(bucket, givenKey, options = {}) {
      const key = givenKey.normalize('NFC');
      requireLegalKey(place, key);
      throwIfCancelled(options.signal);
      return beginUpload(place, bucket, { key, startedAtMs: now(), ...described(options) });
    },
    async putPart(upload, part, options = {}) {
      throwIfCancelled(options.signal);
      try {
        await sweepOnce(await bucketFolderOf(place, upload.bucket));
        return await writePart(place, upload, part, options);
      } catch (error) {
        throw await explainFault(error, place, upload.bucket, upload.key);
      }
    },
    async listParts(upload, options = {}) {
      throwIfCancelled(options.signal);
      const parts = await heldParts(place, upload);
      return parts.map(({ number, etag, sizeBytes }) => ({ number, etag, sizeBytes }));
    },
    async complete(upload, parts, options = {}) {
      const key = upload.key.normalize('NFC');
      const about = await readUpload(place, upload);
      let joined: Awaited<ReturnType<typeof joinParts>> | null = null;
      try {
        const etag = multipartEtag(parts.map((part) => part.etag)) as string; // ours are always MD5s
        const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
        // Joined before a kill, and nobody heard of it.
        const held = await head(upload.bucket, key, options);
        if (held?.etag === etag && held.sizeBytes === sizeBytes) {
          await removeUpload(place, upload);
          return { etag, sizeBytes };
        }
        joined = await joinParts(place, upload, parts, options.signal);
        const facts = { etag, partBytes: parts.map((part) => part.sizeBytes), ...described(about) };
        // Whoever put another file there since the name was looked at keeps it.
        await keep(upload.bucket, key, joined, facts, true);
        await removeUpload(place, upload);
        return { etag, sizeBytes: joined.sizeBytes };
      } catch (error) {
        throw await explainFault(error, place, upload.bucket, key);
      } finally {
        await joined?.handle.close();
        if (joined && parts.length > 1) await rm(joined.file, { force: true }); // a lone part stays for the next try
      }
    },
    etagOf: multipartEtag,
    async partsOf(bucket, givenKey, options = {}) {
      const key = givenKey.normalize('NFC');
      throwIfCancelled(options.signal);
      try {
        const found = await findObject(place, bucket, key);
        if (!found) {
          await requireBucket(place, bucket);
          throw objectMissing(bucket, key);
        }
        const bucketFolder = await bucketFolderOf(place, bucket);
        const { etag, partBytes } = await factsOf({ bucketFolder, key, ...found }, options.signal);
        // A copy carries the sizes on, and has an ETag of its own.
        if (!partBytes || !/-\d+$/.test(etag)) return null;
        return partBytes.map((sizeBytes) => ({ sizeBytes, md5Hex: null }));
      } catch (error) {
        throw await explainFault(error, place, bucket, key);
      }
    },
    isWhole: async () => true,
    async abort(upload) {
      try {
        await removeUpload(place, upload);
      } catch (error) {
        if (error instanceof AppError && error.code === 'upload-gone') return;
        throw await explainFault(error, place, upload.bucket, upload.key);
      }
    },
    /** What a kill left of files that were being written is cleared on the way: temporary files by the rules of `sweepTemporary`, and records. */
    async *list(bucket, prefix, options = {}) {
      const folder = await bucketFolderOf(place, bucket);
      await sweepTemporary(folder, now());
      await sweepRecords(folder, now());
      for await (const upload of listUploads(place, bucket, prefix)) {
        throwIfCancelled(options.signal);
        yield upload;
      }
    },
  };

  return {
    capabilities: {
      conditionalPut: true,
      keepsOther: true,
      listsFresh: false,
      verifiesMd5: true,
      etagIsMd5: true,
      multipart: { minPartBytes: 1, maxPartBytes: 5 * GIB, maxParts: 10_000 },
      maxSinglePutBytes: Number.MAX_SAFE_INTEGER,
      maxKeyBytes: maxKeyBytes(place.root, place.platform),
      createBucket: true,
      bulkDelete: false,
      presign: deps.links !== undefined,
      presignPrefix: false,
      inlineHtml: deps.links !== undefined,
      maxLinkSeconds: deps.links ? null : 0,
      cors: false,
      expiry: 'none',
      tiers: [],
      tierOf: 'none',
      publicRead: false,
      perUserRead: false,
      versioning: false,
      bucketQuota: false,
      usage: false,
    },
    ...createLocalBuckets(place, (folder) => swept.delete(folder)),
    ...createLocalListings(place, infoOf),
    ...createLocalLinks(place, deps.links, now),
    head,
    get,
    put,
    copy,
    delete: remove,
    async deleteMany(bucket, keys, options) {
      const failed: Array<{ key: string; error: unknown }> = [];
      for (const key of keys)
        await remove(bucket, key, options).catch((error) => failed.push({ key, error }));
      throwIfCancelled(options?.signal);
      return failed;
    },
    admin: createLocalAdmin(place, deps.links),
    multipart,
    close: () => undefined,
  };
}

/** What a person gave with the object, without empty fields. */
function described(given: {
  contentType?: string | undefined;
  metadata?: Record<string, string> | undefined;
}): Pick<ObjectFacts, 'contentType' | 'metadata'> {
  return {
    ...(given.contentType && { contentType: given.contentType }),
    ...(given.metadata && { metadata: given.metadata }),
  };
}
