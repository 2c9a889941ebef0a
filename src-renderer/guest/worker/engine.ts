/** The worker of the guest page: opens the envelope, reads, saves and sends. No key ever leaves it. */
import '../old-browsers';
import type { RequestContent } from '../../../src-shared/domain/request-page';
import type {
  EnvelopeContent,
  EnvelopeHeader,
  Place,
  ShareManifest,
} from '../../../src-shared/domain/share-page';
import { fromBase64Url, fromUtf8, lengthPrefixed, utf8 } from '../../../src-shared/sealing/bytes';
import { openEnvelope, openGreeting, openJson, sealJson } from '../../../src-shared/sealing/envelope';
import { type Bytes, SealError } from '../../../src-shared/sealing/primitives';
import { deriveDeviceKey, deriveKek, derivePicksKey } from '../../../src-shared/sealing/share-keys';
import {
  type EngineCalls,
  type EngineMessage,
  type EngineProgress,
  type EngineRequest,
  GuestError,
} from '../engine-protocol';
import { readManifest } from './read-manifest';
import { openRequest, type RequestSession, requestCalls } from './request-session';
import { clearPrivateDisk, openSaveSink } from './save-targets';
import { SealedStore } from './sealed-store';
import { sendChoice, sendOpened } from './send-picks';
import type { StoreAccess } from './store-requests';
import { webPrimitives } from './web-primitives';
import { writeZip, type ZipEntry } from './zip-file';

const primitives = webPrimitives(globalThis.crypto?.subtle);

interface Session {
  header: EnvelopeHeader;
  content: EnvelopeContent;
  manifest: ShareManifest;
  store: SealedStore;
  picksKey: Bytes;
  deviceKey: Bytes;
}

let session: Session | undefined;
/** Instead of it, where photos are asked for. */
let request: RequestSession | undefined;

interface CallContext {
  access: StoreAccess;
  tell: (progress: EngineProgress) => void;
}

type Handlers = {
  [Call in keyof EngineCalls]: (
    input: Parameters<EngineCalls[Call]>[0],
    context: CallContext,
  ) => Promise<ReturnType<EngineCalls[Call]>>;
};

const handlers: Handlers = {
  greet: async ({ header, greeting, linkSecret }) => {
    const opened = await openGreeting(primitives, linkSecret, header, greeting);
    // While the code is typed: it also compiles the program that derives keys.
    if (opened) pace = measurePace();
    return opened;
  },

  unlock: async ({ header, sealed, linkSecret, code }, { access, tell }) => {
    tell({ stage: 'key', expectedMs: await expectedMs(header) });
    const kek = await deriveKek(primitives, { ...header, code, linkSecret, kdf: header.kdf });
    const content = await openEnvelope<EnvelopeContent | RequestContent>(primitives, kek, header, sealed);
    if (content === null) return null;
    tell({ stage: 'gallery' });
    if ('kind' in content) {
      request = await openRequest({ primitives, header, kek, content }, access);
      return request.told;
    }
    const store = new SealedStore({
      primitives,
      contentKey: fromBase64Url(content.contentKey),
      shareId: header.shareId,
      addresses: content.addresses,
    });
    const manifest = readManifest(fromUtf8(await store.whole(content.manifest, access)), header, content);
    const picksKey = await derivePicksKey(primitives, kek, header);
    const deviceKey = await deriveDeviceKey(primitives, kek, header);
    session = { header, content, manifest, store, picksKey, deviceKey };
    void clearPrivateDisk();
    const { endsAtMs, sureUntilMs, picks } = content;
    return { manifest, endsAtMs, sureUntilMs, takesPicks: picks !== null };
  },

  picture: async ({ place }, { access }) => {
    const { store, manifest } = opened();
    const bytes = await store.bytesAt(place, objectOf(manifest, place), access);
    return new Blob([bytes], { type: place.type });
  },

  film: async ({ place }, context) => {
    const pieces: Bytes[] = [];
    for await (const piece of counted(context, [place])(place)) pieces.push(piece);
    return new Blob(pieces, { type: place.type });
  },

  filmPieces: async ({ place, start, end }, { access, tell }) => {
    const { store, manifest } = opened();
    const object = objectOf(manifest, place);
    const patient = { ...access, isPatient: true };
    for await (const bytes of store.stream(object, place.offset + start, place.offset + end, patient))
      tell({ stage: 'piece', bytes });
  },

  save: async ({ entries, zip, type, target }, { access, tell }) => {
    const read = counted(
      { access: { ...access, isPatient: true }, tell },
      entries.map(({ place }) => place),
    );
    const sink = await openSaveSink(target);
    try {
      if (zip) {
        const now = Date.now();
        await writeZip(
          sink,
          entries.map(
            ({ name, place, takenAtMs }): ZipEntry => ({
              name,
              sizeBytes: place.sizeBytes,
              modifiedAtMs: takenAtMs ?? now,
              content: read(place),
            }),
          ),
        );
      } else {
        for (const { place } of entries) for await (const piece of read(place)) await sink.append(piece);
      }
      return await sink.finish(type);
    } catch (error) {
      await sink.discard();
      throw error;
    }
  },

  ...requestCalls(() => {
    if (!request) throw new GuestError('internal', 'Not opened yet.');
    return request;
  }),

  sendOpened: ({ count }, { access }) => sendOpened(picksDeps(), access, { atMs: Date.now(), count }),

  sendChoice: async ({ nextSlot, ...choice }, { access }) => ({
    nextSlot: await sendChoice(picksDeps(), access, { atMs: Date.now(), ...choice }, nextSlot),
  }),

  lock: ({ value }) => {
    const { deviceKey, header } = request ?? opened();
    return sealJson(primitives, deviceKey, keptAs(header), value);
  },

  unlockKept: ({ sealed }) => {
    const { deviceKey, header } = request ?? opened();
    return openJson(primitives, deviceKey, keptAs(header), sealed).catch(() => null);
  },
};

