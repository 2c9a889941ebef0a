/**
 * Finds out whether segments of ours are still needed: by any manifest of the account, under whatever name.
 *
 * [Note: Segments that others refer to] A manifest is a small object that anyone may copy: rclone and others make “copies” of large
 * objects over the very same segments, and those outlive their source. So segments whose upload is forgotten are leftovers only when no
 * static large object of the account, older versions included, and no dynamic one names them. Whatever cannot be seen (a container that
 * may not be listed, a store whose listings do not show large objects) may name them: then nothing is known, and nothing goes.
 */
import type { CallOptions } from '../../object-store';
import type { SwiftInfo } from './info';
import type { LargeObjects } from './large-objects';
import { inParallel, isCode, type SwiftRequests } from './requests';
import { listedPages, SEGMENTS, segmentOf } from './segment-layout';
import { headerOf, isStaticLarge, type ListedEntry, plainEtag } from './wire';

/** Segments of one upload, as their listing tells. */
export interface HeldSegments {
  uploadId: string;
  /** Of the first that is listed. */
  firstNumber: number;
  sizeBytes: number;
  /** Of an object joined of exactly these, in order. */
  sloEtag: string;
  oldestAtMs: number;
  newestAtMs: number;
}

/** Manifests that are read at once: this is never in a hurry. */
const READ_AT_ONCE = 4;
/** More objects than this that have to be looked at one by one are not looked at: nothing is known then. */
const MOST_LOOKS = 5000;
/** Listings show large objects (`slo_etag`) since this Swift (its changelog, 2.19.0). */
const FIRST_TELLING = [2, 19] as const;
const DELETION_MARK = 'application/x-deleted;swift_versions_deleted=1';

class Unknowable extends Error {}

export function createReferences(
  requests: SwiftRequests,
  large: LargeObjects,
  readInfo: (options: CallOptions) => Promise<SwiftInfo | null>,
) {
  /**
   * Which of these uploads, whose segments lie in `place`, something refers to; null when that cannot be told. `base` is the container
   * that they were meant for: most are found there.
   */
  async function neededAmong(
    place: string,
    base: string,
    uploads: readonly HeldSegments[],
    options: CallOptions,
  ): Promise<Set<string> | null> {
    const open = new Map(uploads.map((upload) => [upload.uploadId, upload]));
    const needed = new Set<string>();
    const settle = (uploadId: string): void => {
      if (open.delete(uploadId)) needed.add(uploadId);
    };
    const search = createSearch(place, open, settle, options);
    try {
      await search(base);
      if (open.size > 0)
        for await (const page of listedPages(requests, {}, options))
          for (const { name } of page)
            if (name !== undefined && name !== base && open.size > 0) await search(name);
      return needed;
    } catch (error) {
      if (error instanceof Unknowable || isCode(error, 'access-denied', 'unsupported')) return null;
      throw error;
    }
  }

  function createSearch(
    place: string,
    open: ReadonlyMap<string, HeldSegments>,
    settle: (uploadId: string) => void,
    options: CallOptions,
  ): (container: string) => Promise<void> {
    let looks = 0;
    let told: Promise<{ versions: boolean }> | null = null;

    async function tellsAll(): Promise<{ versions: boolean }> {
      const info = await readInfo(options);
      const [major = 0, minor = 0] = (info?.swift?.version ?? '').split('.').map(Number);
      const tells = major > FIRST_TELLING[0] || (major === FIRST_TELLING[0] && minor >= FIRST_TELLING[1]);
      if (!info || !tells) throw new Unknowable();
      return { versions: info.object_versioning !== undefined };
    }

    function settleByEtag(etag: string): boolean {
      const same = [...open.values()].filter((upload) => upload.sloEtag === etag);
      for (const { uploadId } of same) settle(uploadId);
      return same.length > 0;
    }
    function settleByPrefix(manifest: string): void {
      const path = `/${decodeURIComponent(manifest)}`;
      for (const uploadId of open.keys()) {
        const segments = `/${place}/${SEGMENTS}${uploadId}/`;
        if (segments.startsWith(path) || path.startsWith(segments)) settle(uploadId);
      }
    }

    /** No listing says of a dynamic large object that it is one; and of a static one that was made long ago neither. */
    const mayBeLarge = (entry: ListedEntry): boolean => {
      if (entry.content_type === DELETION_MARK || segmentOf(entry.name ?? '')) return false;
      return !entry.bytes || [...open.values()].some((upload) => upload.sizeBytes === entry.bytes);
    };

    async function look(container: string, entry: ListedEntry): Promise<void> {
      const key = entry.name ?? '';
      const versionId = entry.version_id === 'null' ? undefined : entry.version_id;
      const which = { ...options, ...(versionId !== undefined && { versionId }) };
      if (open.size === 0) return;
      if (!entry.slo_etag) {
        const head = await large.headOf(container, key, which);
        const dynamic = head && headerOf(head, 'x-object-manifest');
        if (dynamic) settleByPrefix(dynamic);
        if (!head || !isStaticLarge(head)) return;
      }
      for (const segment of await large.segmentsOf(container, key, which)) {
        const ours = segment.bucket === place && segmentOf(segment.key);
        if (ours) settle(ours.uploadId);
      }
    }

    return async (container) => {
      told ??= tellsAll();
      const { versions } = await told;
      try {
        for await (const page of listedPages(requests, { bucket: container, versions }, options)) {
          const doubtful = page.filter((entry) =>
            entry.slo_etag ? !settleByEtag(plainEtag(entry.slo_etag)) : mayBeLarge(entry),
          );
          looks += doubtful.length;
          if (looks > MOST_LOOKS) throw new Unknowable();
          await inParallel(doubtful, READ_AT_ONCE, (entry) =>
            look(container, entry).catch((error) => {
              if (!isCode(error, 'not-found')) throw error; // deleted meanwhile
            }),
          );
          if (open.size === 0) return;
        }
      } catch (error) {
        if (!isCode(error, 'bucket-missing')) throw error; // deleted meanwhile
      }
    };
  }

  return { neededAmong };
}
export type References = ReturnType<typeof createReferences>;
