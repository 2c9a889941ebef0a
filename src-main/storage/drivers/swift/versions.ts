/** Versions of objects, in containers that keep them. */
import type { CallOptions, Capabilities, ObjectVersion, StoreAdmin } from '../../object-store';
import type { Containers } from './containers';
import { cannot } from './errors';
import type { LargeObjects } from './large-objects';
import { isCode, type SwiftRequests } from './requests';
import { type ListedEntry, objectInfoOfListed } from './wire';

/** Content type of what stands for a deletion (swift.common.middleware.versioned_writes). */
const DELETION_MARK = 'application/x-deleted;swift_versions_deleted=1';

export function createVersions(
  requests: SwiftRequests,
  large: LargeObjects,
  containers: Containers,
  capabilities: Capabilities,
): Pick<StoreAdmin, 'versions' | 'deleteVersion'> {
  async function requireVersions(bucket: string, options: CallOptions): Promise<void> {
    await containers.requireHead(bucket, options);
    if (!capabilities.versioning) throw cannot(`${requests.callOf().host} keeps no versions of objects.`);
  }

  async function* listed(
    bucket: string,
    options: CallOptions & { prefix?: string },
  ): AsyncGenerator<ObjectVersion> {
    let last: ListedEntry | undefined;
    for (;;) {
      const page = await requests.json<ListedEntry[]>({
        method: 'GET',
        bucket,
        query: {
          versions: 'true',
          format: 'json',
          prefix: options.prefix || undefined,
          marker: last?.name,
          version_marker: last?.version_id,
        },
        signal: options.signal,
      });
      if (!page || page.length === 0) return;
      for (const entry of page) {
        if (entry.name === undefined) continue;
        yield {
          ...objectInfoOfListed(entry),
          versionId: entry.version_id ?? 'null',
          latest: entry.is_latest === true,
          deleted: entry.content_type === DELETION_MARK,
        };
      }
      last = page.at(-1);
    }
  }

  async function* versions(
    bucket: string,
    options: CallOptions & { prefix?: string } = {},
  ): AsyncGenerator<ObjectVersion> {
    await requireVersions(bucket, options);
    yield* listed(bucket, options);
  }

  /** The version that becomes the object when this one goes; null when this one is not the latest, or none follows. */
  async function successorOf(
    bucket: string,
    key: string,
    versionId: string,
    options: CallOptions,
  ): Promise<ObjectVersion | null> {
    let isLatest = false;
    for await (const version of listed(bucket, { ...options, prefix: key })) {
      if (version.key !== key) return null; // names come in order, and this one is the first with the prefix
      if (isLatest) return version;
      isLatest = version.latest && version.versionId === versionId;
      if (!isLatest) return null;
    }
    return null;
  }

  /**
   * A large object's version goes with its segments: each version has its own. Swift leaves nothing in the place of the latest one, so
   * the version before it is put there first, as other stores do.
   */
  async function deleteVersion(
    bucket: string,
    key: string,
    versionId: string,
    options: CallOptions = {},
  ): Promise<void> {
    await requireVersions(bucket, options);
    const { signal } = options;
    const successor = await successorOf(bucket, key, versionId, options);
    const head = await large.headOf(bucket, key, { ...options, versionId }).catch((error) => {
      if (isCode(error, 'bad-input', 'unsupported')) return null; // a deletion mark has no head
      throw error;
    });
    const used = await large.segmentsInUse(bucket, key, head, { ...options, versionId });
    if (successor && !successor.deleted) {
      const query = { 'version-id': successor.versionId };
      await requests.send({ method: 'PUT', bucket, key, query, signal });
    }
    try {
      await requests.send({ method: 'DELETE', bucket, key, query: { 'version-id': versionId }, signal });
    } catch (error) {
      if (!isCode(error, 'not-found')) throw error;
    }
    await large.free(used, new Set(), capabilities.bulkDelete);
  }

  return { versions, deleteVersion };
}