function opened(): Session {
  if (!session) throw new GuestError('internal', 'Not opened yet.');
  return session;
}

const picksDeps = () => {
  const { header, picksKey, content } = opened();
  return { primitives, ids: header, picksKey, content };
};

const keptAs = ({ shareId, recipientId }: EnvelopeHeader) =>
  lengthPrefixed('caos/share/v1/device', shareId, recipientId);

function objectOf(manifest: ShareManifest, place: Place) {
  const object = manifest.objects[place.object];
  if (!object) throw new GuestError('damaged', 'No such object.');
  return object;
}

/** Streams places and tells how far all of them are, at most ten times a second. */
function counted({ access, tell }: CallContext, places: Place[]): (place: Place) => AsyncGenerator<Bytes> {
  const { store, manifest } = opened();
  const totalBytes = places.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  let toldAtMs = 0;
  return async function* (place) {
    const { offset, sizeBytes } = place;
    for await (const piece of store.stream(objectOf(manifest, place), offset, offset + sizeBytes, access)) {
      yield piece;
      doneBytes += piece.length;
      const now = Date.now();
      if (now - toldAtMs >= 100 || doneBytes === totalBytes) {
        toldAtMs = now;
        tell({ stage: 'bytes', doneBytes, totalBytes });
      }
    }
  };
}

let pace: Promise<number> | undefined;

/** A 48th of the work, measured: milliseconds for each KiB and pass on this device. */
async function measurePace(): Promise<number> {
  const sample = { memoryKiB: 4096, passes: 1 };
  const startedAt = performance.now();
  await primitives.argon2id({ password: utf8('sample'), salt: new Uint8Array(16), lanes: 1, ...sample });
  return (performance.now() - startedAt) / (sample.memoryKiB * sample.passes);
}

async function expectedMs({ kdf }: EnvelopeHeader): Promise<number> {
  pace ??= measurePace();
  return (await pace) * kdf.memoryKiB * kdf.passes;
}

const running = new Map<number, AbortController>();

addEventListener('message', ({ data }: MessageEvent<EngineRequest>) => {
  if ('cancel' in data) running.get(data.cancel)?.abort();
  else void answer(data);
});

async function answer({
  id,
  call,
  input,
  pageAddress,
}: Extract<EngineRequest, { id: number }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const say = (message: EngineMessage) => (postMessage as (message: EngineMessage) => void)(message);
  const context: CallContext = {
    access: { pageAddress, signal: controller.signal },
    tell: (progress) => say({ id, progress }),
  };
  try {
    const handler = handlers[call] as (input: unknown, context: CallContext) => Promise<unknown>;
    say({ id, answer: await handler(input, context) });
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    const fault =
      error instanceof GuestError
        ? error.fault
        : error instanceof SealError
          ? error.fault === 'unsupported'
            ? 'unsupported'
            : 'damaged'
          : 'internal';
    say({ id, fault, details });
  } finally {
    running.delete(id);
  }
}
