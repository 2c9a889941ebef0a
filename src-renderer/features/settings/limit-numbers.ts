/** Numbers that a person types for limits: speeds in megabytes a second, counts, and times of day. */

/** The smallest limit that the contract allows, bytes a second. */
const leastBps = 10_000;
export const leastSpeed = leastBps / 1e6;

/** `2.5` or `2,5` megabytes a second as bytes a second; null: no speed. */
export function parseSpeed(text: string): number | null {
  const number = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number) || number < leastSpeed) return null;
  return Math.round(number * 1e6);
}
/** As it is typed: `2.5`. */
export const showSpeed = (bytesPerSecond: number): string => String(bytesPerSecond / 1e6);

export function parseCount(text: string): number | null {
  const number = Number(text.trim());
  return Number.isInteger(number) && number >= 1 && number <= 64 ? number : null;
}

/** Minutes of the day for `22:00`; null: not a time. */
export function parseMinutes(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const all = Number(hours) * 60 + Number(minutes);
  return all < 1440 && Number(minutes) < 60 ? all : null;
}
/** As a time field takes it: `07:05`. */
export const showMinutes = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
