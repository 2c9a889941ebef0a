/** How Swift writes names, times, ETags and listings. */
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../../src-shared/app-error';
import type { ObjectInfo } from '../../object-store';
import { decodeMetadata } from './metadata';

/** `/container/object`, percent-encoded; slashes of the object stay. Throws `bad-input` for what no Swift can keep. */
export function pathOf(bucket: string, key?: string): string {
  const encoded = (name: string): string => {
    // Lone halves of a character have no UTF-8; NUL is the one character that Swift keeps for itself.
    if (name.includes('\0') || /\p{Surrogate}/u.test(name)) {
      throw new AppError(
        'bad-input',
        `“${Buffer.from(name).toString().replaceAll('\0', '�')}” holds a broken character. Rename it and try again.`,
      );
    }
    return encodeURIComponent(name);
  };
  const container = `/${encoded(bucket)}`;
  return key === undefined ? container : `${container}/${key.split('/').map(encoded).join('/')}`;
}

/** `/container/object` of a manifest, taken apart. */
export function splitPath(path: string): { bucket: string; key: string } {
  const slash = path.indexOf('/', 1);
  return { bucket: path.slice(1, slash), key: path.slice(slash + 1) };
}

export const queryOf = (parameters: Record<string, string | number | undefined>): string => {
  const pairs = Object.entries(parameters).filter(
    (pair): pair is [string, string | number] => pair[1] !== undefined,
  );
  return pairs.length === 0
    ? ''
    : `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
};

export const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};
export const isTrue = (value: string | undefined): boolean => /^(true|1|yes|on|t|y)$/i.test(value ?? '');
export const numberOf = (value: string | undefined): number | null => {
  const number = Number(value);
  return value === undefined || value === '' || !Number.isFinite(number) ? null : number;
};

/** Large objects have theirs in quotes; listings of what the S3 API wrote append parameters. */
export const plainEtag = (etag: string | undefined): string =>
  (etag ?? '').split(';')[0]?.trim().replace(/^"|"$/g, '') ?? '';

/** `1700000000.12345` (seconds) without the rounding of a floating number. */
export function msOfTimestamp(timestamp: string): number {
  const [seconds = '0', fraction = ''] = timestamp.split('.');
  return Number(seconds) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}
/** `2026-01-31T12:00:00.123456`: UTC, though it does not say so. */
export const msOfListed = (time: string | undefined): number => {
  const ms = Date.parse(`${(time ?? '').slice(0, 23)}Z`);
  return Number.isNaN(ms) ? 0 : ms;
};

/** Unix milliseconds as the whole second at or after: an object never ends before its time. */
export const deleteAt = (expiresAtMs: number): string => `${Math.ceil(expiresAtMs / 1000)}`;

/** `sizeBytes`: of the whole object, where the answer is about a range. */
export function objectInfoOf(key: string, headers: IncomingHttpHeaders, sizeBytes?: number): ObjectInfo {
  const timestamp = headerOf(headers, 'x-timestamp');
  const modified = Date.parse(headerOf(headers, 'last-modified') ?? '');
  const metadata = decodeMetadata('x-object-meta-', headers);
  const expires = numberOf(headerOf(headers, 'x-delete-at'));
  const contentType = headerOf(headers, 'content-type');
  return {
    key,
    sizeBytes: sizeBytes ?? numberOf(headerOf(headers, 'content-length')) ?? 0,
    etag: plainEtag(headerOf(headers, 'etag')),
    modifiedAtMs: timestamp ? msOfTimestamp(timestamp) : Number.isNaN(modified) ? 0 : modified,
    ...(contentType && { contentType }),
    ...(metadata && { metadata }),
    ...(expires !== null && { expiresAtMs: expires * 1000 }),
    ...(isStaticLarge(headers) && { etagKind: 'parts' as const }),
    ...(isDynamicLarge(headers) && { etagKind: 'opaque' as const }),
  };
}

export const isStaticLarge = (headers: IncomingHttpHeaders): boolean =>
  isTrue(headerOf(headers, 'x-static-large-object'));
export const isDynamicLarge = (headers: IncomingHttpHeaders): boolean =>
  headerOf(headers, 'x-object-manifest') !== undefined;

/** One entry of a listing in JSON; `subdir` alone with a delimiter. */
export interface ListedEntry {
  subdir?: string;
  name?: string;
  hash?: string;
  bytes?: number;
  content_type?: string;
  last_modified?: string;
  slo_etag?: string;
  symlink_path?: string;
  version_id?: string;
  is_latest?: boolean;
  /** Containers, in the listing of an account. */
  count?: number;
}

export function objectInfoOfListed(entry: ListedEntry): ObjectInfo {
  const slo = plainEtag(entry.slo_etag);
  return {
    key: entry.name ?? '',
    sizeBytes: entry.bytes ?? 0,
    etag: slo || plainEtag(entry.hash),
    modifiedAtMs: msOfListed(entry.last_modified),
    ...(entry.content_type && { contentType: entry.content_type }),
    ...(slo && { etagKind: 'parts' as const }),
  };
}
