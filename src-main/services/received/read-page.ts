/** Fetches a person's page and takes its data out without running any of it: bounded in size and time, no cookies, redirects only at home. */
import { AppError } from '../../../src-shared/app-error';
import type { GuestPageData } from '../../../src-shared/domain/share-page';
import { checkHeader } from '../../../src-shared/sealing/envelope';
import type { HttpClient } from '../../storage/http-client';
import { refuseAnswer, sameHost, translated } from '../../storage/sealed-source';
import { PageData } from './page-schemas';

/** The page has 400 KB, its envelope with addresses of the largest share some 6 MB. */
const MOST_BYTES = 24 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const TIME_LIMIT_MS = 60_000;

const noShare = (details?: string): AppError =>
  new AppError(
    'share-link',
    'What lies there is no share. Copy the whole link from the mail.',
    details ? { details } : {},
  );

/** Rejects with `share-ended`, `share-link`, `share-newer`, what the network says, `cancelled`. */
export async function readPage(page: string, http: HttpClient, given: AbortSignal): Promise<GuestPageData> {
  const signal = AbortSignal.any([given, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const host = new URL(page).host;
  const late = (): AppError =>
    new AppError('unreachable', `${host} does not answer. Check the network, then try again.`, {
      params: { host },
    });
  let html: string;
  try {
    html = await fetchText(page, http, signal);
  } catch (error) {
    if (signal.aborted && !given.aborted) throw late();
    throw translated(error, given, page);
  }
  return dataIn(html);
}

async function fetchText(page: string, http: HttpClient, signal: AbortSignal): Promise<string> {
  let url = new URL(page);
  for (let redirects = 0; ; redirects += 1) {
    const { status, headers, body } = await http.request({
      method: 'GET',
      origin: new URL(url.origin),
      path: url.pathname + url.search,
      headers: { Accept: 'text/html' },
      signal,
    });
    try {
      if ([301, 302, 303, 307, 308].includes(status)) {
        const next = headers.location === undefined ? null : sameHost(headers.location, url.href);
        if (next === null || redirects === MOST_REDIRECTS) throw noShare('it leads to another place');
        url = next;
        continue;
      }
      refuseAnswer(status, url.host);
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) throw noShare('it is too large');
        chunks.push(chunk);
      }
      return Buffer.concat(chunks).toString('utf8');
    } finally {
      body.destroy();
    }
  }
}

/**
 * Inside the block no `<` can stand (fillGuestPage escapes them): the next one is its end. The tag is bounded, since looking for its end again
 * and again in a page that somebody made for it would hold the app for ever.
 */
export function dataIn(html: string): GuestPageData {
  const block = /<script\b[^<>]{0,200}\bid="share"[^<>]{0,200}>([^<]*)<\/script>/.exec(html)?.[1];
  if (block === undefined) throw noShare();
  let json: unknown;
  try {
    json = JSON.parse(block);
  } catch {
    throw noShare();
  }
  const parsed = PageData.safeParse(json);
  if (!parsed.success) throw noShare();
  const data = parsed.data as GuestPageData;
  try {
    checkHeader(data.header);
  } catch (error) {
    throw translated(error, undefined, 'https://share/') instanceof AppError && isNewer(error)
      ? new AppError('share-newer', 'This share was made by a newer CAOS. Update CAOS, then open it again.')
      : noShare();
  }
  return data;
}

const isNewer = (error: unknown): boolean => (error as { fault?: string }).fault === 'unsupported';
