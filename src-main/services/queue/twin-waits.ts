/** Files of the same content in one album are never sent at once: the second waits until the first has ended, and is woken by that. */
import type { TransferId } from '../../../src-shared/units';
import type { TransferJob } from '../../catalogue/catalogue';

type Row = Pick<TransferJob, 'id' | 'albumId' | 'fingerprint'>;

export interface TwinWaits {
  /** False while another file with this fingerprint is in the upload lane. */
  claim(job: Row): boolean;
  /** Waits until one with its fingerprint ends. */
  waitFor(job: Row): void;
  /** It is off the upload lane. */
  release(job: Row): void;
  /** It ended, or will not go on for now: answers who may look again. */
  wakeOthers(job: Row): TransferId[];
}

export function createTwinWaits(): TwinWaits {
  const claims = new Map<string, TransferId>();
  const waiting = new Map<string, Set<TransferId>>();
  const keyOf = ({ albumId, fingerprint }: Row): string | null =>
    fingerprint === null ? null : `${albumId} ${fingerprint}`;
  return {
    claim(job) {
      const key = keyOf(job);
      if (key === null) return true;
      const holder = claims.get(key);
      if (holder !== undefined && holder !== job.id) return false;
      claims.set(key, job.id);
      return true;
    },
    waitFor(job) {
      const key = keyOf(job);
      if (key === null) return;
      const others = waiting.get(key) ?? new Set();
      waiting.set(key, others.add(job.id));
    },
    release(job) {
      const key = keyOf(job);
      if (key !== null && claims.get(key) === job.id) claims.delete(key);
    },
    wakeOthers(job) {
      const key = keyOf(job);
      if (key === null) return [];
      const woken = [...(waiting.get(key) ?? [])].filter((id) => id !== job.id);
      waiting.delete(key);
      return woken;
    },
  };
}
