/** A second profile that has no storage of its own to speak of: somebody who got a link and a code. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CaosApp, createApp } from '../../src-main/app';
import type { AppError } from '../../src-shared/app-error';
import type { CommandInput, CommandName, CommandOutput } from '../../src-shared/ipc-contract';
import type { AlbumId, AssetId } from '../../src-shared/units';
import type { ShareBuild } from './share-world';

export interface Receiver {
  readonly app: CaosApp;
  folder: string;
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>;
  /** The error's code and sentence. Fails when there is none. */
  refused<N extends CommandName>(
    name: N,
    input: CommandInput<N>,
  ): Promise<Pick<AppError, 'code' | 'message'>>;
  /** Resolves once all photos of the album have a thumbnail. */
  thumbs(albumId: AlbumId): Promise<AssetId[]>;
  advance(ms: number): void;
  restart(): Promise<void>;
  /** All that this profile wrote down in the open. */
  written(): string;
  close(): Promise<void>;
}

export async function openReceiver(build: ShareBuild): Promise<Receiver> {
  const folder = mkdtempSync(join(tmpdir(), 'caos-receiver-'));
  const profile = join(folder, 'profile');
  let aheadMs = 0;
  const open = (): Promise<CaosApp> =>
    createApp({
      paths: {
        profile,
        guestPage: join(folder, 'none.html'),
        mediaHost: build.host.hostPath,
        uploadWorker: build.workerPath,
        libraryWorker: build.workerPath, // never asked here
        checkpointWorker: join(profile, 'none.js'), // main does its work then
        nodeBinary: build.host.nodePath,
        ffprobe: build.host.ffprobePath,
        samples: folder,
        fonts: folder,
      },
      platform: { version: 'test', testBuild: true, runtime: `Node ${process.versions.node}` },
      now: () => Date.now() + aheadMs,
    });
  let app = await open();
  const call: Receiver['call'] = async (name, input) => {
    const answer = await app.api.call(name, input);
    if (answer.ok) return answer.value as never;
    throw Object.assign(new Error(`${name}: ${answer.error.message} ${answer.error.details ?? ''}`), {
      wire: answer.error,
    });
  };
  return {
    get app() {
      return app;
    },
    folder,
    call,
    async refused(name, input) {
      const answer = await app.api.call(name, input);
      if (answer.ok) throw new Error(`${name} was not refused`);
      const { code, message } = answer.error;
      return { code, message };
    },
    async thumbs(albumId) {
      const isThere = async () => {
        const assets = await call('assets.list', { albumId });
        return assets.every(({ thumbPx }) => thumbPx > 0) ? assets.map(({ id }) => id) : null;
      };
      const ids = (await call('assets.list', { albumId })).map(({ id }) => id);
      const shown = new Promise<AssetId[]>((resolve) => {
        const off = app.onEvent((event) => {
          if (event.name !== 'assets.patched') return;
          void isThere().then((all) => {
            if (!all) return;
            off();
            resolve(all);
          });
        });
      });
      await call('assets.want', { ids, sharper: false });
      return (await isThere()) ?? shown;
    },
    advance(ms) {
      aheadMs += ms;
    },
    async restart() {
      await app.close();
      app = await open();
    },
    written: () =>
      ['catalogue.db', 'catalogue.db-wal', 'logs/caos.log']
        .map((name) => {
          try {
            return readFileSync(join(profile, name), 'latin1');
          } catch {
            return '';
          }
        })
        .join('\n'),
    async close() {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
