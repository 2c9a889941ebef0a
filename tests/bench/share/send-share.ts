/** How long a share takes from “send” to mails that a mail server took, beside the bare upload of as many bytes in as many files. */
import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { inLanes } from '../../../src-main/services/share/desk';
import { openObjectStore, openSessions } from '../../../src-main/storage/open-object-store';
import { createUploadPool } from '../../../src-main/workers/upload-pool';
import { ConnectionConfig } from '../../../src-shared/domain/connection';
import type { Share } from '../../../src-shared/domain/share';
import type { MailServer } from '../../support/mail-server';
import { USER } from '../../support/mail-server';
import type { ShareWorld } from '../../support/share-world';
import type { SwiftServer } from '../../support/swift-server';
import { rcloneEnvironment } from '../transfers/programs';

/** As many at once as a share sends. */
const LANES = 4;
const PEOPLE = 2;
/** Two links and a code. */
const MAILS = 3;

export interface SentShare {
  /** From “send” until its pages are up, and until its mails were taken. */
  liveS: number;
  mailedS: number;
  share: Share;
}

export async function sendOne(world: ShareWorld, mail: MailServer): Promise<SentShare> {
  const before = mail.taken.length;
  const { id } = await world.call('shares.create', {
    source: { albumId: world.albumId },
    recipients: Array.from({ length: PEOPLE }, (_, n) => ({
      email: `guest-${n}@example.org`,
      codeWay: n === 0 ? ('mail' as const) : ('show' as const),
    })),
  });
  const startedAt = performance.now();
  await world.call('shares.send', { id });
  const share = await world.until(id, ({ state }) => state === 'live' || state === 'failed');
  if (share.state === 'failed') throw new Error(share.reason?.message);
  const liveS = (performance.now() - startedAt) / 1000;
  await mail.takes(before + MAILS);
  return { liveS, mailedS: (performance.now() - startedAt) / 1000, share };
}

export async function setUpMail(world: ShareWorld, mail: MailServer, password: string): Promise<void> {
  await world.call('mail.save', { settings: mail.settings({ from: USER }), password });
}

/** Files of the sizes of a share's sealed objects, of random bytes as those are. */
export function filesLike(world: ShareWorld, share: Share, folder: string): string[] {
  using database = disposable(new Database(join(world.profile, 'catalogue.db'), { readonly: true }));
  const sizes = database
    .prepare('SELECT sealed_bytes FROM share_objects WHERE share_id = ?')
    .pluck()
    .all(share.id) as number[];
  mkdirSync(folder, { recursive: true });
  return sizes.map((size, index) => {
    const path = join(folder, `object-${index}`);
    writeFileSync(path, randomFillSync(Buffer.alloc(size)));
    return path;
  });
}

const disposable = <T extends { close(): unknown }>(one: T): T & Disposable =>
  Object.assign(one, { [Symbol.dispose]: () => void one.close() });

/** By the upload threads alone: no preparing, no sealing, no pages. */
export async function uploadOurs(
  workerPath: string,
  connection: { config: unknown; secret: string },
  bucket: string,
  paths: readonly string[],
): Promise<number> {
  const config = ConnectionConfig.parse(connection.config);
  const { secret } = connection;
  const getSession = openSessions({ config, secret, known: null });
  const store = openObjectStore({ config, secret, known: null }, { getSession: getSession ?? undefined });
  const pool = createUploadPool({
    workerPath,
    workers: LANES,
    jobsPerWorker: 4,
    session: (_key, refused) => {
      if (!getSession) throw new Error('this store has no sessions');
      return getSession({ refused });
    },
  });
  const access = {
    storeKey: 'bench#1',
    config,
    secret: getSession ? null : secret,
    known: null,
    session: getSession !== null,
  };
  try {
    await store.createBucket(bucket);
    const startedAt = performance.now();
    await inLanes(paths, LANES, async (path) => {
      const { size, mtimeMs } = statSync(path);
      await pool.run({
        type: 'put-file',
        store: access,
        bucket,
        key: path.slice(path.lastIndexOf('/') + 1),
        source: { path, sizeBytes: size, modifiedAtMs: mtimeMs },
        contentType: 'application/octet-stream',
        look: false,
        head: true,
      });
    });
    return (performance.now() - startedAt) / 1000;
  } finally {
    await pool.close();
    store.close();
  }
}

export async function uploadRclone(
  swift: SwiftServer,
  remote: 'SWIFT' | 'S3',
  bucket: string,
  folder: string,
): Promise<number> {
  const startedAt = performance.now();
  await promisify(execFile)(
    'rclone',
    ['copy', folder, `${remote}:${bucket}`, '--transfers', `${LANES}`, '--checkers', `${LANES}`],
    { env: { PATH: process.env.PATH, HOME: '/nonexistent', ...rcloneEnvironment(swift) } },
  );
  return (performance.now() - startedAt) / 1000;
}

export const forget = (folder: string): void => rmSync(folder, { recursive: true, force: true });
