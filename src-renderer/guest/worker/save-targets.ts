/** Where a download is written: a chosen file, the browser's private disk, or memory. */
import type { Bytes } from '../../../src-shared/sealing/primitives';
import { GuestError, type SaveTarget } from '../engine-protocol';
import type { ByteSink } from './zip-file';

export interface SaveSink extends ByteSink {
  /** The finished file, where it is not yet where the person wants it. */
  finish(type: string): Promise<Blob | null>;
  /** Nothing half-written stays. */
  discard(): Promise<void>;
}

/** Files of ours on the private disk: `caos-download-…`. */
const DISK_PREFIX = 'caos-download-';

/** The synchronous file of the private disk; only workers have it. Older browsers answer with promises. */
interface SyncFile {
  write(bytes: Bytes, options: { at: number }): number | Promise<number>;
  flush(): void | Promise<void>;
  close(): void | Promise<void>;
}

export async function openSaveSink(target: SaveTarget): Promise<SaveSink> {
  try {
    if (target.kind === 'file') return await chosenFile(target.handle);
    if (target.kind === 'disk') return await privateFile();
    return memoryFile();
  } catch (error) {
    throw spaceFault(error);
  }
}

async function chosenFile(handle: FileSystemFileHandle): Promise<SaveSink> {
  const file = await handle.createWritable();
  let position = 0;
  return {
    append: (bytes) => {
      const at = position;
      position += bytes.length;
      return file.write({ type: 'write', position: at, data: bytes }).catch(rethrow);
    },
    overwrite: (at, bytes) => file.write({ type: 'write', position: at, data: bytes }).catch(rethrow),
    finish: async () => {
      await file.close().catch(rethrow);
      return null;
    },
    discard: () => file.abort().catch(() => undefined),
  };
}

async function privateFile(): Promise<SaveSink> {
  const root = await navigator.storage.getDirectory();
  const name = DISK_PREFIX + crypto.getRandomValues(new Uint32Array(2)).join('-');
  const handle = await root.getFileHandle(name, { create: true });
  const open = handle as unknown as { createSyncAccessHandle(): Promise<SyncFile> };
  const file = await open.createSyncAccessHandle();
  let position = 0;
  const write = async (at: number, bytes: Bytes) => {
    const written = await Promise.resolve(file.write(bytes, { at })).catch(rethrow);
    if (written !== bytes.length) throw new GuestError('full');
  };
  return {
    append: async (bytes) => {
      await write(position, bytes);
      position += bytes.length;
    },
    overwrite: write,
    finish: async (type) => {
      await file.flush();
      await file.close();
      const stored = await handle.getFile();
      return stored.slice(0, stored.size, type);
    },
    discard: async () => {
      await file.close();
      await root.removeEntry(name).catch(() => undefined);
    },
  };
}

/** Larger pieces are handed to the browser as blobs, which it may keep on disk, as soon as so many bytes are together. */
const BLOB_BYTES = 8 * 1024 * 1024;
/** Smaller ones stay bytes: heads of a ZIP, in which a checksum is put afterwards. */
const HEAD_BYTES = 64 * 1024;

function memoryFile(): SaveSink {
  let parts: Array<{ start: number; content: Bytes | Blob }> = [];
  let loose: Bytes[] = [];
  let looseBytes = 0;
  let position = 0;
  const gather = async () => {
    if (loose.length === 0) return;
    const content = new Blob(loose);
    parts.push({ start: position - looseBytes, content });
    loose = [];
    looseBytes = 0;
    // A byte of it can be read only when the browser has taken them all: until then this page holds them.
    await content.slice(0, 1).arrayBuffer();
  };
  return {
    append: async (bytes) => {
      if (bytes.length < HEAD_BYTES) {
        await gather();
        parts.push({ start: position, content: bytes });
      } else {
        loose.push(bytes);
        looseBytes += bytes.length;
      }
      position += bytes.length;
      if (looseBytes >= BLOB_BYTES) await gather();
    },
    overwrite: async (at, bytes) => {
      const part = parts.filter(({ start }) => start <= at).at(-1);
      if (!(part?.content instanceof Uint8Array)) throw new GuestError('internal', 'Not a head.');
      part.content.set(bytes, at - part.start);
    },
    finish: async (type) => {
      await gather();
      return new Blob(
        parts.map(({ content }) => content),
        { type },
      );
    },
    discard: async () => {
      parts = [];
      loose = [];
    },
  };
}

/** What an earlier visit left behind. */
export async function clearPrivateDisk(): Promise<void> {
  try {
    const root = (await navigator.storage.getDirectory()) as unknown as {
      keys(): AsyncIterable<string>;
      removeEntry(name: string): Promise<void>;
    };
    for await (const name of root.keys()) {
      if (name.startsWith(DISK_PREFIX)) await root.removeEntry(name).catch(() => undefined);
    }
  } catch {
    // No private disk here: nothing was left.
  }
}

function rethrow(error: unknown): never {
  throw spaceFault(error);
}

function spaceFault(error: unknown): GuestError {
  if (error instanceof GuestError) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return new GuestError('full', String(error));
  return new GuestError('unsupported', String(error));
}
