/** A core with real stores, real upload threads and the media host's own code, a card in a folder, and an ingest runner over them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Connect } from '../../src-main/services/ingest/copy-targets';
import { createIngestRunner, type IngestRunner } from '../../src-main/services/ingest/ingest-runner';
import { createReceipts, type Receipts } from '../../src-main/services/receipts/receipts';
import type { ConnectionConfig } from '../../src-shared/domain/connection';
import { type Ingest, IngestOptions, type IngestOptionsInput } from '../../src-shared/domain/ingest';
import type { Receipt } from '../../src-shared/domain/receipt';
import { ConnectionId, type IngestId } from '../../src-shared/units';
import { createInlineMediaPool } from './inline-media-pool';
import { openTestCore, type TestCore } from './test-core';

export interface IngestDesk {
  test: TestCore;
  ingests: IngestRunner;
  receipts: Receipts;
  /** The card. */
  card: string;
  /** An empty folder for copies. */
  backup: string;
  /** Paths that were asked to be ejected. */
  ejected: string[];
  /** What ejecting does; may throw. */
  onEject: (path: string) => void;
  /** Puts a file on the card, with its time as a wall clock of this computer. */
  give(name: string, bytes: Buffer, time?: string): string;
  start(
    request: { title?: string; connectionId?: ConnectionId } & IngestOptionsInput,
    paths?: string[],
  ): Promise<IngestId>;
  /** Resolves when it has ended, or when `until` holds. */
  ended(id: IngestId, until?: (ingest: Ingest) => boolean): Promise<Ingest>;
  receiptOf(id: IngestId): Receipt | null;
  /** Keys of each album by title and connection, sorted: `Trip @ Backup` -> keys. */
  keys(): Record<string, string[]>;
  addConnection(name: string, config: ConnectionConfig): ConnectionId;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openIngestDesk(
  given: NonNullable<Parameters<typeof openTestCore>[1]> & { workerPath: string },
): Promise<IngestDesk> {
  const test = await openTestCore(null, {
    media: createInlineMediaPool(),
    ...given,
    real: given.real ?? { secret: '', workerPath: given.workerPath },
  });
  // As a person would name it: temporary folders are links on some systems.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'caos-ingest-')));
  const card = join(folder, 'EOS_DIGITAL');
  const backup = join(folder, 'Backup');
  for (const one of [card, backup]) mkdirSync(one);
  let connectionCount = 0;
  const addConnection = (name: string, config: ConnectionConfig): ConnectionId => {
    connectionCount += 1;
    const id = ConnectionId.parse(
      `5f8b6a0e-7a3f-4b19-9c1d-0d7f8f6f0b${String(connectionCount).padStart(2, '0')}`,
    );
    test.core.catalogue.connections.insert({
      id,
      name,
      config,
      builtIn: false,
      createdAtMs: connectionCount,
    });
    return id;
  };
  const connect: Connect = async ({ name, config }) => {
    const id = addConnection(name, config);
    const made = test.core.catalogue.connections.get(id);
    if (!made) throw new Error('the connection is gone');
    return made;
  };
  const attach = () => {
    const receipts = createReceipts(test.core);
    const ingests = createIngestRunner(test.core, {
      imports: test.imports,
      connect,
      wakeQueue: () => test.queue.wake(),
      makeReceipt: (ingestId) => receipts.make({ ingestId }, 'head'),
      eject: async (path) => {
        desk.ejected.push(path);
        desk.onEject(path);
      },
    });
    return { receipts, ingests };
  };
  const stop = async (): Promise<void> => {
    await test.imports.stop();
    await desk.ingests.stop();
    await desk.receipts.stop();
  };
  const over = (ingest: Ingest): boolean => ['done', 'failed', 'cancelled'].includes(ingest.state);

  const desk: IngestDesk = {
    test,
    card,
    backup,
    ejected: [],
    onEject: () => undefined,
    ...({} as Pick<IngestDesk, 'ingests' | 'receipts'>),
    give(name, bytes, time) {
      const path = join(card, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
      if (time !== undefined) utimesSync(path, new Date(time), new Date(time));
      return path;
    },
    async start({ title, connectionId, ...options }, paths = [card]) {
      return desk.ingests.start({ paths, title, connectionId, options: IngestOptions.parse(options) });
    },
    ended: (id, until = over) =>
      new Promise((resolve) => {
        const look = (): void => {
          const ingest = test.core.catalogue.ingests.get(id);
          if (!ingest || !until(ingest)) return;
          off();
          resolve(ingest);
        };
        const off = test.core.changes.listen(look);
        look();
      }),
    receiptOf: (ingestId) => test.core.catalogue.receipts.list({ ingestId, limit: 1 })[0] ?? null,
    keys() {
      const albums = test.core.catalogue.albums.list().filter((album) => album.id !== test.albumId);
      return Object.fromEntries(
        albums
          .map((album): [string, string[]] => [
            `${album.title} @ ${album.connectionName}`,
            test.core.catalogue.assets.storedObjects(album.id).map((object) => object.key),
          ])
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      );
    },
    addConnection,
    async restart() {
      await stop();
      await test.restart();
      Object.assign(desk, attach());
      desk.receipts.start();
      desk.ingests.resumeInterrupted();
    },
    async close() {
      await stop();
      await test.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  Object.assign(desk, attach());
  return desk;
}
