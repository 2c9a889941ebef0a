/** The two private address spaces of the window: `app://caos/…` is the page, `media://<kind>/<id>` its pictures and films. Pure rules. */
import { extname, isAbsolute, join, relative } from 'node:path';
import { PREVIEW_FILE } from '../../src-shared/domain/share-preview';
import type { AssetId } from '../../src-shared/units';

export const PAGE_SCHEME = 'app';
export const MEDIA_SCHEME = 'media';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://caos`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;
/** The one page that ours may frame: what guests of a share would see, in a sandbox of no origin. */
export const PREVIEW_URL = `${PAGE_ORIGIN}/${PREVIEW_FILE}`;

export interface MediaAddress {
  kind: 'thumb' | 'grid' | 'preview' | 'strip' | 'full' | 'video' | 'arrival';
  id: AssetId;
}

/**
 * What a media address names, or null for anything that is not exactly `media://thumb/<id>` or another of its kinds (a query is
 * the thumbnail's revision and only keeps caches apart). Only digits can become an id, so no path ever comes from the page.
 */
export function parseMediaUrl(url: string): MediaAddress | null {
  const match =
    /^media:\/\/(thumb|grid|preview|strip|full|video|arrival)\/([1-9]\d{0,15})(?:\?r=\d{1,10})?$/.exec(url);
  const id = Number(match?.[2]);
  if (!match || !Number.isSafeInteger(id)) return null;
  return { kind: match[1] as MediaAddress['kind'], id: id as AssetId };
}

/** True for an address of our own page (its fragment and query do not matter). */
export function isPageUrl(url: string): boolean {
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`);
}

/** Sites a link in the app may open in the person's own browser. */
const externalHosts = new Set(['docs.aws.amazon.com', 'docs.openstack.org']);

/** An https link to one of the few sites the app itself names. */
export function isAllowedOutside(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password, port } = new URL(url);
  return (
    protocol === 'https:' && externalHosts.has(hostname) && port === '' && username === '' && password === ''
  );
}

/** Everything the built page may consist of; any other file in the folder is not served. */
const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
};

/** The file of the built page behind an address, or null when it would lie outside `rootFolder` or is of no known type. */
export function pageFile(url: string, rootFolder: string): { path: string; contentType: string } | null {
  if (!isPageUrl(url)) return null;
  let pathname: string;
  try {
    pathname = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null; // a stray percent sign
  }
  if (pathname.includes('\0') || pathname.includes('\\')) return null;
  const path = join(rootFolder, pathname);
  const inside = relative(rootFolder, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return null;
  const contentType = contentTypes[extname(path).toLowerCase()];
  return contentType === undefined ? null : { path, contentType };
}

/** Picture types by their first bytes: what the cache holds is made by us, JPEG or WebP (or PNG). */
export function pictureType(bytes: Uint8Array): string | null {
  const starts = (at: number, ...expected: number[]): boolean =>
    expected.every((byte, index) => bytes[at + index] === byte);
  if (starts(0, 0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'image/webp';
  if (starts(0, 0x89, 0x50, 0x4e, 0x47)) return 'image/png';
  return null;
}
