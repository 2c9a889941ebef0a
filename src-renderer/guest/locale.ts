/** The page's language: the share's own, until the person switches; and dates and sizes in it. */
import type { GuestLanguage } from '../../src-shared/domain/share-page';
import { en, type Words } from './words/en';
import { ko } from './words/ko';

export interface Locale {
  language: GuestLanguage;
  words: Words;
  /** Day, month and year. */
  date(atMs: number): string;
  /** Hour and minute, with the day when it is not today. */
  time(atMs: number): string;
  size(sizeBytes: number): string;
}

export function localeOf(language: GuestLanguage): Locale {
  const locale =
    language === 'ko' ? 'ko-KR' : navigator.language.startsWith('en') ? navigator.language : 'en-GB';
  return {
    language,
    words: language === 'ko' ? ko : en,
    date: (atMs) => new Intl.DateTimeFormat(locale, { dateStyle: 'long' }).format(atMs),
    time: (atMs) => {
      const isToday = new Date(atMs).toDateString() === new Date().toDateString();
      return new Intl.DateTimeFormat(locale, {
        timeStyle: 'short',
        ...(isToday ? {} : { dateStyle: 'medium' as const }),
      }).format(atMs);
    },
    size: (sizeBytes) => sizeText(locale, sizeBytes),
  };
}

export function browserLanguage(): GuestLanguage {
  return navigator.language.toLowerCase().startsWith('ko') ? 'ko' : 'en';
}

/** Decimal units, as stores bill them. */
function sizeText(locale: string, sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, sizeBytes)) / 3));
  const value = sizeBytes / 1000 ** step;
  const digits = step > 0 && value < 10 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[step]}`;
}
