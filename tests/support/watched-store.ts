/** A store that counts what it hands out, and that a test can hold, break or let lie. */
import { Readable } from 'node:stream';
import type { ObjectStore } from '../../src-main/storage/object-store';

export interface WatchedStore {
  store: ObjectStore;
  /** Bytes handed out of each object so far. */
  handedOut: Map<string, number>;
  /** Of the n-th answer about an object's bytes: what comes instead. Throwing breaks the answer off. */
  alter: (key: string, chunk: Buffer, position: number) => Buffer | Promise<Buffer>;
  /** Before any get is answered. Throwing refuses it. */
  refuse: (key: string) => void;
}

/** Small, so that an answer can be broken anywhere. */
const CHUNK_BYTES = 64 * 1024;

export function watchStore(inner: ObjectStore): WatchedStore {
  const watched: WatchedStore = {
    store: {
      ...inner,
      async get(bucket, key, options = {}) {
        watched.refuse(key);
        const { info, body } = await inner.get(bucket, key, options);
        async function* passing(): AsyncGenerator<Buffer> {
          let position = options.start ?? 0;
          for await (const piece of body as AsyncIterable<Buffer>) {
            for (let at = 0; at < piece.length; at += CHUNK_BYTES) {
              const chunk = await watched.alter(key, piece.subarray(at, at + CHUNK_BYTES), position);
              options.signal?.throwIfAborted();
              watched.handedOut.set(key, (watched.handedOut.get(key) ?? 0) + chunk.length);
              position += chunk.length;
              yield chunk;
            }
          }
        }
        return { info, body: Readable.from(passing(), { objectMode: false }) };
      },
    },
    handedOut: new Map(),
    alter: (_key, chunk) => chunk,
    refuse: () => undefined,
  };
  return watched;
}
