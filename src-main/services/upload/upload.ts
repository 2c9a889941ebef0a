/** One file on its way into its store: what every step of it works with. */
import { AppError } from '../../../src-shared/app-error';
import type { StoredFacts, TransferJob } from '../../catalogue/catalogue';
import type { KeyLimits } from '../../media/object-key';
import type { EtagKind, ObjectStore } from '../../storage/object-store';
import type { SourceStamp, StoreAccess } from '../../workers/jobs';
import type { Core } from '../core';

export type UploadOutcome =
  | { type: 'stored'; facts: StoredFacts }
  | { type: 'duplicate'; ofKey: string }
  /** The same bytes are on their way already under another name: wait for that one. */
  | { type: 'twin-under-way' }
  /** The file is another than the one that was prepared: prepare it again. */
  | { type: 'changed' };

export interface Upload {
  core: Core;
  job: TransferJob;
  store: ObjectStore;
  access: StoreAccess;
  source: SourceStamp;
  signal: AbortSignal;
  /** Every byte is through. */
  onSent: () => void;
  /** Whether anything of it was sent, by this try or by one that was interrupted. */
  sending: { begun: boolean };
}

/** How long the store's word on what is through is still waited for after a pause, a cancel, or at quitting. */
const LAST_WORD_MS = 3000;

/**
 * For what follows when every byte is through. Given up at once, it would leave an object in the store that no row knows: it is stored
 * all the same, whoever paused or cancelled it meanwhile.
 */
export function whenSent(upload: Upload): Upload {
  const ending = new AbortController();
  const end = (): void => void setTimeout(() => ending.abort(), LAST_WORD_MS).unref();
  if (upload.signal.aborted) end();
  else upload.signal.addEventListener('abort', end, { once: true });
  return { ...upload, signal: ending.signal };
}

/** A store that refuses a name so often and shows nothing under it will not take it. */
export const MOST_REFUSALS = 5;

export const storeKey = (job: TransferJob): string => job.prefix + job.key;
export const keyLimits = (store: ObjectStore, { prefix }: TransferJob): KeyLimits => ({
  maxKeyBytes: store.capabilities.maxKeyBytes - Buffer.byteLength(prefix),
});

/** The tier of the connection, where each object has one. */
export function tierOf({ access: { config }, store }: Upload): { tier?: string } {
  const tier = 'tier' in config ? config.tier : undefined;
  return tier && store.capabilities.tierOf === 'object' ? { tier } : {};
}

export const kindOf = (store: ObjectStore, { etagKind }: { etagKind?: EtagKind }): EtagKind =>
  etagKind ?? (store.capabilities.etagIsMd5 ? 'md5' : 'opaque');

/**
 * Runs a request that carries bytes when its turn comes, and tells the flow how it went. `sentBy`: how many bytes went out by what `send`
 * answered; default: all.
 */
export async function inFlow<T>(
  upload: Upload,
  bytes: number,
  send: () => Promise<T>,
  sentBy: (result: T) => number = () => bytes,
): Promise<T> {
  const leave = await upload.core.flow.enter(upload.job.connectionId, bytes, upload.signal);
  try {
    const result = await send();
    leave({ sentBytes: sentBy(result) });
    return result;
  } catch (error) {
    leave({ sentBytes: 0, error: error instanceof AppError ? error.code : 'internal' });
    throw error;
  }
}
