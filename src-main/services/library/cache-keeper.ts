/** Keeps the cache within what the person set, from now on and whenever they set something else, and tells how full it is. */
import type { CacheUsage } from '../../../src-shared/domain/cache';
import type { AssetId } from '../../../src-shared/units';
import type { Core } from '../core';
import { type CacheLimits, DEFAULT_CACHE_LIMITS, measureCache, trimCache } from '../trim-cache';
import type { OfflineKeeper } from './keep-offline';

export interface CacheKeeper {
  start(): void;
  usage(): Promise<CacheUsage>;
  /** Resolves when the trimming that was asked for last is through. */
  trim(): Promise<void>;
  stop(): Promise<void>;
}

/** Not while the window opens; a short command ends before. */
const FIRST_AFTER_MS = 30_000;
const AGAIN_AFTER_MS = 10 * 60_000;
/** After a slider stopped. */
const SETTLED_AFTER_MS = 1000;
/** Counting 200,000 files takes seconds. */
const COUNTED_FOR_MS = 30_000;

/** `limits`: instead of the settings (tests). */
export function createCacheKeeper(
  core: Core,
  given: { root: string; offline: OfflineKeeper; limits?: CacheLimits | undefined },
): CacheKeeper {
  const ending = new AbortController();
  const { settings, kept } = core.catalogue;
  let last: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;
  let limitBytes = limits().previewBytes;
  let counted: { atMs: number; sizes: ReturnType<typeof measureCache> } | null = null;

  function limits(): CacheLimits {
    return given.limits ?? { ...DEFAULT_CACHE_LIMITS, previewBytes: settings.get().previewCacheBytes };
  }
  const keeps = (ids: AssetId[]): Set<AssetId> => kept.among(ids);

  function trim(): Promise<void> {
    last = last.then(async () => {
      const freedBytes = await trimCache(given.root, limits(), ending.signal, keeps);
      if (freedBytes === 0 || ending.signal.aborted) return;
      counted = null;
      core.log.info('cache-trimmed', { freedBytes });
    });
    return last;
  }
  function trimAfter(ms: number): void {
    clearTimeout(timer);
    if (!ending.signal.aborted)
      timer = setTimeout(() => void trim().then(() => trimAfter(AGAIN_AFTER_MS)), ms).unref();
  }

  return {
    start() {
      trimAfter(FIRST_AFTER_MS);
      unlisten = core.changes.listen(
        ({ payload }) => {
          if (payload.previewCacheBytes === limitBytes) return;
          limitBytes = payload.previewCacheBytes;
          trimAfter(SETTLED_AFTER_MS);
        },
        ['settings.changed'],
      );
    },
    async usage() {
      const ageMs = counted === null ? Number.POSITIVE_INFINITY : core.now() - counted.atMs;
      if (counted === null || ageMs < 0 || ageMs > COUNTED_FOR_MS)
        counted = { atMs: core.now(), sizes: measureCache(given.root, ending.signal, keeps) };
      return {
        ...(await counted.sizes),
        limitBytes: limits().previewBytes,
        kept: given.offline.kept(),
      };
    },
    trim,
    async stop() {
      ending.abort();
      clearTimeout(timer);
      unlisten?.();
      await last;
    },
  };
}
