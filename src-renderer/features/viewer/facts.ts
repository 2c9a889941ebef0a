/** What the info panel says about a photo, as words of the person's locale. */
import type { AssetMetadata } from '../../../src-shared/domain/asset';

/** `1/250 s`, `0.8 s`, `30 s`: as cameras show it; source: EXIF ExposureTime in seconds. */
export function shutterWords(seconds: number, locale: string): string {
  if (seconds >= 0.3)
    return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(seconds)} s`;
  return `1/${new Intl.NumberFormat(locale, { maximumFractionDigits: 0, useGrouping: false }).format(1 / seconds)} s`;
}

/** The exposure line in the order photographers read it; null when the file tells none of it. */
export function exposureWords(metadata: AssetMetadata, locale: string): string | null {
  const number = (value: number, digits: number): string =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: digits, useGrouping: false }).format(value);
  const parts = [
    metadata.exposureTimeS !== undefined && shutterWords(metadata.exposureTimeS, locale),
    metadata.fNumber !== undefined && `f/${number(metadata.fNumber, 1)}`,
    metadata.iso !== undefined && `ISO ${number(metadata.iso, 0)}`,
    metadata.focalLengthMm !== undefined && `${number(metadata.focalLengthMm, 1)} mm`,
  ].filter((part) => part !== false);
  // No value is torn from its unit at the end of a line.
  return parts.length === 0 ? null : parts.map((part) => part.replaceAll(' ', '\u00a0')).join('   ');
}

/** Maker and model once: many cameras repeat the maker in the model. */
export function cameraWords({ cameraMake, cameraModel }: AssetMetadata): string | null {
  if (cameraModel === undefined) return cameraMake ?? null;
  if (
    cameraMake === undefined ||
    cameraModel.toLowerCase().startsWith(cameraMake.toLowerCase().split(' ')[0] as string)
  )
    return cameraModel;
  return `${cameraMake} ${cameraModel}`;
}

/** `UTC+09:00` of an offset in minutes. */
export function offsetWords(offsetMin: number): string {
  const size = Math.abs(offsetMin);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `UTC${offsetMin < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** The camera's wall clock as milliseconds as if it were UTC (so that it can be formatted with timeZone UTC); null when unreadable. */
export function wallClockMs(takenAtLocal: string): number | null {
  const ms = Date.parse(`${takenAtLocal.replace(/(Z|[+-]\d\d:?\d\d)$/, '')}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** `35.68950, 139.69171`: five decimals are about one metre; as maps take it. */
export const placeWords = (latitudeDeg: number, longitudeDeg: number): string =>
  `${latitudeDeg.toFixed(5)}, ${longitudeDeg.toFixed(5)}`;

/** `24.2`: millions of pixels. */
export const megapixels = (widthPx: number, heightPx: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format((widthPx * heightPx) / 1e6);
