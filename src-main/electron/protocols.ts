/** Serves the page (`app://caos/`) from the built renderer, pictures and films (`media://`) of the catalogue; nothing else has an address. */
import { constants } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { Readable } from 'node:stream';
import { protocol } from 'electron';
import { toWire } from '../../src-shared/app-error';
import { ArrivalId, type AssetId } from '../../src-shared/units';
import type { CaosApp } from '../app';
import {
  MEDIA_SCHEME,
  type MediaAddress,
  PAGE_ORIGIN,
  PAGE_SCHEME,
  PREVIEW_URL,
  pageFile,
  parseMediaUrl,
  pictureType,
} from './addresses';

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
  `frame-src ${PREVIEW_URL}`,
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

/**
 * The preview of a share brings the rest in itself, by hashes of its own script and styles (scripts/setup/build-guest-page.mjs). However it is
 * opened, it has no origin, so nothing of ours is its own, and no network.
 */
const previewPolicy = [
  'sandbox allow-scripts allow-forms',
  "connect-src 'none'",
  "worker-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  `frame-ancestors ${PAGE_ORIGIN}`,
].join('; ');

/** Must run before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { ...privileges, codeCache: true } },
    // The histogram reads the pixels of pictures, and the page asks why one is not there: to our own page, and to it alone.
    { scheme: MEDIA_SCHEME, privileges: { ...privileges, stream: true, corsEnabled: true } },
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
          'Content-Security-Policy': request.url === PREVIEW_URL ? previewPolicy : contentSecurityPolicy,
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
      return await serveMedia(app, address, { request, cacheFolder: options.cacheFolder });
    } catch (error) {
      const isGone = (error as { code?: unknown }).code === 'ENOENT';
      if (isGone && (address.kind === 'thumb' || address.kind === 'grid')) app?.thumbMissed(address.id);
      return sayWhy(error); // not made yet, or it cannot be made: the page shows its placeholder
    } finally {
      activity.pending -= 1;
      activity.lastAtMs = options.now();
    }
  });

  return activity;
}

const mediaHeaders = {
  'Access-Control-Allow-Origin': PAGE_ORIGIN,
  'X-Content-Type-Options': 'nosniff',
};
/** The revision in the address changes with the picture. */
const keptByThePage = 'private, max-age=31536000, immutable';

function serveMedia(
  app: CaosApp,
  { kind, id }: MediaAddress,
  { request, cacheFolder }: { request: Request; cacheFolder: string },
): Promise<Response> {
  switch (kind) {
    case 'thumb':
    case 'strip':
      return servePicture(cacheFolder, app.thumbPath(id, kind));
    case 'grid':
      return servePicture(cacheFolder, app.thumbPath(id, 'grid')).catch((error: unknown) => {
        if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
        return servePicture(cacheFolder, app.thumbPath(id));
      });
    // The number of a file that somebody sent, not of a photo.
    case 'arrival':
      return servePicture(cacheFolder, app.arrivalThumbPath(ArrivalId.parse(Number(id))));
    case 'preview':
      return app.previewPath(id).then((path) => servePicture(cacheFolder, path));
    case 'full':
      return serveFull(app, id, cacheFolder);
    case 'video':
      return serveFilm(app, id, request);
  }
}

async function servePicture(cacheFolder: string, path: string): Promise<Response> {
  const bytes = await readInside(cacheFolder, path);
  const contentType = pictureType(bytes);
  if (contentType === null) return refused(404);
  return new Response(bytes, {
    headers: { ...mediaHeaders, 'Content-Type': contentType, 'Cache-Control': keptByThePage },
  });
}

/** The file is one of the cache, or the very original that the catalogue names for this photo: no path comes from the page. */
async function serveFull(app: CaosApp, id: AssetId, cacheFolder: string): Promise<Response> {
  const { path, contentType, cached } = await app.fullPicture(id);
  if (cached && !(typeof path === 'string' && isInside(cacheFolder, path))) return refused(404);
  const noLink = cached ? (constants.O_NOFOLLOW ?? 0) : 0; // no such flag on Windows
  const file = await open(path, constants.O_RDONLY | noLink);
  const { size } = await file.stat();
  // Closes the file when it was read, and when the page wants no more of it.
  return new Response(Readable.toWeb(file.createReadStream()) as ReadableStream, {
    headers: {
      ...mediaHeaders,
      'Content-Type': contentType,
      'Content-Length': String(size),
      'Cache-Control': keptByThePage,
    },
  });
}

async function serveFilm(app: CaosApp, id: AssetId, request: Request): Promise<Response> {
  const { status, headers, body } = await app.film(id, request.headers.get('range'), request.signal);
  return new Response(body && (Readable.toWeb(body) as ReadableStream), {
    status,
    headers: { ...mediaHeaders, ...headers, 'Cache-Control': 'no-store' },
  });
}

/** The error as a value, for the page to say it (`whyNot`). */
function sayWhy(error: unknown): Response {
  return Response.json(toWire(error), {
    status: 404,
    headers: { ...mediaHeaders, 'Cache-Control': 'no-store' },
  });
}

function refused(status: 400 | 404): Response {
  return new Response(null, { status, headers: { 'Cache-Control': 'no-store' } });
}

/** Reads a file that must lie in `folder` and be no link. */
async function readInside(folder: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!isInside(folder, path)) throw new Error('outside the cache');
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)); // no such flag on Windows
  try {
    return new Uint8Array(await file.readFile());
  } finally {
    await file.close();
  }
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside);
}
