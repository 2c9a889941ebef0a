/** What a store charges: prices of a connection, where they come from, and what a share costs by them. Pure. */
import { z } from 'zod';
import type { ConnectionConfig } from './connection';
import { type ListPrices, presetOf } from './provider-presets';

/** In whole units of the currency; null: not known. */
const price = z.number().min(0).max(1_000_000).nullable();

/** What a person knows of a store's bill. All of them null: nothing is known, and the provider's list prices are not wanted either. */
export const StorePrices = z.object({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** One GB (10⁹ bytes) kept for a month. */
  storedGbMonth: price,
  /** One GB that somebody downloads. */
  downloadedGb: price,
  /** A thousand requests that write. */
  writes1000: price,
});
export type StorePrices = z.infer<typeof StorePrices>;

/** Of one share. `free`: nobody charges for it; `unknown`: no price of this store is known. */
export const ShareCost = z.discriminatedUnion('known', [
  z.object({ known: z.literal('free') }),
  z.object({ known: z.literal('unknown') }),
  z.object({
    known: z.literal('about'),
    currency: z.string(),
    /** The sum of what is known of it. */
    amount: z.number(),
    /** What it is made of, in the same currency; null: this price is not known, so the sum is without it. */
    stored: z.number().nullable(),
    downloaded: z.number().nullable(),
    written: z.number().nullable(),
    /** By the provider's list prices, as nobody entered others. */
    byList: z.boolean(),
  }),
]);
export type ShareCost = z.infer<typeof ShareCost>;

/** What is counted of a share before it is sent; all of it is about. */
export interface ShareAmounts {
  /** Bytes times days that they are kept. */
  byteDays: number;
  /** When every person looks at everything once. */
  downloadedBytes: number;
  writes: number;
}

interface Priced {
  config: ConnectionConfig;
  prices: StorePrices | null;
}

/** List prices of the provider, where they are known for this region and for what is new there (no other tier was chosen). */
export function listPricesOf(config: ConnectionConfig): ListPrices | null {
  const list = presetOf(config)?.prices ?? null;
  if (list === null || config.kind === 'local' || (config.tier ?? '') !== '') return null;
  const region = config.region ?? '';
  return list.regions === undefined || list.regions.includes(region) ? list : null;
}

/** A month of bills, for stores that charge by the month and count by the hour: 730 hours. */
const DAYS_A_MONTH = 730 / 24;

export function shareCost({ config, prices }: Priced, amounts: ShareAmounts): ShareCost {
  if (config.kind === 'local') return { known: 'free' };
  const used: StorePrices | null = prices ?? listPricesOf(config);
  if (used === null) return { known: 'unknown' };
  const times = (one: number | null, count: number): number | null => (one === null ? null : one * count);
  const stored = times(used.storedGbMonth, amounts.byteDays / 1e9 / DAYS_A_MONTH);
  const downloaded = times(used.downloadedGb, amounts.downloadedBytes / 1e9);
  const written = times(used.writes1000, amounts.writes / 1000);
  if (stored === null && downloaded === null && written === null) return { known: 'unknown' };
  return {
    known: 'about',
    currency: used.currency,
    amount: (stored ?? 0) + (downloaded ?? 0) + (written ?? 0),
    stored,
    downloaded,
    written,
    byList: prices === null,
  };
}
