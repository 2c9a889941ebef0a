/** The same listing and the same small files by CAOS's drivers, rclone and the swift client, on the same server, one after another. */
import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ObjectStore } from '../../src-main/storage/object-store';
import { openObjectStore } from '../../src-main/storage/open-object-store';
import type { SwiftServer } from '../support/swift-server';
import { openLink } from './measured-link';

const run = promisify(execFile);
const AT_ONCE = 16;
const PUT_BYTES = 100_000;

/** Seconds of each run, by name. */
type Times = Record<string, number[]>;

const swiftStore = (swift: SwiftServer, authUrl = swift.authUrl): ObjectStore =>
  openObjectStore({
    config: { kind: 'swift', authUrl, authVersion: '1', user: swift.user, interface: 'public' },
    secret: swift.key,
  });
const s3Store = (swift: SwiftServer): ObjectStore =>
  openObjectStore({
    config: {
      kind: 's3',
      endpoint: swift.s3Endpoint,
      region: swift.region,
      accessKey: swift.accessKey,
      pathStyle: true,
    },
    secret: swift.secretKey,
  });

/** No configuration of whoever runs this is read. */
function peerEnvironment(swift: SwiftServer): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_SWIFT_TYPE: 'swift',
    RCLONE_CONFIG_SWIFT_AUTH: swift.authUrl,
    RCLONE_CONFIG_SWIFT_AUTH_VERSION: '1',
    RCLONE_CONFIG_SWIFT_USER: swift.user,
    RCLONE_CONFIG_SWIFT_KEY: swift.key,
    RCLONE_CONFIG_S3_TYPE: 's3',
    RCLONE_CONFIG_S3_PROVIDER: 'Other',
    RCLONE_CONFIG_S3_ENDPOINT: swift.s3Endpoint,
    RCLONE_CONFIG_S3_REGION: swift.region,
    RCLONE_CONFIG_S3_ACCESS_KEY_ID: swift.accessKey,
    RCLONE_CONFIG_S3_SECRET_ACCESS_KEY: swift.secretKey,
    ST_AUTH: swift.authUrl,
    ST_USER: swift.user,
    ST_KEY: swift.key,
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/** One run of each after another, so that a busy moment of the machine meets all of them. */
async function rounds(runs: number, works: Record<string, () => Promise<unknown>>): Promise<Times> {
  const times: Times = {};
  for (let round = 0; round < runs; round += 1) {
    for (const [name, work] of Object.entries(works)) {
      times[name] = [...(times[name] ?? []), await secondsOf(work)];
    }
  }
  return times;
}

export async function compareListing(
  swift: SwiftServer,
  bucket: string,
  count: number,
  runs: number,
): Promise<Times> {
  const env = peerEnvironment(swift);
  const expectCount = (name: string, found: number): void => {
    if (found !== count) throw new Error(`${name} listed ${found} objects of ${count}`);
  };
  const ours = async (store: ObjectStore): Promise<void> => {
    let found = 0;
    for await (const _ of store.list(bucket)) found += 1;
    expectCount('CAOS', found);
    store.close();
  };
  const peer = async (program: string, args: string[]): Promise<void> => {
    const { stdout } = await run(program, args, { env, maxBuffer: 1e9 });
    expectCount(program, stdout.trim().split('\n').length);
  };
  return rounds(runs, {
    'CAOS swift': () => ours(swiftStore(swift)),
    'CAOS s3': () => ours(s3Store(swift)),
    'rclone lsf swift': () =>
      peer('rclone', ['lsf', '-R', '--files-only', '--format', 'ps', `SWIFT:${bucket}`]),
    'rclone lsf s3': () =>
      peer('rclone', ['lsf', '-R', '--files-only', '--fast-list', '--format', 'ps', `S3:${bucket}`]),
    'swift list': () => peer('swift', ['list', bucket]),
  });
}

/** Tokens: of each of our runs, counted at the server's door. */
export async function comparePuts(
  swift: SwiftServer,
  folder: string,
  count: number,
  runs: number,
): Promise<{ times: Times; tokens: number[] }> {
  const env = peerEnvironment(swift);
  const files = join(folder, 'small');
  mkdirSync(files);
  const bytes = Buffer.alloc(PUT_BYTES);
  for (let index = 0; index < count; index += 1)
    writeFileSync(join(files, `${index}.jpg`), randomFillSync(bytes));
  const names = readdirSync(files);
  let bucketNumber = 0;
  const tokens: number[] = [];
  const ours = async (store: ObjectStore): Promise<void> => {
    const bucket = `puts-${++bucketNumber}`;
    await store.createBucket(bucket);
    const queue = [...names];
    const lane = async (): Promise<void> => {
      for (let name = queue.pop(); name; name = queue.pop()) {
        await store.put(bucket, name, await readFile(join(files, name)), { contentType: 'image/jpeg' });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    store.close();
  };
  const times = await rounds(runs, {
    'CAOS swift': async () => {
      await using link = await openLink({ host: '127.0.0.1', port: Number(new URL(swift.authUrl).port) });
      await ours(swiftStore(swift, `http://127.0.0.1:${link.port}/auth/v1.0`));
      tokens.push(link.requests('GET /auth/'));
    },
    'CAOS s3': () => ours(s3Store(swift)),
    'rclone copy swift': () =>
      run(
        'rclone',
        [
          'copy',
          '--transfers',
          `${AT_ONCE}`,
          '--checkers',
          `${AT_ONCE}`,
          files,
          `SWIFT:puts-${++bucketNumber}`,
        ],
        { env },
      ),
    'swift upload': () =>
      run('swift', ['upload', '--object-threads', `${AT_ONCE}`, `puts-${++bucketNumber}`, '.'], {
        env,
        cwd: files,
        maxBuffer: 1e9,
      }),
  });
  rmSync(files, { recursive: true, force: true });
  return { times, tokens };
}
