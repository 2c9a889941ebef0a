/** Prices as a person types them. Pure. */
import type { StorePrices } from '../../../src-shared/domain/store-prices';

export type PriceField = 'storedGbMonth' | 'downloadedGb' | 'writes1000';
export type PriceForm = Record<PriceField, string> & { currency: string };

const offered = ['USD', 'EUR', 'KRW', 'GBP', 'JPY', 'CHF', 'CAD', 'AUD', 'SGD'] as const;
/** With `chosen`, whatever it is. */
export const currencies = (chosen: string): string[] => [...new Set([...offered, chosen])];

export const anyPrice = (prices: Pick<StorePrices, PriceField>): boolean =>
  prices.storedGbMonth !== null || prices.downloadedGb !== null || prices.writes1000 !== null;

/** `0.015`, also for what JavaScript would write as 1e-7. */
const typed = (price: number | null): string =>
  price === null ? '' : price.toFixed(9).replace(/\.?0+$/, '') || '0';

export const formOfPrices = (prices: StorePrices | null): PriceForm => ({
  currency: prices?.currency ?? 'USD',
  storedGbMonth: typed(prices?.storedGbMonth ?? null),
  downloadedGb: typed(prices?.downloadedGb ?? null),
  writes1000: typed(prices?.writes1000 ?? null),
});

/** null: nothing was typed; undefined: no price. A comma is a decimal point, as half the world writes it. */
export function parsePrice(text: string): number | null | undefined {
  const word = text.trim().replace(',', '.');
  if (word === '') return null;
  if (!/^\d*\.?\d+$|^\d+\.$/.test(word)) return undefined;
  const price = Number(word);
  return price <= 1_000_000 ? price : undefined;
}

/** null: something in it is no price. */
export function pricesOfForm(form: PriceForm): StorePrices | null {
  const [storedGbMonth, downloadedGb, writes1000] = [
    parsePrice(form.storedGbMonth),
    parsePrice(form.downloadedGb),
    parsePrice(form.writes1000),
  ];
  if (storedGbMonth === undefined || downloadedGb === undefined || writes1000 === undefined) return null;
  return { currency: form.currency, storedGbMonth, downloadedGb, writes1000 };
}
