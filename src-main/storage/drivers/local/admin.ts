/** What a folder on this computer tells of itself, and the little about it that can be changed. */
import { lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../src-shared/app-error';
import { throwIfCancelled } from '../../cancellation';
import type { CallOptions, ObjectVersion, StoreAdmin } from '../../object-store';
import type { LinkSigner } from '../../session';
import { bucketFolderOf, explainFault, findObject, type Place, requireBucket } from './bucket-folders';
import { isMissing, objectMissing, rootMissing, translateFileError } from './errors';
import { noAddresses } from './links';
import { factsOf, md5Of, writeRecord } from './records';
import { walkKeys } from './walk';

const unsupported = (what: string): AppError =>
  new AppError(
    'unsupported',
    `${what} is not possible in a folder on this computer. Use another store for that.`,
  );

export function createLocalAdmin(place: Place, links: LinkSigner | undefined): StoreAdmin {
  async function countAll(
    folders: string[],
    signal: AbortSignal | undefined,
  ): Promise<{ objectCount: number; totalBytes: number }> {
    let [objectCount, totalBytes] = [0, 0];
    for (const folder of folders) {
      const walk = { platform: place.platform, prefix: '', startAfter: '', signal };
      for await (const { file } of walkKeys(folder, walk)) {
        const stats = await lstat(file).catch(() => null); // deleted while we walked
        objectCount += stats ? 1 : 0;
        totalBytes += stats?.size ?? 0;
      }
    }
    return { objectCount, totalBytes };
  }

  return {
    async usage(options = {}) {
      throwIfCancelled(options.signal);
      try {
        const entries = await readdir(place.root, { withFileTypes: true });
        const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
        const paths = folders.map(({ name }) => path.join(place.root, name));
        const counts = options.count
          ? await countAll(paths, options.signal)
          : { objectCount: null, totalBytes: null };
        return { bucketCount: folders.length, ...counts, quotaBytes: null, countedBy: 'listing' };
      } catch (error) {
        throw isMissing(error) ? rootMissing(place.root) : translateFileError(error, place.root);
      }
    },

    async bucketFacts(bucket, options = {}) {
      throwIfCancelled(options.signal);
      try {
        await requireBucket(place, bucket);
        const { birthtimeMs } = await stat(await bucketFolderOf(place, bucket));
        return {
          name: bucket.normalize('NFC'),
          createdAtMs: birthtimeMs || null, // 0 where the disk does not know
          objectCount: null,
          totalBytes: null,
          quotaBytes: null,
          tier: null,
          region: null,
          versioning: null,
          access: null,
          corsOrigins: null,
          metadata: {},
        };
      } catch (error) {
        throw await explainFault(error, place, bucket, bucket);
      }
    },

    async updateBucket(bucket, _change, options = {}) {
      throwIfCancelled(options.signal);
      await requireBucket(place, bucket);
      throw unsupported('Setting rules for an album');
    },

    async updateObject(bucket, givenKey, change, options: CallOptions = {}) {
      throwIfCancelled(options.signal);
      if (change.expiresAtMs !== undefined) throw unsupported('Giving a file an end');
      if (change.tier !== undefined) throw unsupported('A storage tier');
      const key = givenKey.normalize('NFC');
      try {
        const found = await findObject(place, bucket, key);
        if (!found) {
          await requireBucket(place, bucket);
          throw objectMissing(bucket, key);
        }
        const bucketFolder = await bucketFolderOf(place, bucket);
        const { etagKind, ...facts } = await factsOf({ bucketFolder, key, ...found }, options.signal);
        await writeRecord(bucketFolder, key, found.stats, {
          ...(facts.partBytes && { partBytes: facts.partBytes }),
          ...(facts.contentType && { contentType: facts.contentType }),
          ...(facts.metadata && { metadata: facts.metadata }),
          etag: etagKind ? await md5Of(found.file, options.signal) : facts.etag,
          ...change,
        });
      } catch (error) {
        throw await explainFault(error, place, bucket, key);
      }
    },

    restore: () => Promise.reject(unsupported('An archive')),
    // biome-ignore lint/correctness/useYield: a folder keeps no versions, and says so when they are asked for
    async *versions(): AsyncGenerator<ObjectVersion> {
      throw unsupported('Keeping versions');
    },
    deleteVersion: () => Promise.reject(unsupported('Keeping versions')),
    async rotateLinkKey() {
      if (!links) throw noAddresses();
      await links.rotate();
    },
  };
}
