/** The whole app over any store, with a share's photos in it and a clock of its own; and a guest who has nothing but link and code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaosApp, createApp } from '../../src-main/app';
import { sealingPrimitives } from '../../src-main/services/share/sealing-primitives';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore, openSessions } from '../../src-main/storage/open-object-store';
import { ConnectionConfig } from '../../src-shared/domain/connection';
import type { Share } from '../../src-shared/domain/share';
import {
  type EnvelopeContent,
  type GuestPageData,
  PICKS_SLOT_BYTES,
  type PicksAddresses,
  type SealedObjectInfo,
  type ShareGreeting,
  type ShareManifest,
  slotName,
} from '../../src-shared/domain/share-page';
import type { Capabilities } from '../../src-shared/domain/store-capabilities';
import type { CommandInput, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import { addressIn } from '../../src-shared/sealing/address-book';
import { fromBase64Url } from '../../src-shared/sealing/bytes';
import { openEnvelope, openGreeting } from '../../src-shared/sealing/envelope';
import { sealPicks } from '../../src-shared/sealing/picks-box';
import { objectSeal, openStream } from '../../src-shared/sealing/sealed-object';
import { parseCode } from '../../src-shared/sealing/share-code';
import { deriveKek, derivePicksKey } from '../../src-shared/sealing/share-keys';
import { readLinkFragment } from '../../src-shared/sealing/share-link';
import type { AlbumId, AssetId, ConnectionId, ShareId } from '../../src-shared/units';
import { type BuiltMediaHost, buildMediaHost } from './build-media-host';
import { buildUploadWorker } from './build-worker';
import { makePhoto } from './make-photos';
import { type SwiftAddresses, sharedSwift } from './swift-server';

type Dispose = () => Promise<void>;
/** Built once for a file of tests. */
export interface ShareBuild {
  host: BuiltMediaHost;
  workerPath: string;
  dispose: Dispose;
}
export async function buildForShares(): Promise<ShareBuild> {
  const [host, worker] = await Promise.all([buildMediaHost(), buildUploadWorker()]);
  return {
    host,
    workerPath: worker.workerPath,
    dispose: async () => {
      await host[Symbol.asyncDispose]();
      await worker.dispose();
    },
  };
}

export interface ShareWorld {
  readonly app: CaosApp;
  profile: string;
  photosFolder: string;
  albumId: AlbumId;
  connectionId: ConnectionId;
  assetIds: AssetId[];
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** Resolves once the share is so; looks whenever the app tells of it. */
  until(id: ShareId, test: (share: Share) => boolean): Promise<Share>;
  /** A share of all photos for these people, live. */
  share(given?: Partial<CommandInput<'shares.create'>>): Promise<Share>;
  /** Moves the clock, and everything that is due then is begun. */
  advance(ms: number): void;
  restart(): Promise<void>;
  /** All that this profile wrote down in the open: catalogue with its log, log files. */
  written(): string;
  close(): Promise<void>;
}

/** Stands for the built page: what is in it is the page's own business. */
const TEMPLATE =
  '<!doctype html><title>Photos</title><script type="application/json" id="share">"caos-share-data"</script>';

