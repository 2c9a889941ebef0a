/** Turns EXIF blocks as exifr gives them (EXIF 2.32 tag names) into our metadata, leaving out what cannot be true. */
import type { AssetMetadata } from '../../src-shared/domain/asset';
import { cleanText } from './clean-text';
import type { ExifBlocks } from './read-metadata';

export type ExifMetadata = Pick<
  AssetMetadata,
  | 'orientation'
  | 'takenAtLocal'
  | 'takenAtOffsetMin'
  | 'cameraMake'
  | 'cameraModel'
  | 'lens'
  | 'exposureTimeS'
  | 'fNumber'
  | 'iso'
  | 'focalLengthMm'
  | 'latitudeDeg'
  | 'longitudeDeg'
  | 'altitudeM'
  | 'rating'
  | 'caption'
  | 'creator'
  | 'copyright'
  | 'cameraSerial'
> & { storedWidthPx?: number; storedHeightPx?: number };

export function metadataOfExif({ ifd0 = {}, exif = {}, gps = {} }: ExifBlocks): ExifMetadata {
  const storedWidthPx = positiveInteger(exif.ExifImageWidth);
  const storedHeightPx = positiveInteger(exif.ExifImageHeight);
  const orientation = positiveInteger(ifd0.Orientation);
  const rating = number(ifd0.Rating);
  const all = {
    ...(storedWidthPx !== undefined && storedHeightPx !== undefined && { storedWidthPx, storedHeightPx }),
    orientation: orientation !== undefined && orientation <= 8 ? orientation : undefined,
    ...takenAt(ifd0, exif),
    cameraMake: cleanText(ifd0.Make),
    cameraModel: cleanText(ifd0.Model),
    lens: cleanText(exif.LensModel) ?? lensOfRange(exif.LensInfo),
    cameraSerial: cleanText(exif.SerialNumber),
    // A day is longer than any exposure, and no lens is beyond f/512 or 100 m.
    exposureTimeS: within(exif.ExposureTime, 1e-7, 86_400),
    fNumber: within(exif.FNumber, 0.1, 512),
    iso: positiveInteger(exif.ISO),
    focalLengthMm: within(exif.FocalLength, 0.1, 100_000),
    ...position(gps),
    rating: rating !== undefined && rating >= -1 && rating <= 5 ? Math.round(rating) : undefined,
    caption: cleanText(ifd0.ImageDescription),
    creator: cleanText(ifd0.Artist),
    copyright: cleanText(ifd0.Copyright),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as ExifMetadata;
}

/** Shortest and longest focal length, widest aperture at each -> `24-70mm f/2.8`; undefined where the lens told nothing. */
export function lensOfRange(range: unknown): string | undefined {
  if (!Array.isArray(range) && !ArrayBuffer.isView(range)) return undefined;
  const [shortest, longest, widest, widestLong] = [...(range as ArrayLike<unknown> & Iterable<unknown>)].map(
    (value) => within(value, 0.5, 10_000),
  );
  if (shortest === undefined || longest === undefined || longest < shortest) return undefined;
  const plain = (value: number): string => String(Math.round(value * 10) / 10);
  const lengths = shortest === longest ? plain(shortest) : `${plain(shortest)}-${plain(longest)}`;
  if (widest === undefined) return `${lengths}mm`;
  const apertures =
    widestLong === undefined || widestLong === widest
      ? plain(widest)
      : `${plain(widest)}-${plain(widestLong)}`;
  return `${lengths}mm f/${apertures}`;
}

function takenAt(
  ifd0: Record<string, unknown>,
  exif: Record<string, unknown>,
): Pick<AssetMetadata, 'takenAtLocal' | 'takenAtOffsetMin'> {
  const original = isoOfExifDate(exif.DateTimeOriginal, exif.SubSecTimeOriginal);
  const takenAtLocal = original ?? isoOfExifDate(exif.CreateDate, exif.SubSecTimeDigitized);
  if (takenAtLocal === undefined) return {};
  const own = original === undefined ? exif.OffsetTimeDigitized : exif.OffsetTimeOriginal;
  // OffsetTime belongs to the time of last change; it tells ours only where that is the same moment.
  const sameMoment =
    cleanText(ifd0.ModifyDate) ===
    cleanText(original === undefined ? exif.CreateDate : exif.DateTimeOriginal);
  const takenAtOffsetMin = offsetMinutes(own) ?? (sameMoment ? offsetMinutes(exif.OffsetTime) : undefined);
  return { takenAtLocal, ...(takenAtOffsetMin !== undefined && { takenAtOffsetMin }) };
}

/** `2024:05:01 10:11:12` and `45` -> `2024-05-01T10:11:12.45`; undefined for zeros, blanks and days that do not exist. */
export function isoOfExifDate(value: unknown, fraction?: unknown): string | undefined {
  const match = /^(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)/.exec(cleanText(value) ?? '');
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const real =
    at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  // The first photograph is of 1826.
  if (!real || year < 1826 || year > 2200) return undefined;
  const digits = /^\d{1,9}$/.exec(String(cleanText(fraction) ?? ''))?.[0];
  return at.toISOString().slice(0, 19) + (digits ? `.${digits}` : '');
}

/** `+02:00`, `-0330`, `Z` -> minutes. */
export function offsetMinutes(value: unknown): number | undefined {
  const text = cleanText(value);
  if (text === 'Z') return 0;
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(text ?? '');
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  // Real zones lie between -12:00 and +14:00.
  if (minutes > 14 * 60) return undefined;
  return match[1] === '-' && minutes !== 0 ? -minutes : minutes;
}

function position(
  gps: Record<string, unknown>,
): Pick<AssetMetadata, 'latitudeDeg' | 'longitudeDeg' | 'altitudeM'> {
  const latitudeDeg = degrees(gps.GPSLatitude, cleanText(gps.GPSLatitudeRef) === 'S', 90);
  const longitudeDeg = degrees(gps.GPSLongitude, cleanText(gps.GPSLongitudeRef) === 'W', 180);
  const metres = number(gps.GPSAltitude);
  const below = number(firstOf(gps.GPSAltitudeRef)) === 1;
  return {
    ...(latitudeDeg !== undefined && longitudeDeg !== undefined && { latitudeDeg, longitudeDeg }),
    ...(metres !== undefined && Math.abs(metres) < 100_000 && { altitudeM: below ? -metres : metres }),
  };
}

/** Degrees, minutes, seconds -> signed decimal degrees to 7 places (1 cm). */
function degrees(value: unknown, negative: boolean, limit: number): number | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const [whole, minutes = 0, seconds = 0] = value.map(number);
  if (whole === undefined || minutes === undefined || seconds === undefined) return undefined;
  const decimal = whole + minutes / 60 + seconds / 3600;
  if (!(decimal >= 0 && decimal <= limit)) return undefined;
  return Math.round((negative ? -decimal : decimal) * 1e7) / 1e7;
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? (value as unknown as ArrayLike<unknown>)[0]
    : value;
}

function number(value: unknown): number | undefined {
  const first = firstOf(value);
  return typeof first === 'number' && Number.isFinite(first) ? first : undefined;
}

function within(value: unknown, least: number, most: number): number | undefined {
  const found = number(value);
  return found !== undefined && found >= least && found <= most ? found : undefined;
}

function positiveInteger(value: unknown): number | undefined {
  const found = number(value);
  return found !== undefined && Number.isInteger(found) && found > 0 ? found : undefined;
}
