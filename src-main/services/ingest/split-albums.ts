/** Decides which album a photo belongs to when a card is split by day or by shoot. Pure; titles are the same in every language. */
import type { IngestOptions } from '../../../src-shared/domain/ingest';
import { type Entry, newEntry } from './ingest-notes';

type Split = Pick<IngestOptions, 'splitBy' | 'shootGapHours'>;

/** The entry for a photo of this wall clock, made and appended to `entries` where there is none; it reaches to the photo then. */
export function entryFor(entries: Entry[], split: Split, wallClock: string, copies: number): Entry {
  const found = split.splitBy === 'shoot' ? nearestShoot(entries, wallClock, split) : undefined;
  const label =
    split.splitBy === 'none'
      ? ''
      : split.splitBy === 'day'
        ? wallClock.slice(0, 10)
        : freeLabel(entries, wallClock);
  let entry = found ?? entries.find((one) => one.label === label);
  if (!entry) {
    entry = newEntry(label, copies);
    entries.push(entry);
  }
  if (entry.from === null || wallClock < entry.from) entry.from = wallClock;
  if (entry.to === null || wallClock > entry.to) entry.to = wallClock;
  return entry;
}

/** `Wedding 2024-05-01` */
export const titleOf = (base: string, label: string): string =>
  label === '' ? base : `${base.slice(0, 200 - label.length - 1)} ${label}`;

/** The shoot that the photo lies in, or follows or precedes without a longer break. */
function nearestShoot(entries: Entry[], wallClock: string, { shootGapHours }: Split): Entry | undefined {
  const at = clockMs(wallClock);
  const away = (entry: Entry): number =>
    entry.from === null || entry.to === null
      ? Number.POSITIVE_INFINITY
      : Math.max(0, clockMs(entry.from) - at, at - clockMs(entry.to));
  return entries
    .filter((entry) => entry.label !== '' && away(entry) <= shootGapHours * 3600_000)
    .sort((one, other) => away(one) - away(other))[0];
}

/** The day; for a second shoot of a day also when it began. */
function freeLabel(entries: Entry[], wallClock: string): string {
  const taken = (label: string): boolean => entries.some((entry) => entry.label === label);
  const day = wallClock.slice(0, 10);
  if (!taken(day)) return day;
  const timed = `${day} ${wallClock.slice(11, 16).replace(':', '')}`;
  let label = timed;
  for (let n = 2; taken(label); n += 1) label = `${timed} (${n})`;
  return label;
}

/** Wall clocks are compared as if all were UTC: only their distance counts. */
const clockMs = (wallClock: string): number => Date.parse(`${wallClock}Z`);
