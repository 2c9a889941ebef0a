/** Listings of local buckets: all of it in key order, or one level in pages. */
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AppError } from '../../../../src-shared/app-error';
import { throwIfCancelled } from '../../cancellation';
import type { FolderPage, ObjectInfo, ObjectStore } from '../../object-store';
import { bucketFolderOf, explainFault, findFolder, type Place, requireBucket } from './bucket-folders';
import { isMissing } from './errors';
import { walkKeys, walkLevel } from './walk';

/** Objects looked at side by side while listing: enough to hide a slow disk's answer, few enough to leave it responsive. */
const LIST_AHEAD = 32;
const DEFAULT_PAGE = 1000;

type InfoOf = (
  bucket: string,
  key: string,
  found: { file: string; stats: BigIntStats },
  signal?: AbortSignal,
) => Promise<ObjectInfo>;

export function createLocalListings(place: Place, infoOf: InfoOf): Pick<ObjectStore, 'list' | 'listFolder'> {
  /** null when it was deleted while we walked. */
  async function infoNow(
    bucket: string,
    { key, file }: { key: string; file: string },
    signal: AbortSignal | undefined,
  ): Promise<ObjectInfo | null> {
    const stats = await stat(file, { bigint: true }).catch((error) => {
      if (isMissing(error)) return null;
      throw error;
    });
    return stats && infoOf(bucket, key, { file, stats }, signal);
  }

  async function* list(
    bucket: string,
    options: { signal?: AbortSignal; prefix?: string; startAfter?: string } = {},
  ): AsyncGenerator<ObjectInfo> {
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
        const infos = await Promise.all(batch.map((found) => infoNow(bucket, found, options.signal)));
        batch = [];
        return infos.filter((info) => info !== null);
      };
      for await (const found of walkKeys(await bucketFolderOf(place, bucket), walk)) {
        batch.push(found);
        if (batch.length === LIST_AHEAD) yield* await flush();
      }
      yield* await flush();
    } catch (error) {
      throw await explainFault(error, place, bucket, options.prefix ?? bucket);
    }
  }

  async function listFolder(
    bucket: string,
    options: { signal?: AbortSignal; prefix?: string; after?: string; limit?: number } = {},
  ): Promise<FolderPage> {
    const { signal, prefix = '', after = '', limit = DEFAULT_PAGE } = options;
    const page: FolderPage = { folders: [], objects: [], next: null };
    throwIfCancelled(signal);
    try {
      await requireBucket(place, bucket);
      const bucketFolder = await bucketFolderOf(place, bucket);
      const folder = await findFolder(place, bucketFolder, prefix);
      if (folder === null) return page;
      const files: Array<{ key: string; file: string }> = [];
      let last = '';
      const walk = { platform: place.platform, prefix, after, signal };
      for await (const { key, file } of walkLevel(bucketFolder, folder, walk)) {
        if (page.folders.length + files.length === limit) {
          page.next = last;
          break;
        }
        last = key;
        if (file === null) page.folders.push(key);
        else files.push({ key, file });
      }
      for (let offset = 0; offset < files.length; offset += LIST_AHEAD) {
        const some = files.slice(offset, offset + LIST_AHEAD);
        const infos = await Promise.all(some.map((found) => infoNow(bucket, found, signal)));
        page.objects.push(...infos.filter((info) => info !== null));
      }
      return page;
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw await explainFault(error, place, bucket, prefix || bucket);
    }
  }

  return { list, listFolder };
}
