/** Finding a bucket to open, and what its folder is called in the contract; pure. */
import type { StorageBucket } from '../../../src-shared/domain/storage';

/** More rows than a person reads; typing finds the rest. */
export const SHOWN_BUCKETS = 200;

/** Those whose name holds what was typed, names that begin with it first. */
export function matchingBuckets(buckets: readonly StorageBucket[], typed: string): StorageBucket[] {
  const asked = typed.trim().toLowerCase();
  if (asked === '') return [...buckets];
  const holding = buckets.filter((bucket) => bucket.name.toLowerCase().includes(asked));
  const begins = (bucket: StorageBucket): number => (bucket.name.toLowerCase().startsWith(asked) ? 0 : 1);
  return holding.sort((a, b) => begins(a) - begins(b));
}

/** '' or ending with one '/', without one at the beginning: as people write folders (`/2024/iceland`, `2024\iceland`). */
export function prefixOf(folder: string): string {
  const steps = folder
    .replaceAll('\\', '/')
    .split('/')
    .map((step) => step.trim())
    .filter((step) => step !== '');
  return steps.length === 0 ? '' : `${steps.join('/')}/`;
}

/** What an album of it is called unless a person says otherwise: the last part of bucket and folder. */
export const titleOf = (bucket: string, prefix: string): string =>
  prefix.split('/').filter(Boolean).at(-1) ?? bucket;
