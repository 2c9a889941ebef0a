/** A real sealed share for one person, laid into a store that tests play: what the app will do, by the sealing code alone. */
import { randomBytes } from 'node:crypto';
import { sealingPrimitives } from '../../src-main/services/share/sealing-primitives';
import {
  type AddressBook,
  type EnvelopeContent,
  type EnvelopeHeader,
  type Photographer,
  PICKS_SLOT_BYTES,
  PICKS_SLOTS,
  type PicksAddresses,
  type Place,
  type SealedObjectInfo,
  type ShareAllow,
  type ShareItem,
  type ShareManifest,
  slotName,
} from '../../src-shared/domain/share-page';
import { compactAddresses } from '../../src-shared/sealing/address-book';
import { toBase64Url, utf8 } from '../../src-shared/sealing/bytes';
import { sealEnvelope, sealGreeting } from '../../src-shared/sealing/envelope';
import { fillGuestPage } from '../../src-shared/sealing/fill-guest-page';
import { generatePicksKeys, openPicks } from '../../src-shared/sealing/picks-box';
import { parsePicksMessage } from '../../src-shared/sealing/picks-messages';
import type { Bytes } from '../../src-shared/sealing/primitives';
import { objectSeal, sealStream } from '../../src-shared/sealing/sealed-object';
import { generateCode } from '../../src-shared/sealing/share-code';
import { deriveKek, derivePicksKey, newKdf } from '../../src-shared/sealing/share-keys';
import { generateLinkSecret, linkFragment } from '../../src-shared/sealing/share-link';
import type { ShareServer } from './share-server';

export interface GuestFile {
  bytes: Uint8Array;
  type: string;
}

/** One item and the bytes of its sizes. */
export interface GuestItem extends Partial<Omit<ShareItem, 'thumb' | 'web' | 'poster' | 'original'>> {
  thumb?: GuestFile;
  web?: GuestFile;
  poster?: GuestFile;
  original?: GuestFile;
}

export interface GuestShareRequest {
  server: ShareServer;
  /** The built page (out/guest/guest-page.html). */
  template: string;
  items: GuestItem[];
  store?: 'swift' | 's3';
  title?: string;
  message?: string;
  photographer?: Partial<Photographer>;
  recipientName?: string;
  language?: 'en' | 'ko';
  allow?: Partial<ShareAllow>;
  showFileNames?: boolean;
  cover?: GuestFile;
  endsAtMs?: number;
  /** Before it is sealed: hostile tests write what the app never would. */
  change?: (manifest: ShareManifest, content: EnvelopeContent) => void;
}

export interface GuestShare {
  link: string;
  code: string;
  manifest: ShareManifest;
  /** Paths in the store. */
  folder: string;
  pathOf(object: SealedObjectInfo): string;
  manifestPath: string;
  slotPath(slot: number): string;
  /** Opens what the page wrote, by the photographer's private key. */
  openSlot(slot: number): Promise<ReturnType<typeof parsePicksMessage> | null>;
}

const randomId = () => toBase64Url(randomBytes(16));

