/** Migration 6: what a connection's store charges, as a person entered it (StorePrices as JSON). */
import type { Migration } from '../migrate';

export const prices: Migration = {
  number: 6,
  name: 'prices',
  sql: 'ALTER TABLE connections ADD COLUMN prices TEXT;',
};
