/** How sizes, counts, dates and times are written in the person's locale. All formatting of the app is here. */

/** Decimal units, as stores bill them. `bytes` >= 0. */
const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;

const cache = new Map<string, unknown>();
function cached<T>(key: string, make: () => T): T {
  const found = cache.get(key) as T | undefined;
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}

/** `41.2 GB`: three significant digits at most above a kilobyte. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return cached(`bytes ${locale} ${unit} ${digits}`, () => {
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: byteUnits[unit] as string,
      unitDisplay: unit === 0 ? 'long' : 'short',
      maximumFractionDigits: digits,
    });
  }).format(value);
}

/** `84 MB/s` */
export const formatSpeed = (bytesPerSecond: number, locale: string): string =>
  `${formatBytes(bytesPerSecond, locale)}/s`;

/** `1,284` */
export const formatCount = (count: number, locale: string): string =>
  cached(`count ${locale}`, () => new Intl.NumberFormat(locale)).format(count);

/** `$0.015`: a price, with as many digits as it has. */
export const formatMoney = (amount: number, currency: string, locale: string): string =>
  cached(
    `price ${locale} ${currency}`,
    () => new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 9 }),
  ).format(amount);

/** A sum in coins that exist: `$0.42`; `less` when it is smaller than the smallest of them, which is then what is written. */
export function formatSum(amount: number, currency: string, locale: string): { text: string; less: boolean } {
  const money = cached(
    `sum ${locale} ${currency}`,
    () => new Intl.NumberFormat(locale, { style: 'currency', currency }),
  );
  const smallest = 10 ** -(money.resolvedOptions().maximumFractionDigits ?? 2);
  const less = amount > 0 && amount < smallest;
  return { text: money.format(less ? smallest : amount), less };
}

/** `31%` of a share between 0 and 1, never 100% before all is there. */
export function formatPercent(share: number, locale: string): string {
  const bounded = share >= 1 ? 1 : Math.max(0, Math.min(0.99, share));
  return cached(`percent ${locale}`, () => new Intl.NumberFormat(locale, { style: 'percent' })).format(
    bounded,
  );
}

/** Roughly how long: `about` the largest unit that says enough: `40 sec`, `9 min`, `2 hr, 5 min`. */
export function formatDuration(durationMs: number, locale: string): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const part = (value: number, unit: 'second' | 'minute' | 'hour' | 'day'): string =>
    cached(
      `duration ${locale} ${unit}`,
      () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
    ).format(value);
  if (seconds < 60) return part(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return part(minutes, 'minute');
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return part(Math.round(hours / 24), 'day');
  return minutes % 60 === 0 ? part(hours, 'hour') : `${part(hours, 'hour')} ${part(minutes % 60, 'minute')}`;
}

/** Length of a video: `0:07`, `12:30`, `1:02:03`. */
export function formatClock(durationMs: number): string {
  const total = Math.max(0, Math.round(durationMs / 1000));
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** `May 1, 2024`. `timeZone`: 'UTC' for camera wall clocks kept as UTC, undefined for real moments. */
export const formatDate = (atMs: number, locale: string, timeZone?: 'UTC'): string =>
  cached(
    `date ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(timeZone && { timeZone }) }),
  ).format(atMs);

/** `May 1, 2024, 10:11 AM` */
export const formatDateTime = (atMs: number, locale: string, timeZone?: 'UTC'): string =>
  cached(
    `datetime ${locale} ${timeZone}`,
    () =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
        ...(timeZone && { timeZone }),
      }),
  ).format(atMs);

/** `10:11 AM`: a moment of today, or of a day named beside it. */
export const formatTime = (atMs: number, locale: string): string =>
  cached(`time ${locale}`, () => new Intl.DateTimeFormat(locale, { timeStyle: 'short' })).format(atMs);

/** In this computer's time zone. */
export const isSameDay = (aMs: number, bMs: number): boolean =>
  new Date(aMs).toDateString() === new Date(bMs).toDateString();

/** `10:11:12 AM`: one step among others. */
export const formatTimeOfDay = (atMs: number, locale: string): string =>
  cached(`time of day ${locale}`, () => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })).format(
    atMs,
  );

/** `Saturday, November 21, 2026` */
export const formatLongDate = (atMs: number, locale: string, timeZone?: 'UTC'): string =>
  cached(
    `long date ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'full', ...(timeZone && { timeZone }) }),
  ).format(atMs);

/** `May 2024`, or with a day: for group titles and the time line. */
export const formatMonth = (atMs: number, locale: string, timeZone?: 'UTC'): string =>
  cached(
    `month ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', ...(timeZone && { timeZone }) }),
  ).format(atMs);

/** `May 1 – 4, 2024`; one day stays one date. */
export const formatDateRange = (fromMs: number, toMs: number, locale: string, timeZone?: 'UTC'): string =>
  cached(
    `range ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(timeZone && { timeZone }) }),
  ).formatRange(fromMs, toMs);

/** Joins `a, b and c`. */
export const formatList = (items: string[], locale: string): string =>
  cached(`list ${locale}`, () => new Intl.ListFormat(locale, { type: 'conjunction' })).format(items);

/** `240 ms`, `1.3 sec`: how long something short took. */
export const formatMilliseconds = (durationMs: number, locale: string): string =>
  durationMs < 1000
    ? cached(
        `ms ${locale}`,
        () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 0 }),
      ).format(durationMs)
    : cached(
        `s ${locale}`,
        () => new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }),
      ).format(durationMs / 1000);

/** `3 minutes ago`, `yesterday`; null within the first minute, which each place says in its own words. */
export function formatAgo(atMs: number, nowMs: number, locale: string): string | null {
  const minutes = Math.round((nowMs - atMs) / 60_000);
  if (minutes < 1) return null;
  const format = cached(`ago ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  if (minutes < 60) return format.format(-minutes, 'minute');
  const hours = Math.round(minutes / 60);
  if (hours < 24) return format.format(-hours, 'hour');
  return format.format(-Math.round(hours / 24), 'day');
}