export async function openShareWorld(
  build: ShareBuild,
  given: {
    connection?: { config: CommandInput<'connections.add'>['config']; secret: string };
    photos?: number;
    /** More files of the album, by name. */
    files?: Record<string, Buffer>;
    /** The page to fill; by default one with nothing in it. */
    page?: string;
  } = {},
): Promise<ShareWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-share-'));
  const profile = join(folder, 'profile');
  const photosFolder = join(folder, 'photos');
  const guestPage = join(folder, 'guest-page.html');
  writeFileSync(guestPage, given.page ?? TEMPLATE);
  for (let seed = 1; seed <= (given.photos ?? 3); seed += 1)
    await makePhoto({
      path: join(photosFolder, `IMG_000${seed}.jpg`),
      width: 2400,
      height: 1600,
      seed,
      about: { make: 'SecretCamera', latitude: 33.4, longitude: 126.5 },
    });
  for (const [name, bytes] of Object.entries(given.files ?? {}))
    writeFileSync(join(photosFolder, name), bytes);
  let aheadMs = 0;
  const open = (): Promise<CaosApp> =>
    createApp({
      paths: {
        profile,
        guestPage,
        mediaHost: build.host.hostPath,
        uploadWorker: build.workerPath,
        libraryWorker: build.workerPath, // never asked here
        checkpointWorker: join(profile, 'none.js'), // main does its work then
        nodeBinary: build.host.nodePath,
        ffprobe: build.host.ffprobePath,
        samples: folder,
        fonts: join(import.meta.dirname, '../../node_modules/pretendard/dist/public/static'),
      },
      platform: { version: 'test', testBuild: true, runtime: `Node ${process.versions.node}` },
      now: () => Date.now() + aheadMs,
    });
  let app = await open();
  const call: ShareWorld['call'] = async (name, input) => {
    const answer = await app.api.call(name, input);
    if (answer.ok) return answer.value as never;
    throw Object.assign(new Error(`${name}: ${answer.error.message} ${answer.error.details ?? ''}`), {
      wire: answer.error,
    });
  };
  const until: ShareWorld['until'] = (id, test) =>
    new Promise((resolve) => {
      const off = app.onEvent((event) => {
        if (event.name !== 'shares.changed') return;
        for (const share of event.payload.shares) look(share);
      });
      const look = (share: Share): void => {
        if (share.id !== id || !test(share)) return;
        off();
        resolve(share);
      };
      void call('shares.get', { id }).then(look);
    });

  const connection = given.connection
    ? await call('connections.add', { name: 'Store', ...given.connection })
    : (await call('connections.list', {}))[0];
  if (!connection) throw new Error('there is no connection');
  const album = await call('albums.create', { title: 'Wedding', connectionId: connection.id });
  const stored = new Promise<void>((resolve) => {
    const off = app.onEvent((event) => {
      if (event.name !== 'imports.changed' || event.payload.run.state !== 'done') return;
      off();
      resolve();
    });
  });
  await call('imports.start', { albumId: album.id, paths: [photosFolder] });
  await stored;
  const assets = await call('assets.list', { albumId: album.id });

  return {
    get app() {
      return app;
    },
    profile,
    photosFolder,
    albumId: album.id,
    connectionId: connection.id,
    assetIds: assets.map((asset) => asset.id),
    call,
    until,
    async share(wanted = {}) {
      const draft = await call('shares.create', {
        source: { albumId: album.id },
        recipients: [
          { email: 'anna@example.org', name: 'Anna', codeWay: 'mail' },
          { email: 'bo@example.org', name: 'Bo', codeWay: 'show' },
        ],
        ...wanted,
      });
      await call('shares.send', { id: draft.id });
      const share = await until(draft.id, ({ state }) => state === 'live' || state === 'failed');
      if (share.reason) throw new Error(share.reason.message);
      return share;
    },
    advance(ms) {
      aheadMs += ms;
      app.networkChanged();
    },
    async restart() {
      await app.close();
      app = await open();
    },
    written() {
      const names = ['catalogue.db', 'catalogue.db-wal', 'logs/caos.log'];
      return names
        .map((name) => {
          try {
            return readFileSync(join(profile, name), 'latin1');
          } catch {
            return '';
          }
        })
        .join('\n');
    },
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Guest {
  page: GuestPageData;
  pageType: string | null;
  pageDisposition: string | null;
  greeting: ShareGreeting;
  content: EnvelopeContent;
  manifest: ShareManifest;
  /** Where an object lies. */
  address(object: SealedObjectInfo): string;
  /** Decrypted, as far as it is what it says. */
  open(object: SealedObjectInfo): Promise<Buffer>;
  /** Sends one message into a slot, as the page does; answers the status. */
  send(slot: number, message: string): Promise<number>;
  /** Sends any bytes there. */
  sendBytes(slot: number, bytes: Uint8Array<ArrayBuffer>): Promise<number>;
}

/** All that a person without the app can do. null: the code is wrong. Rejects when the link opens nothing. */
export async function openAsGuest(link: string, typed: string): Promise<Guest | null> {
  const url = new URL(link);
  const linkSecret = readLinkFragment(url.hash);
  const code = parseCode(typed);
  if (!linkSecret || code === null) throw new Error('The link or the code is not whole.');
  const answer = await fetch(link);
  if (!answer.ok) throw new Error(`The page answers ${answer.status}.`);
  const html = await answer.text();
  const page = JSON.parse(/id="share">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null') as GuestPageData;
  const { header } = page;
  const ids = { shareId: header.shareId, recipientId: header.recipientId };
  const greeting = await openGreeting(sealingPrimitives, linkSecret, header, page.greeting);
  if (!greeting) throw new Error('The link is not of this page.');
  const kek = await deriveKek(sealingPrimitives, { ...ids, code, linkSecret, kdf: header.kdf });
  const content = await openEnvelope(sealingPrimitives, kek, header, page.sealed);
  if (!content) return null;
  const address = (object: SealedObjectInfo): string => {
    const found = addressIn(content.addresses, object.id);
    if (found === null) throw new Error('There is no such address.');
    return new URL(found, link).href;
  };
  async function open(object: SealedObjectInfo): Promise<Buffer> {
    const got = await fetch(address(object));
    if (!got.ok || !got.body) throw new Error(`An object answers ${got.status}.`);
    const contentKey = fromBase64Url(content?.contentKey ?? '');
    const seal = await objectSeal(sealingPrimitives, { contentKey, shareId: ids.shareId, object });
    const chunks: Uint8Array[] = [];
    for await (const chunk of openStream(seal, got.body)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
  const sendBytes = (slot: number, bytes: Uint8Array<ArrayBuffer>): Promise<number> =>
    sendTo(content.picks, slot, bytes, link);
  return {
    page,
    pageType: answer.headers.get('content-type'),
    pageDisposition: answer.headers.get('content-disposition'),
    greeting,
    content,
    manifest: JSON.parse((await open(content.manifest)).toString('utf8')) as ShareManifest,
    address,
    open,
    sendBytes,
    async send(slot, message) {
      const picksKey = await derivePicksKey(sealingPrimitives, kek, ids);
      const publicKey = fromBase64Url(content.picksPublicKey ?? '');
      return sendBytes(
        slot,
        await sealPicks(sealingPrimitives, { ...ids, slot, picksKey }, publicKey, message),
      );
    },
  };
}

async function sendTo(
  picks: PicksAddresses | null,
  slot: number,
  bytes: Uint8Array<ArrayBuffer>,
  link: string,
): Promise<number> {
  if (!picks) throw new Error('Nothing may be sent.');
  if (picks.kind === 'put') {
    const address = addressIn(picks.slots, slotName(slot));
    const { status } = await fetch(new URL(address ?? '', link), {
      method: 'PUT',
      body: bytes,
      headers: picks.headers,
    });
    return status;
  }
  const form = new FormData();
  for (const [name, value] of picks.fields) form.append(name, value);
  form.append('file', new Blob([bytes], { type: 'application/octet-stream' }), slotName(slot));
  const { status } = await fetch(picks.action, { method: 'POST', body: form, redirect: 'manual' });
  return status;
}

export const rubbish = (sizeBytes = PICKS_SLOT_BYTES): Uint8Array<ArrayBuffer> =>
  new Uint8Array(sizeBytes).fill(7);

type Connection = { config: CommandInput<'connections.add'>['config']; secret: string };

/** Where shares are tried: undefined is the built-in store of this computer. */
export const shareStores: Array<[name: string, connection: () => Connection | undefined]> = [
  ['this computer, over the gateway', () => undefined],
  [
    'Swift',
    () => {
      const { authUrl, user, key } = theSwift();
      return { config: { kind: 'swift', authUrl, authVersion: '1', user }, secret: key };
    },
  ],
  [
    'S3',
    () => {
      const { s3Endpoint: endpoint, region, accessKey, secretKey } = theSwift();
      return { config: { kind: 's3', endpoint, region, accessKey, pathStyle: true }, secret: secretKey };
    },
  ],
];

function theSwift(): SwiftAddresses {
  const found = sharedSwift();
  if (!found) throw new Error('no Swift runs');
  return found;
}

/** The store itself, past the app: what is really there. */
export function openStoreOf(connection: Connection, known: Capabilities | null = null): ObjectStore {
  const config = ConnectionConfig.parse(connection.config);
  const getSession = openSessions({ config, secret: connection.secret, known });
  return openObjectStore(
    { config, secret: connection.secret, known },
    { getSession: getSession ?? undefined },
  );
}
