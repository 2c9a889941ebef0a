/** Other programs on the same Swift: python-swiftclient and rclone read byte for byte what we write, and we read what they write. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectStore, Part } from '../../src-main/storage/object-store';
import { collect, md5, read } from '../contract/suite/setting';
import { freshBucket, reachNativeSwift, swiftUnavailable } from '../support/native-swift';
import { installPackages, isInstalled } from '../support/swift-server';

const MIB = 1024 ** 2;
const run = promisify(execFile);

/** Debian's packages and the programs they bring. */
const peers = { 'python3-swiftclient': 'swift', rclone: 'rclone' } as const;

/** Why a program cannot be tried, or undefined; as root on Debian it is installed. */
function unavailable(name: keyof typeof peers): string | undefined {
  if (swiftUnavailable !== undefined) return swiftUnavailable;
  if (isInstalled(peers[name])) return undefined;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get'))
    return `${name} is not installed: sudo apt-get install ${name}`;
  installPackages(name, [name]);
  return undefined;
}

interface Peer {
  upload(file: string, bucket: string, key: string): Promise<void>;
  /** In segments of 5 MiB, in all ways it has. */
  large: ReadonlyArray<{ way: 'SLO' | 'DLO'; upload: Peer['upload'] }>;
  download(bucket: string, key: string, file: string): Promise<void>;
  names(bucket: string): Promise<string[]>;
}

const swift = reachNativeSwift();

/** Nothing of this computer's own configuration reaches the programs. */
const environment = (home: string) => ({ PATH: process.env.PATH ?? '', HOME: home, LC_ALL: 'C.UTF-8' });

function swiftclient(folder: string): Peer {
  const { authUrl, user, key: secret } = swift.addresses;
  const cli = async (...args: string[]) =>
    (await run('swift', ['-A', authUrl, '-U', user, '-K', secret, ...args], { env: environment(folder) }))
      .stdout;
  const upload = async (file: string, bucket: string, key: string, ...extra: string[]) => {
    await cli('upload', ...extra, '--object-name', key, bucket, file);
  };
  return {
    upload,
    large: [
      {
        way: 'SLO',
        upload: (file, bucket, key) => upload(file, bucket, key, '--use-slo', '-S', `${5 * MIB}`),
      },
      { way: 'DLO', upload: (file, bucket, key) => upload(file, bucket, key, '-S', `${5 * MIB}`) },
    ],
    download: async (bucket, key, file) => {
      await cli('download', bucket, key, '-o', file);
    },
    names: async (bucket) => (await cli('list', bucket)).split('\n').filter(Boolean),
  };
}

async function rclone(folder: string): Promise<Peer> {
  const { authUrl, user, key: secret } = swift.addresses;
  const config = join(folder, 'rclone.conf');
  await writeFile(
    config,
    `[peer]\ntype = swift\nauth = ${authUrl}\nauth_version = 1\nuser = ${user}\nkey = ${secret}\nchunk_size = 5Mi\n`,
  );
  const cli = async (...args: string[]) =>
    (await run('rclone', ['--config', config, ...args], { env: environment(folder) })).stdout;
  const upload = async (file: string, bucket: string, key: string) => {
    await cli('copyto', file, `peer:${bucket}/${key}`);
  };
  return {
    upload,
    large: [{ way: 'DLO', upload }],
    download: async (bucket, key, file) => {
      await cli('copyto', `peer:${bucket}/${key}`, file);
    },
    names: async (bucket) =>
      (await cli('lsf', '-R', '--files-only', `peer:${bucket}`)).split('\n').filter(Boolean).sort(),
  };
}

const reasons = {
  'python3-swiftclient': unavailable('python3-swiftclient'),
  rclone: unavailable('rclone'),
};
for (const reason of Object.values(reasons))
  if (reason !== undefined) console.warn(`peers are not tried: ${reason}`);

