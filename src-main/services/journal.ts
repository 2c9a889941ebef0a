/** Writes down what happened, so that a person can see afterwards what went on. */
import { toWire } from '../../src-shared/app-error';
import type { Core } from './core';

/** The entry costs nothing but itself: where it cannot be written, the work goes on. */
export function createJournal(core: Pick<Core, 'catalogue' | 'changes' | 'log' | 'now'>): Core['journal'] {
  return (entry) => {
    try {
      core.changes.journal(core.catalogue.journal.add(entry, core.now()));
    } catch (error) {
      core.log.warn('journal', { type: entry.type, error: toWire(error) });
    }
  };
}
