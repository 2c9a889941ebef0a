/** Bytes at hand as the body of one request: whole, counted as they go out, or held back by a bandwidth limit. */
import type { Readable } from 'node:stream';
import { countedSlices, pacedSlices } from '../../bodies';
import type { PutOptions } from '../../object-store';

/** A new one for each attempt: a stream is read but once. */
export function requestBody(
  bytes: Uint8Array,
  {
    pace,
    onProgress,
    signal,
  }: Pick<PutOptions, 'pace' | 'signal'> & { onProgress?: PutOptions['onProgress'] | undefined },
): Uint8Array | Readable {
  if (bytes.byteLength === 0) return bytes;
  if (pace) return pacedSlices(bytes, pace, { signal, onProgress });
  return onProgress ? countedSlices(bytes, onProgress) : bytes;
}

/** The SDK does not hear of a body that fails and would wait for its rest: the request ends with it, by what it failed of. */
export async function whileBodyHolds<T>(
  body: Uint8Array | Readable,
  signal: AbortSignal | undefined,
  send: (body: Uint8Array | Readable, signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (body instanceof Uint8Array) return send(body, signal);
  const failing = new AbortController();
  let failure: unknown;
  body.on('error', (error) => {
    failure = error;
    failing.abort();
  });
  try {
    return await send(body, signal ? AbortSignal.any([signal, failing.signal]) : failing.signal);
  } catch (error) {
    throw failure ?? error;
  } finally {
    body.destroy();
  }
}