describe.each([
  ['python3-swiftclient', async (folder: string) => swiftclient(folder)],
  ['rclone', rclone],
] as const)('beside %s', (name, open) => {
  const reason = reasons[name];
  let folder: string;
  let store: ObjectStore;
  let bucket: string;
  let peer: Peer;
  beforeAll(async () => {
    if (reason !== undefined) return;
    folder = await mkdtemp(join(tmpdir(), 'caos-peer-'));
    store = swift.open();
    bucket = freshBucket();
    await store.createBucket(bucket);
    peer = await open(folder);
  });
  afterAll(async () => {
    if (reason !== undefined) return;
    const remove = async (container: string) => {
      if (!(await store.bucketExists(container))) return;
      const keys = (await collect(store.list(container))).map(({ key }) => key);
      await store.deleteMany(container, keys);
      await store.deleteBucket(container);
    };
    await remove(bucket);
    await remove(`${bucket}_segments`);
    await rm(folder, { recursive: true });
  });

  /** The sum of what the peer reads. */
  async function sumByPeer(key: string): Promise<string> {
    const file = join(folder, randomBytes(8).toString('hex'));
    await peer.download(bucket, key, file);
    return md5(await readFile(file));
  }

  it('what we wrote is read byte for byte, small, streamed and in parts', async ({ skip }) => {
    skip(reason !== undefined, reason);
    const small = randomBytes(100_000);
    await store.put(bucket, 'ours/Ä 1 %41.jpg', small, {
      contentType: 'image/jpeg',
      metadata: { title: 'Größe' },
      md5Hex: md5(small),
    });
    const chunks = Array.from({ length: 18 }, () => randomBytes(MIB));
    await store.put(bucket, 'ours/stream.mov', Readable.from(chunks));
    const bodies = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(999)];
    const upload = {
      bucket,
      key: 'ours/parts.mov',
      uploadId: await store.multipart.begin(bucket, 'ours/parts.mov'),
    };
    const parts: Part[] = [];
    for (const [index, body] of bodies.entries())
      parts.push(await store.multipart.putPart(upload, { number: index + 1, body, md5Hex: md5(body) }));
    await store.multipart.complete(upload, parts);
    expect({
      names: await peer.names(bucket),
      small: await sumByPeer('ours/Ä 1 %41.jpg'),
      stream: await sumByPeer('ours/stream.mov'),
      parts: await sumByPeer('ours/parts.mov'),
    }).toEqual({
      names: ['ours/parts.mov', 'ours/stream.mov', 'ours/Ä 1 %41.jpg'],
      small: md5(small),
      stream: md5(Buffer.concat(chunks)),
      parts: md5(Buffer.concat(bodies)),
    });
  });

  it('what it wrote is read byte for byte, with its size listed, and deleted as far as it is one object', async ({
    skip,
  }) => {
    skip(reason !== undefined, reason);
    const small = randomBytes(100_000);
    await writeFile(join(folder, 'small'), small);
    await peer.upload(join(folder, 'small'), bucket, 'theirs/Ö 2.jpg');
    expect(md5(await read(store, bucket, 'theirs/Ö 2.jpg'))).toBe(md5(small));

    for (const { way, upload } of peer.large) {
      const large = randomBytes(12 * MIB + 345);
      const key = `theirs/${way}.mov`;
      await writeFile(join(folder, 'large'), large);
      await upload(join(folder, 'large'), bucket, key);
      const segments = async () =>
        (await swift.names(`${bucket}_segments`)).filter((name) => name.includes(way));
      const [listed] = await collect(store.list(bucket, { prefix: key }));
      const head = await store.head(bucket, key);
      const across = await read(store, bucket, key, { start: 5 * MIB - 10, end: 5 * MIB + 10 });
      const whole = md5(await read(store, bucket, key));
      const before = (await segments()).length;
      // A copy of ours stands alone.
      await store.copy({ bucket, key }, { bucket, key: `ours/copy of ${way}.mov` });
      await store.delete(bucket, key);
      const after = await segments();
      expect({
        listed: [listed?.sizeBytes, listed?.etag, listed?.etagKind],
        across: across.equals(large.subarray(5 * MIB - 10, 5 * MIB + 10)),
        whole,
        before,
        after: after.length,
        copy: await sumByPeer(`ours/copy of ${way}.mov`),
      }).toEqual({
        listed: [large.length, head?.etag, way === 'SLO' ? 'parts' : 'opaque'],
        across: true,
        whole: md5(large),
        before: 3,
        after: way === 'SLO' ? 0 : 3, // segments that are only named by a prefix may belong to others
        copy: md5(large),
      });
    }
  });
});
