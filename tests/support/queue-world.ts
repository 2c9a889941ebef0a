/**
 * The real queue on the real catalogue, with a world around it that a test moves step by step: files, a store, a clock, a battery. Nothing
 * of the work on a file happens until the test says how it ends.
 */
import type { Catalogue } from '../../src-main/catalogue/catalogue';
import { openCatalogue } from '../../src-main/catalogue/open-catalogue';
import { createChangeFeed } from '../../src-main/services/change-feed';
import type { Core } from '../../src-main/services/core';
import type { FlowControl } from '../../src-main/services/flow-control';
import { createJournal } from '../../src-main/services/journal';
import { createSpeedMeter } from '../../src-main/services/speed-meter';
import {
  createTransferQueue,
  type QueueWork,
  type TransferQueue,
} from '../../src-main/services/transfer-queue';
import { AppError, type ErrorCode } from '../../src-shared/app-error';
import type { JournalType } from '../../src-shared/domain/journal';
import type { TransferState } from '../../src-shared/domain/transfer';
import type { AppEvent } from '../../src-shared/ipc-contract';
import { AlbumId, type AssetId, ConnectionId, type ImportId, type TransferId } from '../../src-shared/units';

export type Ending = 'ok' | 'broken' | ErrorCode;
type Step = 'prepare' | 'upload' | 'read';
interface Pending {
  step: Step;
  fileName: string;
  albumId: AlbumId;
  end(ending: Ending): void;
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const connectionIds = [ConnectionId.parse(uuid(1)), ConnectionId.parse(uuid(2))] as const;
export const albumIds = [AlbumId.parse(uuid(11)), AlbumId.parse(uuid(12))] as const;

export interface QueueWorld {
  readonly core: Core;
  readonly queue: TransferQueue;
  readonly events: AppEvent[];
  readonly nowMs: () => number;
  battery: boolean | null;
  /** Requests at once. */
  window: number;
  /** What waits for its ending, in order of its beginning. */
  pending(step?: Step): Pending[];
  /** How often the bytes of each object went over the link, by `album/content`. */
  readonly sent: Map<string, number>;
  /** Key and content of what each album's bucket holds. */
  readonly objects: Map<AlbumId, Map<string, string>>;
  /** `content`: files of the same one are twins. */
  find(album: 0 | 1, files: Array<{ name: string; content: string }>, picturesFirst?: boolean): ImportId;
  ids(states: TransferState[]): TransferId[];
  id(fileName: string): TransferId;
  state(fileName: string): TransferState;
  journal(): JournalType[];
  advance(ms: number): Promise<void>;
  /** Until nothing moves any more by itself. */
  settle(): Promise<void>;
  end(step: Step, ending?: Ending): Promise<void>;
  /** The object is in the store, and the process dies before it is written down. */
  killAfterPut(): Promise<void>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

const TURNS = 12;

export async function openQueueWorld(): Promise<QueueWorld> {
  const catalogue = openCatalogue(':memory:');
  let nowMs = Date.UTC(2026, 0, 1, 12);
  connectionIds.forEach((id, n) => {
    catalogue.connections.insert({
      id,
      name: `Store ${n + 1}`,
      config: { kind: 'local', root: `/store${n}` },
      builtIn: n === 0,
      createdAtMs: nowMs,
    });
    catalogue.albums.insert({
      id: albumIds[n as 0 | 1],
      title: `Album ${n + 1}`,
      note: '',
      connectionId: id,
      bucket: `bucket${n}`,
      prefix: '',
      createdAtMs: nowMs,
    });
  });
  const objects = new Map(albumIds.map((id) => [id, new Map<string, string>()]));
  const sent = new Map<string, number>();
  /** Content of each file by its path. */
  const contents = new Map<string, string>();
  const events: AppEvent[] = [];
  let pending: Pending[] = [];

  const wait = (step: Step, job: { key: string; albumId: AlbumId }, signal: AbortSignal): Promise<Ending> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        pending = pending.filter((other) => other !== entry);
        signal.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        leave();
        reject(new AppError('cancelled', 'It was cancelled.'));
      };
      const entry: Pending = {
        step,
        fileName: job.key,
        albumId: job.albumId,
        end(ending) {
          leave();
          if (ending === 'ok' || ending === 'broken') resolve(ending);
          else reject(new AppError(ending, `It went wrong: ${ending}.`));
        },
      };
      if (signal.aborted) {
        abort();
        return;
      }
      signal.addEventListener('abort', abort);
      pending.push(entry);
    });

  const work: QueueWork = {
    async prepare(core, job, signal) {
      const ending = await wait('prepare', job, signal);
      core.catalogue.assets.setFingerprint(job.assetId, contents.get(job.sourcePath) ?? '');
      core.catalogue.assets.setPrepared(job.assetId, picture(ending));
    },
    async read(core, job, signal) {
      const ending = await wait('read', job, signal);
      core.catalogue.assets.setPrepared(job.assetId, picture(ending));
    },
    /** Like uploadAsset: looks for a twin, recognises what is there already, sends within the flow, never overwrites. */
    async upload(core, job, signal) {
      const content = contents.get(job.sourcePath) ?? '';
      const bucket = objects.get(job.albumId) ?? new Map<string, string>();
      const facts = {
        etag: content,
        md5Hex: content,
        parts: null,
        sizeBytes: job.sizeBytes,
        proof: 'md5',
      } as const;
      const twin = core.catalogue.assets
        .storedTwins(job.albumId, content)
        .find(({ id, key }) => id !== job.assetId && bucket.has(key));
      if (twin) return { type: 'duplicate', ofKey: twin.key };
      if (core.catalogue.assets.hasOpenTwinBefore(job.albumId, content, job.assetId))
        return { type: 'twin-under-way' };
      if (bucket.get(job.key) === content) return { type: 'stored', facts };
      const leave = await core.flow.enter(job.connectionId, job.sizeBytes, signal);
      try {
        await wait('upload', job, signal);
        bucket.set(job.key, content);
        sent.set(`${job.albumId}/${content}`, (sent.get(`${job.albumId}/${content}`) ?? 0) + 1);
        leave({ sentBytes: job.sizeBytes });
        return { type: 'stored', facts };
      } catch (error) {
        leave({ sentBytes: 0, error: error instanceof AppError ? error.code : 'internal' });
        throw error;
      }
    },
  };

  const open = () => {
    let alive = true;
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const guarded = guard(catalogue, () => alive);
    const changes = createChangeFeed(
      guarded,
      createSpeedMeter(() => nowMs),
    );
    changes.listen((event) => events.push(event));
    const core = {
      catalogue: guarded,
      changes,
      journal: createJournal({ catalogue: guarded, changes, log, now: () => nowMs }),
      flow: plainFlow(() => world.window),
      log,
      now: () => nowMs,
      random: () => 0.5,
      cache: { remove: async () => undefined },
      stores: { open: () => Promise.reject(new AppError('unreachable', 'offline')) },
    } as unknown as Core;
    const queue = createTransferQueue(
      core,
      { preparing: 3, preparedAhead: 8 },
      { isOnBattery: async () => world.battery, isMetered: async () => null },
      work,
    );
    const die = async (): Promise<void> => {
      alive = false;
      changes.close();
      await queue.stop();
    };
    return { core, queue, die };
  };

  const world: QueueWorld = {
    battery: false,
    window: 4,
    events,
    sent,
    objects,
    nowMs: () => nowMs,
    get core() {
      return current.core;
    },
    get queue() {
      return current.queue;
    },
    pending: (step) => pending.filter((entry) => step === undefined || entry.step === step),
    find(album, files, picturesFirst = true) {
      const albumId = albumIds[album];
      const importId = catalogue.imports.insert(albumId, ['/card'], nowMs, { picturesFirst });
      const found = files.map(({ name, content }) => {
        const sourcePath = `/card/${album}/${name}`;
        contents.set(sourcePath, content);
        return {
          sourcePath,
          key: name,
          kind: 'photo' as const,
          sizeBytes: 1000,
          modifiedAtMs: 1,
          contentType: 'image/jpeg',
        };
      });
      catalogue.transfers.addFound(albumId, importId, found, nowMs);
      if (!picturesFirst) fingerprintAll(catalogue, importId, contents);
      catalogue.imports.setState(importId, 'running', nowMs);
      current.queue.wake();
      return importId;
    },
    ids: (states) => catalogue.transfers.ids({ states }),
    id(fileName) {
      const row = rows(catalogue).find((item) => item.fileName === fileName);
      if (!row) throw new Error(`${fileName} is not in the queue`);
      return row.id;
    },
    state: (fileName) => rows(catalogue).find((item) => item.fileName === fileName)?.state ?? 'cancelled',
    journal: () =>
      catalogue.journal
        .list({ limit: 1000 })
        .map((entry) => entry.type)
        .reverse(),
    async advance(ms) {
      nowMs += ms;
      current.queue.wake();
      await world.settle();
    },
    async settle() {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    async end(step, ending = 'ok') {
      pending.find((entry) => entry.step === step)?.end(ending);
      await world.settle();
    },
    async killAfterPut() {
      const upload = pending.find((entry) => entry.step === 'upload');
      const old = current;
      const dying = upload ? putThenDie(upload) : old.die();
      current = open();
      await dying;
      current.queue.start();
      await world.settle();
    },
    async kill() {
      await current.die();
      current = open();
      current.queue.start();
      await world.settle();
    },
    async close() {
      await current.queue.stop();
      current.core.changes.close();
      catalogue.close();
    },
  };
  let current = open();
  /** The bytes are through, and nobody lives to write it down. */
  const putThenDie = async (upload: Pending): Promise<void> => {
    const { die } = current;
    const content = contents.get(`/card/${albumIds.indexOf(upload.albumId)}/${upload.fileName}`) ?? '';
    objects.get(upload.albumId)?.set(upload.fileName, content);
    const name = `${upload.albumId}/${content}`;
    sent.set(name, (sent.get(name) ?? 0) + 1);
    await die();
  };
  current.queue.start();
  await world.settle();
  return world;
}

