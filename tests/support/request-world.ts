/** A photo request over any store, and a guest of it: the page's own code that cuts, seals and sends, over nothing but link and code. */

import { sealingPrimitives } from '../../src-main/services/share/sealing-primitives';
import type { SlotCursor } from '../../src-renderer/guest/engine-protocol';
import {
  fileId,
  type PostPart,
  type SendDeps,
  sendFiles,
  sendWords,
} from '../../src-renderer/guest/worker/send-files';
import type { Arrival, PhotoRequest } from '../../src-shared/domain/photo-request';
import { type RequestContent, slotCounts } from '../../src-shared/domain/request-page';
import type { GuestPageData } from '../../src-shared/domain/share-page';
import type { CommandInput } from '../../src-shared/ipc-contract';
import { fromBase64Url, fromUtf8 } from '../../src-shared/sealing/bytes';
import { openEnvelope } from '../../src-shared/sealing/envelope';
import { objectSeal, openStream } from '../../src-shared/sealing/sealed-object';
import { parseCode } from '../../src-shared/sealing/share-code';
import { deriveArrivalsKey, deriveKek } from '../../src-shared/sealing/share-keys';
import { readLinkFragment } from '../../src-shared/sealing/share-link';
import type { ShareId } from '../../src-shared/units';
import type { ShareWorld } from './share-world';

export async function askForPhotos(
  { call, app, albumId }: ShareWorld,
  given: Partial<CommandInput<'requests.create'>> = {},
): Promise<PhotoRequest> {
  const draft = await call('requests.create', {
    title: 'Your photos of the wedding',
    albumId,
    people: [
      { email: 'anna@example.org', name: 'Anna', codeWay: 'mail' },
      { email: 'bo@example.org', name: 'Bo', codeWay: 'show' },
    ],
    ...given,
  });
  const live = untilRequest({ call, app }, draft.id, ({ state }) => state === 'live' || state === 'failed');
  await call('requests.send', { id: draft.id });
  const request = await live;
  if (request.reason) throw new Error(`${request.reason.message} ${request.reason.details ?? ''}`);
  return request;
}

export function untilRequest(
  { call, app }: Pick<ShareWorld, 'call' | 'app'>,
  id: ShareId,
  test: (request: PhotoRequest) => boolean,
): Promise<PhotoRequest> {
  return new Promise((resolve) => {
    const look = (request: PhotoRequest): void => {
      if (request.id !== id || !test(request)) return;
      off();
      resolve(request);
    };
    const off = app.onEvent((event) => {
      if (event.name === 'requests.changed') for (const request of event.payload.requests) look(request);
    });
    void call('requests.get', { id }).then(look);
  });
}

/** Resolves once every arrival is so. */
export function untilArrivals(
  world: Pick<ShareWorld, 'call' | 'app'>,
  id: ShareId,
  test: (arrivals: Arrival[]) => boolean,
): Promise<Arrival[]> {
  return new Promise((resolve, reject) => {
    const look = (): void =>
      void world.call('requests.arrivals', { id }).then((arrivals) => {
        if (!test(arrivals)) return;
        off();
        resolve(arrivals);
      }, reject);
    const off = world.app.onEvent((event) => {
      if (event.name === 'requests.changed') look();
    });
    look();
  });
}

export interface SendingGuest {
  content: RequestContent;
  deps: SendDeps;
  /** As the page does; answers the slots that were filled, in order. */
  send(
    files: Array<{ name: string; bytes: Uint8Array<ArrayBuffer>; modifiedAtMs?: number }>,
  ): Promise<string[]>;
  say(words: string): Promise<void>;
  /** Any bytes into any slot; answers the status. */
  put(slot: string, bytes: Uint8Array<ArrayBuffer>): Promise<number>;
}

