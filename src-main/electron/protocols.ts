/** Serves the page (`app://caos/`) from the built renderer and pictures (`media://`) from the cache; nothing else has an address. */
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { protocol } from 'electron';
import type { CaosApp } from '../app';
import { MEDIA_SCHEME, PAGE_SCHEME, pageFile, parseMediaUrl, pictureType } from './addresses';

/** Scripts and styles only from the package, pictures only from it and the cache, no connection to anywhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'", // positions of windowed rows are set as style attributes
  "img-src 'self' media: data: blob:",
  "media-src 'self' media: blob:",
  "font-src 'self'",
  "connect-src 'self' media:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/** Must run before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { ...privileges, codeCache: true } },
    { scheme: MEDIA_SCHEME, privileges: { ...privileges, stream: true } },
  ]);
}

/** How busy the pictures are, for whoever waits until the window has settled. */
export interface MediaActivity {
  pending: number;
  lastAtMs: number;
}

/** `cacheFolder`: what `media://` may read lies in it, whatever an address says. */
export function serveProtocols(options: {
  app: Promise<CaosApp>;
  pageFolder: string;
  cacheFolder: string;
  now: () => number;
}): MediaActivity {
  const activity: MediaActivity = { pending: 0, lastAtMs: 0 };

  protocol.handle(PAGE_SCHEME, async (request) => {
    const file = request.method === 'GET' ? pageFile(request.url, options.pageFolder) : null;
    if (!file) return refused(404);
    try {
      const bytes = await readFile(file.path);
      return new Response(new Uint8Array(bytes), {
        headers: {
          'Content-Type': file.contentType,
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
          'Referrer-Policy': 'no-referrer',
          'Cache-Control': 'no-cache',
        },
      });
    } catch {
      return refused(404);
    }
  });

  protocol.handle(MEDIA_SCHEME, async (request) => {
    const address = request.method === 'GET' ? parseMediaUrl(request.url) : null;
    if (!address) return refused(400);
    activity.pending += 1;
    let app: CaosApp | undefined;
    try {
      app = await options.app;
      const path = address.kind === 'thumb' ? app.thumbPath(address.id) : await app.previewPath(address.id);
      const bytes = await readInside(options.cacheFolder, path);
      const contentType = pictureType(bytes);
      if (contentType === null) return refused(404);
      return new Response(bytes, {
        headers: {
          'Content-Type': contentType,
          'Cache-Control': 'private, max-age=31536000, immutable', // the revision in the address changes with the picture
          'X-Content-Type-Options': 'nosniff',
        },
      });
    } catch (error) {
      const isGone = (error as { code?: unknown }).code === 'ENOENT';
      if (isGone && address.kind === 'thumb') app?.thumbMissed(address.id);
      return refused(404); // not made yet, or it cannot be made: the page shows its placeholder
    } finally {
      activity.pending -= 1;
      activity.lastAtMs = options.now();
    }
  });

  return activity;
}

function refused(status: 400 | 404): Response {
  return new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });
}

/** Reads a file that must lie in `folder` and be no link. */
async function readInside(folder: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const inside = relative(folder, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) throw new Error('outside the cache');
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)); // no such flag on Windows
  try {
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}
