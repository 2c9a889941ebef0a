/** What each part of the suite works with: a store, a bucket in it, and short ways to read and to fail. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectInfo, ObjectStore } from '../../../src-main/storage/object-store';
import { AppError, type ErrorCode } from '../../../src-shared/app-error';

export interface ContractSetting {
  /** The same store again, as a new process would open it. */
  open: () => ObjectStore;
  /** A bucket name that is free. */
  freshBucket: () => string;
  illegalBucket: string;
  /** How many objects the listing and deleting of many is tried with: above one page where there are pages. */
  manyObjects: number;
  /** Buckets carry names and values of a person's own. Default: no. */
  bucketMetadata?: boolean;
  /** A put may be told which version it replaces. Default: it replaces any. */
  meansVersions?: boolean;
  /** Another user of the same store, as the store names them. Default: `test:reader`. */
  otherUser?: string;
  /** Web address of an object as someone without any key asks for it; absent: the store cannot be asked without the app. */
  plainAddress?: (bucket: string, key: string) => string;
  /** What the store tells of the parts of an object. Default: size and MD5 of each. */
  partsTold?: 'md5' | 'sizes' | 'nothing';
  /** Everything that still takes space for the objects of a bucket, but is not listed in it. */
  leftovers?: (bucket: string) => Promise<string[]>;
  /**
   * Runs what has but one try (streams, cancelled calls, web addresses fetched by others) while the faults that a setting makes pause.
   * Default: runs it.
   */
  undisturbed?: <T>(run: () => Promise<T>) => Promise<T>;
}

export interface Lab {
  setting: ContractSetting;
  store: ObjectStore;
  /** One bucket for all tests of a run: each keeps to names of its own. */
  bucket: string;
  undisturbed: <T>(run: () => Promise<T>) => Promise<T>;
}

export const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The code a call fails with; a call that does not fail is a failure of the test. */
export async function codeOf(call: Promise<unknown>): Promise<ErrorCode> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  throw new Error('the call did not fail');
}
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A body that ends early is asked for again, as the services do; one that is silently short is not. */
export async function read(
  store: ObjectStore,
  bucket: string,
  key: string,
  range: { start?: number; end?: number } = {},
): Promise<Buffer> {
  return (await readWithInfo(store, bucket, key, range)).bytes;
}
export async function readWithInfo(
  store: ObjectStore,
  bucket: string,
  key: string,
  range: { start?: number; end?: number } = {},
): Promise<{ info: ObjectInfo; bytes: Buffer }> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { info, body } = await store.get(bucket, key, range);
      return { info, bytes: await buffer(body) };
    } catch (error) {
      if (attempt === 4 || !(error instanceof AppError) || error.retry !== 'later') throw error;
    }
  }
}

/** Names that trip naive paths, addresses, XML and sorting. All NFC. */
export const oddKeys = [
  "!-_.*'()",
  '.hidden',
  ' leading and trailing ',
  '#fragment?query=1&x=2',
  '%41 is not A.jpg',
  'a b+c&d=e.jpg',
  'a/b/c/deep.jpg',
  'a-b.jpg',
  'a.jpg',
  'quote"and<tag>.jpg',
  'semicolon;comma,at@colon.jpg',
  'Ünïcödé/日本/사진 ①.jpg',
  'emoji 📷.jpg',
  `${'x'.repeat(250)}.jpg`,
];
