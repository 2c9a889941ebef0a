/** Prices as a person types them, and sums as they are said. */
import { expect, it } from 'vitest';
import {
  currencies,
  formOfPrices,
  knownPrices,
  parsePrice,
  priceProblem,
  pricesOfForm,
} from '../../../src-renderer/features/connections/price-form';
import { formatMoney, formatSum } from '../../../src-renderer/ui/format';

it('what is typed is a price, nothing, or neither', () => {
  expect(['0.015', '0,015', ' 12 ', '.5', '5.', '0'].map(parsePrice)).toEqual([0.015, 0.015, 12, 0.5, 5, 0]);
  expect(['', '  '].map(parsePrice)).toEqual([null, null]);
  expect(['a', '-1', '1e3', '1.2.3', '.', '2000000'].map(parsePrice)).toEqual(Array(6).fill(undefined));
});

it('a comma that could stand for thousands is asked about, not guessed', () => {
  expect(['1,000', '12,500', ' 999,999 '].map(parsePrice)).toEqual([undefined, undefined, undefined]);
  expect(['0,023', '1,5', '1,0000', '1234,500', '1000', '1.000'].map(parsePrice)).toEqual([
    0.023, 1.5, 1, 1234.5, 1000, 1,
  ]);
  expect(priceProblem('1,500')).toEqual({ either: { whole: '1500', decimal: '1.500' } });
  expect(['', '0,023', 'much'].map(priceProblem)).toEqual([null, null, 'wrong']);
  expect(pricesOfForm({ ...formOfPrices(null), writes1000: '1,000' })).toBeNull();
});

it('a card says every price that is known, if it is the only one', () => {
  const none = { storedGbMonth: null, downloadedGb: null, writes1000: null };
  expect(knownPrices(none)).toEqual([]);
  expect(knownPrices({ ...none, writes1000: 0.005 })).toEqual([{ field: 'writes1000', amount: 0.005 }]);
  expect(knownPrices({ storedGbMonth: 0, downloadedGb: 0.09, writes1000: null })).toEqual([
    { field: 'storedGbMonth', amount: 0 },
    { field: 'downloadedGb', amount: 0.09 },
  ]);
});

it('prices come back from the form as they went in', () => {
  const prices = { currency: 'SEK', storedGbMonth: 0.0000001, downloadedGb: 100, writes1000: null };
  expect(formOfPrices(prices)).toMatchObject({
    storedGbMonth: '0.0000001',
    downloadedGb: '100',
    writes1000: '',
  });
  expect(pricesOfForm(formOfPrices(prices))).toEqual(prices);
  expect(pricesOfForm({ ...formOfPrices(null), downloadedGb: 'much' })).toBeNull();
  expect(currencies('SEK').at(-1)).toBe('SEK');
});

it('a price keeps its digits, a sum has those of a coin and never says nothing for something', () => {
  expect(formatMoney(0.0045, 'USD', 'en')).toBe('$0.0045');
  expect(formatSum(0.1249, 'USD', 'en')).toEqual({ text: '$0.12', less: false });
  expect(formatSum(0.004, 'USD', 'en')).toEqual({ text: '$0.01', less: true });
  expect(formatSum(0.4, 'KRW', 'en')).toEqual({ text: '₩1', less: true });
  expect(formatSum(0, 'USD', 'en')).toEqual({ text: '$0.00', less: false });
});
