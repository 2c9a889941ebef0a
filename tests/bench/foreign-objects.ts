/** Fills a real Swift as somebody else did, in seconds: photos as large objects that share segments, and a long listing. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SwiftServer } from '../support/swift-server';

const run = promisify(execFile);
const PARALLEL = 16;

export interface SignedIn {
  url: string;
  token: string;
}

export async function signIn(server: SwiftServer): Promise<SignedIn> {
  const answer = await fetch(server.authUrl, {
    headers: { 'X-Auth-User': server.user, 'X-Auth-Key': server.key },
  });
  return {
    url: answer.headers.get('x-storage-url') ?? '',
    token: answer.headers.get('x-auth-token') ?? '',
  };
}

async function put(swift: SignedIn, path: string, body: Uint8Array<ArrayBuffer> | string): Promise<void> {
  const answer = await fetch(`${swift.url}/${path}`, {
    method: 'PUT',
    headers: { 'X-Auth-Token': swift.token },
    body,
  });
  if (!answer.ok) throw new Error(`PUT ${path}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function inParallel<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, lane));
}

/**
 * So many photos, each an object of its own with its own ETag: a manifest of a shared photo and a few bytes that no other has (after the
 * end of the JPEG, where decoders do not look). So no cache by content can answer for another photo.
 */
export async function putPhotos(
  server: SwiftServer,
  bucket: string,
  files: readonly string[],
  count: number,
): Promise<void> {
  const swift = await signIn(server);
  const segments = `${bucket}_segments`;
  await put(swift, bucket, '');
  await put(swift, segments, '');
  await inParallel(files, async (file, index) =>
    put(swift, `${segments}/${index}.jpg`, new Uint8Array(await readFile(file))),
  );
  const names = Array.from({ length: count }, (_, index) => `IMG_${String(index + 1).padStart(5, '0')}.JPG`);
  await inParallel(names, (name, index) =>
    put(
      swift,
      `${bucket}/${name}?multipart-manifest=put`,
      JSON.stringify([
        { path: `/${segments}/${index % files.length}.jpg` },
        { data: Buffer.from(`photo ${index}`).toString('base64') },
      ]),
    ),
  );
}

/** Rows as the container server itself writes them, by its own code: a listing tells of them, objects there are none. */
const rowsScript = `
import glob, sys
from swift.common import utils
utils.set_swift_dir(sys.argv[1] + '/etc')
from swift.container.backend import ContainerBroker
from swift.common.utils import Timestamp, hash_path
folder, account, container, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
name = hash_path(account, container) + '.db'
path = [p for p in glob.glob(folder + '/srv/d1/containers*/**/' + name, recursive=True)][0]
broker = ContainerBroker(path, account=account, container=container)
broker.merge_items([{
    'name': 'shoot-%03d/IMG_%05d.JPG' % (n // 100, n), 'created_at': Timestamp(1700000000 + n).internal, 'size': 6000000 + n,
    'content_type': 'image/jpeg', 'etag': '%032x' % n, 'deleted': 0, 'storage_policy_index': 0, 'ctype_timestamp': None,
    'meta_timestamp': None} for n in range(count)])
`;

export async function putListing(server: SwiftServer, bucket: string, count: number): Promise<void> {
  const swift = await signIn(server);
  await put(swift, bucket, '');
  const account = decodeURIComponent(new URL(swift.url).pathname.split('/').at(-1) ?? '');
  await run('/usr/bin/python3', [
    '-W',
    'ignore',
    '-c',
    rowsScript,
    server.folder,
    account,
    bucket,
    String(count),
  ]);
}
