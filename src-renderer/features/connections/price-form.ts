/** Prices as a person types them. Pure. */
import type { StorePrices } from '../../../src-shared/domain/store-prices';

export type PriceField = 'storedGbMonth' | 'downloadedGb' | 'writes1000';
export type PriceForm = Record<PriceField, string> & { currency: string };

const offered = ['USD', 'EUR', 'KRW', 'GBP', 'JPY', 'CHF', 'CAD', 'AUD', 'SGD'] as const;
/** With `chosen`, whatever it is. */
export const currencies = (chosen: string): string[] => [...new Set([...offered, chosen])];

export const priceFields: readonly PriceField[] = ['storedGbMonth', 'downloadedGb', 'writes1000'];

/** Those that are known, in the order of the form. */
export const knownPrices = (
  prices: Pick<StorePrices, PriceField>,
): Array<{ field: PriceField; amount: number }> =>
  priceFields.flatMap((field) => {
    const amount = prices[field];
    return amount === null ? [] : [{ field, amount }];
  });

/** `0.015`, also for what JavaScript would write as 1e-7. */
const typed = (price: number | null): string =>
  price === null ? '' : price.toFixed(9).replace(/\.?0+$/, '') || '0';

export const formOfPrices = (prices: StorePrices | null): PriceForm => ({
  currency: prices?.currency ?? 'USD',
  storedGbMonth: typed(prices?.storedGbMonth ?? null),
  downloadedGb: typed(prices?.downloadedGb ?? null),
  writes1000: typed(prices?.writes1000 ?? null),
});

/** `1,500` is read as 1500 by half the world, and as 1.5 by the other half. */
const isEither = (text: string): boolean => /^[1-9]\d{0,2},\d{3}$/.test(text.trim());

/** null: nothing was typed; undefined: no price. A comma is a decimal point, unless it could as well stand for thousands. */
export function parsePrice(text: string): number | null | undefined {
  const word = text.trim().replace(',', '.');
  if (word === '') return null;
  if (isEither(text) || !/^\d*\.?\d+$|^\d+\.$/.test(word)) return undefined;
  const price = Number(word);
  return price <= 1_000_000 ? price : undefined;
}

/** Why it is no price; null: it is one, or nothing. `either` brings both numbers that could be meant. */
export function priceProblem(text: string): 'wrong' | { either: { whole: string; decimal: string } } | null {
  if (parsePrice(text) !== undefined) return null;
  const word = text.trim();
  return isEither(word)
    ? { either: { whole: word.replace(',', ''), decimal: word.replace(',', '.') } }
    : 'wrong';
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
