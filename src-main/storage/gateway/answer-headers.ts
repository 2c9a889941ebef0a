/** Headers of what the gateway sends: which bytes, under which name, and what a browser may do with them. */
import type { ObjectInfo } from '../object-store';
import type { GatewayLink } from './link-address';

/**
 * A page runs its own inlined script, workers from blobs and WASM; it talks to nobody else, whatever it holds. All links of this computer
 * are one origin to a browser: what one page stores there (storage, cookies) the next could read, or fill until nothing opens any more.
 * So a page has no origin at all, but for those that CAOS writes: a gallery reads the objects beside it, and without `allow-same-origin`
 * that would be a foreign `fetch`. Its own policy is stricter still.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  "style-src 'unsafe-inline'",
  "connect-src 'self' blob: data:",
  "img-src 'self' blob: data:",
  "media-src 'self' blob: data:",
  'font-src data:',
  'worker-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  'sandbox allow-scripts allow-downloads allow-forms allow-modals',
].join('; ');
const OWN_PAGE_POLICY = `${PAGE_POLICY} allow-same-origin`;
/** Galleries lie in `.caos/`, where no photo and nothing that was imported comes to lie; `caos-probe/`: the probe's scratch bucket. */
const OWN_FOLDER = /(^|\/)\.caos\/|^caos-probe\//;
/** Films and sound: the browser's own player asks for them again, which a sandboxed page may not. Nothing in them runs. */
const PLAYER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; frame-ancestors 'none'";
/** Everything else, SVG and XML with it: nothing in it runs. */
const STILL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; sandbox";

function policyOf(type: string, { key, inline }: GatewayLink): string {
  if (/^(video|audio)\//i.test(type)) return PLAYER_POLICY;
  if (!inline || !/^text\/html\b/i.test(type)) return STILL_POLICY;
  return OWN_FOLDER.test(key) ? OWN_PAGE_POLICY : PAGE_POLICY;
}

/** For every answer. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cache-control': 'private, no-cache',
};

/** RFC 6266: a plain name for old programs, and the real one. */
export function contentDisposition(link: GatewayLink): string {
  const name = link.fileName ?? link.key.split('/').at(-1) ?? 'download';
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  // encodeURIComponent leaves these as they are, which RFC 8187 does not allow.
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${link.inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export function objectHeaders(link: GatewayLink, info: ObjectInfo): Record<string, string> {
  const type = info.contentType ?? 'application/octet-stream';
  return {
    ...commonHeaders,
    'content-type': type,
    'content-disposition': contentDisposition(link),
    'content-security-policy': policyOf(type, link),
    etag: `"${info.etag}"`,
    'last-modified': new Date(info.modifiedAtMs).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/**
 * The one range that `Range` asks for, half open; `whole` when it asks for none (or for several, or in a unit nobody knows);
 * `outside` when the object has no such bytes (RFC 9110, section 14).
 */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | 'whole' | 'outside' {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return 'whole';
  const [first, last] = [match[1] ?? '', match[2] ?? ''];
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'outside' : { start: sizeBytes - length, end: sizeBytes };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= sizeBytes ? 'outside' : { start, end };
}

/** `If-None-Match` names this ETag, or any. */
export function isKnownEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((given) => {
    const bare = given.trim().replace(/^W\//, '');
    return bare === '*' || bare === `"${etag}"`;
  });
}
