/** What one check of a probe works with, and what it answers. */
import { createHash } from 'node:crypto';
import { AppError } from '../../src-shared/app-error';
import type { ProbeOutcome } from '../../src-shared/domain/connection';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import type { ObjectStore } from '../storage/object-store';
import type { ScratchPlace } from './probe-scratch';
import type { WebRequest } from './probe-web';

export interface Probing {
  /** Opened as its protocol promises, without what an earlier probe saw. */
  store: ObjectStore;
  /** The same store, believed to do that: to try what its protocol does not promise. */
  believing(known: Partial<Capabilities>): ObjectStore;
  place: ScratchPlace;
  web: WebRequest;
  /** Rejects with `cancelled` when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  now(): number;
  signal: AbortSignal;
}

export interface Finding {
  outcome: Exclude<ProbeOutcome, 'failed'>;
  params?: Record<string, string | number>;
  seen?: Partial<Capabilities>;
  /** Replaces the usual sentence of the outcome. */
  message?: string;
  /** Why it is a no, where an answer said so. */
  error?: unknown;
}
export type Check = (probing: Probing) => Promise<Finding>;

export const sampleOf = (name: string): Buffer =>
  Buffer.from(`${name}: written by CAOS to try this store.\n`);
export const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

export async function readBack(
  { store, place, signal }: Pick<Probing, 'store' | 'place' | 'signal'>,
  key: string,
  range: { start?: number; end?: number } = {},
): Promise<Buffer> {
  const { body } = await store.get(place.bucket, key, { ...range, signal });
  return Buffer.concat(await body.toArray({ signal }));
}

/** True when the act was answered with one of these codes; false when it went through. Anything else is thrown on. */
export async function refused(
  codes: readonly AppError['code'][],
  act: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await act();
    return false;
  } catch (error) {
    if (error instanceof AppError && codes.includes(error.code)) return true;
    throw error;
  }
}

/** Settings of a bucket reach every machine of a store with a delay: looks again a few times before a no. */
export async function eventually(
  { wait, signal }: Pick<Probing, 'wait' | 'signal'>,
  holds: () => Promise<boolean>,
): Promise<boolean> {
  const pausesMs = [200, 500, 1000, 2000];
  for (const pauseMs of pausesMs) {
    if (await holds()) return true;
    await wait(pauseMs, signal);
  }
  return holds();
}
