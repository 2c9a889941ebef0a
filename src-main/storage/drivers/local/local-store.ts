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
import {
  bucketFolderOf,
  explainFault,
  findObject,
  objectFile,
  type Place,
  refuseOtherCase,
  requireBucket,
} from './bucket-folders';
import { createLocalBuckets } from './buckets';
import { contentTypeOf } from './content-type';
import { damagedOnTheWay, errnoOf, isMissing, objectMissing, rootMissing } from './errors';
import { maxKeyBytes } from './object-path';
import { openBody, requireRange } from './open-body';
import { beginUpload, heldParts, joinParts, listUploads, readUpload, removeUpload, writePart } from './parts';
import { factsOf, type ObjectFacts, removeRecord, seal, writeRecord } from './records';
import { openTemporary, placeObject, sweepTemporary, writeBody } from './temp-file';
import { walkKeys } from './walk';

const GIB = 1024 ** 3;
/** Objects looked at side by side while listing: enough to hide a slow disk's answer, few enough to leave it responsive. */
const LIST_AHEAD = 32;

/** `platform` and `now` are given by tests only. */
export function createLocalStore(
  config: LocalConnectionConfig,
  deps: { platform?: NodeJS.Platform; now?: () => number } = {},
): ObjectStore {
  const place: Place = { root: path.resolve(config.root), platform: deps.platform ?? process.platform };
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
    const facts = await factsOf({ bucketFolder: bucketFolderOf(place, bucket), key, ...found }, signal);
    return {
      key,
      sizeBytes: Number(found.stats.size),
      etag: facts.etag,
      modifiedAtMs: Number(found.stats.mtimeMs),
      contentType: facts.contentType ?? contentTypeOf(key),
      ...(facts.metadata && { metadata: facts.metadata }),
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
    const file = objectFile(place, bucket, key);
    const folder = bucketFolderOf(place, bucket);
    await refuseOtherCase(file, key, place.platform);
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
    objectFile(place, bucket, key); // refuses an impossible name before anything is written
    throwIfCancelled(options.signal);
    let temporary: Awaited<ReturnType<typeof openTemporary>> | null = null;
    try {
      const folder = bucketFolderOf(place, bucket);
      await sweepOnce(folder);
      temporary = await openTemporary(folder);
      const { md5Hex, sizeBytes } = await writeBody(temporary.handle, body, options);
      if (options.md5Hex !== undefined && options.md5Hex !== md5Hex) throw damagedOnTheWay(key);
      if (options.sizeBytes !== undefined && options.sizeBytes !== sizeBytes) throw damagedOnTheWay(key);
      await keep(bucket, key, temporary, { etag: md5Hex, ...described(options) }, options.ifAbsent);
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
      throw await explainFault(error, place, bucket, key);
    }
  }

  async function* list(
    bucket: string,
    options: { signal?: AbortSignal; prefix?: string; startAfter?: string } = {},
  ): AsyncGenerator<ObjectInfo> {
    const folder = bucketFolderOf(place, bucket);
    const infoNow = async (key: string, file: string): Promise<ObjectInfo | null> => {
      const stats = await stat(file, { bigint: true }).catch((error) => {
        if (isMissing(error)) return null; // deleted while we walked
        throw error;
      });
      return stats && infoOf(bucket, key, { file, stats }, options.signal);
    };
    try {
      await requireBucket(place, bucket);
      const walk = {
        platform: place.platform,
        prefix: options.prefix ?? '',
        startAfter: options.startAfter ?? '',
        signal: options.signal,
      };
      let batch: Array<{ key: string; file: string }> = [];
      const flush = async () => {
        const infos = await Promise.all(batch.map(({ key, file }) => infoNow(key, file)));
        batch = [];
        return infos.filter((info) => info !== null);
      };
      for await (const found of walkKeys(folder, walk)) {
        batch.push(found);
        if (batch.length === LIST_AHEAD) yield* await flush();
      }
      yield* await flush();
    } catch (error) {
      throw await explainFault(error, place, bucket, options.prefix ?? bucket);
    }
  }

  async function remove(
    bucket: string,
    givenKey: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<void> {
    const key = givenKey.normalize('NFC');
    throwIfCancelled(options.signal);
    const folder = bucketFolderOf(place, bucket);
    try {
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
      objectFile(place, to.bucket, key);
      temporary = await openTemporary(bucketFolderOf(place, to.bucket));
      const object = {
        bucketFolder: bucketFolderOf(place, from.bucket),
        key: from.key.normalize('NFC'),
        ...source,
      };
      const { etag, partBytes, contentType, metadata } = await factsOf(object, options.signal);
      await copyFile(source.file, temporary.file, constants.COPYFILE_FICLONE);
      await temporary.handle.sync();
      if (seal(await stat(source.file, { bigint: true })) !== seal(source.stats)) {
        throw new AppError(
          'store-busy',
          `“${from.key}” changed while it was copied. It will be tried again.`,
        );
      }
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
      objectFile(place, bucket, key);
      throwIfCancelled(options.signal);
      return beginUpload(place, bucket, { key, startedAtMs: now(), ...described(options) });
    },
    async putPart(upload, part, options = {}) {
      throwIfCancelled(options.signal);
      try {
        await sweepOnce(bucketFolderOf(place, upload.bucket));
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
        joined = await joinParts(place, upload, parts, options.signal);
        const etag = multipartEtag(parts.map((part) => part.etag)) as string; // ours are always MD5s
        await keep(upload.bucket, key, joined, {
          etag,
          partBytes: parts.map((part) => part.sizeBytes),
          ...described(about),
        });
        await removeUpload(place, upload);
        return { etag, sizeBytes: joined.sizeBytes };
      } catch (error) {
        throw await explainFault(error, place, upload.bucket, key);
      } finally {
        await joined?.handle.close();
        if (joined && parts.length > 1) await rm(joined.file, { force: true }); // a lone part stays for the next try
      }
    },
    async abort(upload) {
      try {
        await removeUpload(place, upload);
      } catch (error) {
        if (error instanceof AppError && error.code === 'upload-gone') return;
        throw await explainFault(error, place, upload.bucket, upload.key);
      }
    },
    async *list(bucket, prefix, options = {}) {
      for await (const upload of listUploads(place, bucket, prefix)) {
        throwIfCancelled(options.signal);
        yield upload;
      }
    },
  };

  const unsupported = (): Promise<never> =>
    Promise.reject(
      new AppError(
        'unsupported',
        'A folder on this computer has no web addresses. Use a store on the network for links.',
      ),
    );

  return {
    capabilities: {
      conditionalPut: true,
      verifiesMd5: true,
      etagIsMd5: true,
      presign: false,
      multipart: { minPartBytes: 1, maxPartBytes: 5 * GIB, maxParts: 10_000 },
      maxSinglePutBytes: Number.MAX_SAFE_INTEGER,
      maxKeyBytes: maxKeyBytes(place.root, place.platform),
      createBucket: true,
    },
    ...createLocalBuckets(place, (folder) => swept.delete(folder)),
    head,
    get,
    put,
    list,
    copy,
    delete: remove,
    async deleteMany(bucket, keys, options) {
      const failed: Array<{ key: string; error: unknown }> = [];
      for (const key of keys)
        await remove(bucket, key, options).catch((error) => failed.push({ key, error }));
      throwIfCancelled(options?.signal);
      return failed;
    },
    presignGet: unsupported,
    presignPut: unsupported,
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