export async function makeGuestShare(request: GuestShareRequest): Promise<GuestShare> {
  const { server, template, items, store = 'swift' } = request;
  const ids = { shareId: randomId(), recipientId: randomId() };
  const contentKey = sealingPrimitives.randomBytes(32);
  const folder = `/bucket/.caos/shares/${randomId()}`;
  const objectsFolder = `${folder}/objects/${randomId()}/`;
  const picksFolder = `${folder}/picks/${randomId()}/`;
  const objects: SealedObjectInfo[] = [];
  const pathOf = ({ id }: SealedObjectInfo) => `${objectsFolder}${id}`;

  const put = async (bytes: Uint8Array, revision = 1): Promise<SealedObjectInfo> => {
    const object = { id: randomId(), revision, sizeBytes: bytes.length };
    const seal = await objectSeal(sealingPrimitives, { contentKey, shareId: ids.shareId, object });
    const sealed: Uint8Array[] = [];
    for await (const chunk of sealStream(seal, once(bytes))) sealed.push(chunk);
    server.objects.set(pathOf(object), { bytes: Buffer.concat(sealed), type: 'application/octet-stream' });
    return object;
  };
  const place = async (file: GuestFile | undefined): Promise<Place | null> => {
    if (!file) return null;
    objects.push(await put(file.bytes));
    return { object: objects.length - 1, offset: 0, sizeBytes: file.bytes.length, type: file.type };
  };

  const thumbs = await packThumbs(items, objects, put);
  const sharedItems: ShareItem[] = [];
  for (const [index, item] of items.entries()) {
    sharedItems.push({
      id: item.id ?? `p${index + 1}`,
      kind: item.kind ?? 'photo',
      title: item.title ?? '',
      caption: item.caption ?? '',
      fileName: item.fileName ?? '',
      width: item.width ?? 600,
      height: item.height ?? 400,
      takenAtMs: item.takenAtMs ?? null,
      durationMs: item.durationMs ?? null,
      thumbHash: item.thumbHash ?? '',
      thumb: thumbs[index] ?? null,
      web: await place(item.web),
      poster: await place(item.poster),
      original: await place(item.original),
      ...(item.film && { film: item.film }),
    });
  }
  const photographer = { name: 'Mina Park', email: '', colour: null, ...request.photographer };
  const language = request.language ?? 'en';
  const endsAtMs = request.endsAtMs ?? Date.now() + 7 * 86_400_000;
  const manifest: ShareManifest = {
    format: 'caos-share-manifest',
    version: 1,
    shareId: ids.shareId,
    revision: 3,
    title: request.title ?? 'A day by the sea',
    message: request.message ?? '',
    photographer,
    language,
    cover: await place(request.cover),
    logo: null,
    allow: { web: true, original: true, pick: true, comment: true, ...request.allow },
    showFileNames: request.showFileNames ?? true,
    objects,
    items: sharedItems,
  };
  const picksKeys = await generatePicksKeys(sealingPrimitives);
  const content: EnvelopeContent = {
    contentKey: toBase64Url(contentKey),
    picksPublicKey: toBase64Url(picksKeys.publicKey),
    manifest: { id: '', revision: manifest.revision, sizeBytes: 0 },
    addresses: { kind: 'each', addresses: {} },
    picks: picksAddresses(store, picksFolder),
    endsAtMs,
    sureUntilMs: endsAtMs,
  };
  request.change?.(manifest, content);
  content.manifest = await put(utf8(JSON.stringify(manifest)), content.manifest.revision);
  content.addresses = addressesOf(store, [...objects, content.manifest], pathOf, objectsFolder);

  const header: EnvelopeHeader = {
    format: 'caos-share',
    version: 1,
    ...ids,
    revision: 1,
    kdf: newKdf(sealingPrimitives),
  };
  const [code, linkSecret] = [generateCode(sealingPrimitives), generateLinkSecret(sealingPrimitives)];
  const kek = await deriveKek(sealingPrimitives, { ...ids, code, linkSecret, kdf: header.kdf });
  const greeting = {
    photographer,
    title: manifest.title,
    recipientName: request.recipientName ?? '',
    language,
    endsAtMs,
  };
  const page = fillGuestPage(template, {
    header,
    greeting: await sealGreeting(sealingPrimitives, linkSecret, header, greeting),
    sealed: await sealEnvelope(sealingPrimitives, kek, header, content),
  });
  const pagePath = `${folder}/pages/${randomId()}`;
  server.objects.set(pagePath, { bytes: utf8(page), type: 'text/html; charset=utf-8' });
  const picksKey = await derivePicksKey(sealingPrimitives, kek, ids);
  return {
    link: `${server.origin}${pagePath}?sig=ok&inline${linkFragment(linkSecret)}`,
    code,
    manifest,
    folder,
    pathOf,
    manifestPath: pathOf(content.manifest),
    slotPath: (slot) => picksFolder + slotName(slot),
    openSlot: async (slot) => {
      const box = server.received.get(picksFolder + slotName(slot));
      if (!box) return null;
      const context = { ...ids, slot, picksKey };
      return parsePicksMessage(
        await openPicks(sealingPrimitives, context, picksKeys.privateKey, new Uint8Array(box)),
      );
    },
  };
}

/** A dozen thumbnails in an object, as the app packs them. */
async function packThumbs(
  items: GuestItem[],
  objects: SealedObjectInfo[],
  put: (bytes: Uint8Array) => Promise<SealedObjectInfo>,
): Promise<Array<Place | null>> {
  const places: Array<Place | null> = [];
  for (let first = 0; first < items.length; first += 12) {
    const files = items.slice(first, first + 12).map(({ thumb }) => thumb);
    let offset = 0;
    for (const file of files) {
      const sizeBytes = file?.bytes.length ?? 0;
      places.push(file ? { object: objects.length, offset, sizeBytes, type: file.type } : null);
      offset += sizeBytes;
    }
    objects.push(await put(Buffer.concat(files.map((file) => file?.bytes ?? new Uint8Array(0)))));
  }
  return places;
}

function addressesOf(
  store: 'swift' | 's3',
  objects: SealedObjectInfo[],
  pathOf: (object: SealedObjectInfo) => string,
  folder: string,
): AddressBook {
  if (store === 'swift') return { kind: 'prefix', before: folder, after: '?sig=ok' };
  return compactAddresses(
    Object.fromEntries(objects.map((object) => [object.id, `${pathOf(object)}?sig=ok`])),
  );
}

function picksAddresses(store: 'swift' | 's3', folder: string): PicksAddresses {
  if (store === 's3') {
    const slots = Array.from({ length: PICKS_SLOTS }, (_, slot) => slotName(slot));
    return {
      kind: 'put',
      slots: compactAddresses(Object.fromEntries(slots.map((name) => [name, `${folder}${name}?sig=ok`]))),
      headers: { 'content-type': 'application/octet-stream', 'if-none-match': '*' },
    };
  }
  return {
    kind: 'form',
    action: folder,
    fields: [
      ['redirect', ''],
      ['max_file_size', String(PICKS_SLOT_BYTES)],
      ['max_file_count', '64'],
      ['expires', '4102444800'],
      ['signature', 'ok'],
    ],
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes as Bytes;
}