/** Rejects when the page is not there; null for a wrong code. */
export async function openAsSender(link: string, typed: string): Promise<SendingGuest | null> {
  const linkSecret = readLinkFragment(new URL(link).hash);
  const code = parseCode(typed);
  if (!linkSecret || code === null) throw new Error('The link or the code is not whole.');
  const answer = await fetch(link);
  if (!answer.ok) throw new Error(`The page answers ${answer.status}.`);
  const html = await answer.text();
  const page = JSON.parse(/id="share">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null') as GuestPageData;
  const { header } = page;
  const kek = await deriveKek(sealingPrimitives, { ...header, code, linkSecret, kdf: header.kdf });
  const content = await openEnvelope<RequestContent>(sealingPrimitives, kek, header, page.sealed);
  if (!content) return null;
  const filled: string[] = [];
  const post: PostPart = async ({ method, address, headers, body }) => {
    const url = new URL(address, link);
    const form = body instanceof FormData ? (body.get('file1') as File) : null;
    const { status } = await fetch(url, { method, headers, body, redirect: 'manual' });
    if (status !== 412 && status >= 300) throw new Error(`A part answers ${status}.`);
    if (status !== 412) filled.push(form?.name ?? url.pathname.slice(url.pathname.lastIndexOf('/') + 1));
    return status;
  };
  const { arrivals } = content;
  const books =
    arrivals.kind === 'form' ? null : await booksOf(arrivals.books, content, header.shareId, link);
  const arrivalsKey = await deriveArrivalsKey(sealingPrimitives, kek, header);
  const ids = { shareId: header.shareId, recipientId: header.recipientId };
  const deps: SendDeps = {
    primitives: sealingPrimitives,
    ids,
    arrivalsKey,
    content,
    books,
    post,
    now: Date.now,
  };
  let cursor: SlotCursor = {
    large: 3,
    small: slotCounts(content.limits).small - 1,
    used: { large: 0, small: 0 },
  };
  return {
    content,
    deps,
    async send(files) {
      const before = filled.length;
      const outgoing = [];
      for (const { name, bytes, modifiedAtMs } of files) {
        const file = new File([bytes], name, { lastModified: modifiedAtMs ?? Date.UTC(2026, 4, 1) });
        outgoing.push({ id: await fileId(deps, file, name), name, file, arrived: [] });
      }
      const { signal } = new AbortController();
      cursor = await sendFiles(
        deps,
        outgoing,
        { cursor, signal },
        { sent: () => undefined, flowing: () => undefined },
      );
      return filled.slice(before);
    },
    async say(words) {
      cursor = await sendWords(deps, words, cursor);
    },
    async put(slot, bytes) {
      if (arrivals.kind === 'put') {
        const { addressIn } = await import('../../src-shared/sealing/address-book');
        const book = slot.startsWith('s-') ? books?.small : books?.large;
        const address = new URL((book && addressIn(book, slot)) ?? '', link);
        return (await fetch(address, { method: 'PUT', headers: arrivals.headers, body: bytes })).status;
      }
      const form = new FormData();
      for (const [name, value] of arrivals.fields) form.append(name, value);
      form.append('file1', new Blob([bytes]), slot);
      return (await fetch(arrivals.action, { method: 'POST', body: form, redirect: 'manual' })).status;
    },
  };
}

async function booksOf(
  books: Extract<RequestContent['arrivals'], { kind: 'put' }>['books'],
  content: RequestContent,
  shareId: string,
  link: string,
): Promise<SendDeps['books']> {
  if (!('object' in books)) return books;
  const got = await fetch(new URL(books.address, link));
  if (!got.body) throw new Error('There is no book.');
  const contentKey = fromBase64Url(content.contentKey);
  const seal = await objectSeal(sealingPrimitives, { contentKey, shareId, object: books.object });
  const chunks: Uint8Array[] = [];
  for await (const chunk of openStream(seal, got.body)) chunks.push(chunk);
  return JSON.parse(fromUtf8(Buffer.concat(chunks)));
}
