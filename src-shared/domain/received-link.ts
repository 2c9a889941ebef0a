/** Links of shares as this app takes them: the ordinary one, and `caos://` that opens the app. Pure; whatever is given is a stranger's. */
import { readLinkFragment } from '../sealing/share-link';

export const CAOS_SCHEME = 'caos';
/** Signed addresses with session tokens stay below 4 KB; written into another address they grow by half. */
export const MAX_LINK_CHARACTERS = 12_000;

export interface ShareLink {
  /** Address of the person's page, without the fragment. */
  page: string;
  /** L as base64url: a secret. */
  secret: string;
  /** With its port. */
  host: string;
  /** `http`: a computer of the local network, readable on the way. `loopback`: this computer. */
  way: 'https' | 'http' | 'loopback';
}

/**
 * `cut`: it names a page but lacks the part behind `#`. `not-encrypted`: plain http, and not to a computer of the local network. `foreign`:
 * no address of a share at all.
 */
export type LinkFault = 'foreign' | 'cut' | 'not-encrypted' | 'too-long';
export type ReadLink = { ok: true; link: ShareLink } | { ok: false; fault: LinkFault };

/** The same link for a computer with CAOS; `link` is an ordinary one. */
export function caosLinkOf(link: string): string {
  const at = link.indexOf('#');
  const [page, fragment] = at < 0 ? [link, ''] : [link.slice(0, at), link.slice(at)];
  return `${CAOS_SCHEME}://open?page=${encodeURIComponent(page)}${fragment}`;
}

/** What was typed, pasted or handed over by the system. Mail programs break long lines, put links into brackets and add spaces. */
export function readShareLink(given: string): ReadLink {
  if (given.length > MAX_LINK_CHARACTERS * 2) return { ok: false, fault: 'too-long' };
  const text = given
    .replace(/[\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g, '')
    .replace(/^[<"'“(]+|[>"'”)]+$/g, '');
  if (text.length > MAX_LINK_CHARACTERS) return { ok: false, fault: 'too-long' };
  const address = /^caos:/i.test(text) ? unwrap(text) : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (address === null || /[\u0000-\u0020\u007f\\]/.test(address) || !/^https?:\/\//i.test(address))
    return { ok: false, fault: 'foreign' };
  if (!URL.canParse(address)) return { ok: false, fault: 'foreign' };
  const url = new URL(address);
  if (url.username !== '' || url.password !== '' || url.hostname === '')
    return { ok: false, fault: 'foreign' };
  const way = wayOf(url);
  if (way === null) return { ok: false, fault: 'not-encrypted' };
  const secret = url.hash.replace(/^#/, '');
  if (readLinkFragment(secret) === null) return { ok: false, fault: 'cut' };
  url.hash = '';
  return { ok: true, link: { page: url.href, secret, host: url.host, way } };
}

/** `caos://open?page=…#…`, exactly; the ordinary link inside. */
function unwrap(text: string): string | null {
  const match = /^caos:(?:\/\/)?open\/?\?page=([^#&]*)(#.*)?$/i.exec(text);
  if (!match) return null;
  try {
    const page = decodeURIComponent(match[1] ?? '');
    return page.includes('#') ? null : page + (match[2] ?? '');
  } catch {
    return null;
  }
}

function wayOf({ protocol, hostname }: URL): ShareLink['way'] | null {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const isLoopback = host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
  if (isLoopback) return 'loopback';
  if (protocol === 'https:') return 'https';
  return protocol === 'http:' && isLocalNetwork(host) ? 'http' : null;
}

/** RFC 1918, link-local, RFC 4193; names that no public DNS answers. The parser of URLs wrote every form of an IPv4 address as four numbers. */
function isLocalNetwork(host: string): boolean {
  if (host.includes(':')) return /^f[cd][0-9a-f]{2}:/.test(host) || /^fe[89ab][0-9a-f]:/.test(host);
  const parts = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(host);
  if (parts) {
    const [first, second] = [Number(parts[1]), Number(parts[2])];
    return (
      first === 10 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && second === 168) ||
      (first === 169 && second === 254)
    );
  }
  return /\.(?:local|lan|internal|home\.arpa)$/.test(host) || !host.includes('.');
}
