/** Writes down what was stored: all that ended within one turn of the event loop in one transaction. */
import { toWire, type WireError } from '../../../src-shared/app-error';
import type { StoredFacts, TransferJob } from '../../catalogue/catalogue';
import type { Core } from '../core';

interface Ending {
  job: TransferJob;
  facts: StoredFacts;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Resolves when it is written. A kill before that costs another look at the store, which then says that it holds the file already. Rejects
 * with what the catalogue says.
 */
export function createFinishBatch(
  core: Pick<Core, 'catalogue' | 'now'>,
): (job: TransferJob, facts: StoredFacts) => Promise<void> {
  let batch: Ending[] = [];

  const write = (): void => {
    const ending = batch;
    batch = [];
    const failed = new Map<Ending, unknown>();
    try {
      core.catalogue.transaction(() => {
        for (const entry of ending) {
          try {
            core.catalogue.transfers.finish(entry.job.id, entry.facts, core.now());
          } catch (error) {
            failed.set(entry, error);
            if (isOfTheDisk(toWire(error))) throw error;
          }
        }
      });
    } catch (error) {
      for (const entry of ending) entry.reject(error);
      return;
    }
    for (const entry of ending) {
      if (failed.has(entry)) entry.reject(failed.get(entry));
      else entry.resolve();
    }
  };

  return (job, facts) =>
    new Promise((resolve, reject) => {
      if (batch.length === 0) setImmediate(write);
      batch.push({ job, facts, resolve, reject });
    });
}

/** SQLite may have rolled the whole transaction back. */
const isOfTheDisk = ({ code }: WireError): boolean => code === 'disk-full' || code === 'io';