export const rows = (catalogue: Catalogue) => catalogue.transfers.list({ offset: 0, limit: 10_000 }).items;

/** What the light preparing of the upload lane reads from the file: there are no files here. */
function fingerprintAll(catalogue: Catalogue, importId: ImportId, contents: Map<string, string>): void {
  for (const file of catalogue.imports.files(importId, null, 10_000))
    catalogue.assets.setFingerprint(file.assetId as AssetId, contents.get(file.sourcePath) ?? '');
}

const picture = (ending: Ending) => ({
  metadata: {},
  thumbhash: null,
  hasThumb: false,
  mediaError:
    ending === 'broken'
      ? { code: 'media-broken' as const, message: 'It is damaged.', retry: 'never' as const }
      : null,
});

/** As many at once as the window says, in order. */
function plainFlow(window: () => number): FlowControl {
  let running = 0;
  const waiting: Array<() => void> = [];
  const beginNext = (): void => {
    while (running < window()) {
      const begin = waiting.shift();
      if (!begin) return;
      running += 1;
      begin();
    }
  };
  return {
    widest: 64,
    window,
    setLimits: () => undefined,
    enter: (_connectionId, _bytes, signal) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          const at = waiting.indexOf(begin);
          if (at >= 0) waiting.splice(at, 1);
          reject(new AppError('cancelled', 'It was cancelled.'));
        };
        const begin = (): void => {
          signal.removeEventListener('abort', end);
          resolve(() => {
            running -= 1;
            beginNext();
          });
        };
        if (signal.aborted) {
          end();
          return;
        }
        signal.addEventListener('abort', end, { once: true });
        waiting.push(begin);
        beginNext();
      }),
  };
}

/** The catalogue as a process has it that may be dead: then nothing is read or written any more. */
function guard(catalogue: Catalogue, isAlive: () => boolean): Catalogue {
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name) as unknown;
        if (typeof value === 'object' && value !== null) return wrap(value);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (!isAlive()) throw new Error('the process was killed');
          return (value as (...given: unknown[]) => unknown).apply(object, args);
        };
      },
    });
  return wrap(catalogue);
}
