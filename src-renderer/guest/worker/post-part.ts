/** One part on its way: by XMLHttpRequest, which tells how far it is; patient with a slow network, bounded in its tries. */
import { GuestError } from '../engine-protocol';
import type { PostPart } from './send-files';
import { faultOfStatus, pause, type StoreAccess } from './store-requests';

const RETRY_AFTER_MS = [600, 2_000, 5_000, 10_000, 20_000];
/** A connection on which nothing moves is dead. */
const STALLED_MS = 60_000;

export const postTo =
  (access: StoreAccess): PostPart =>
  async (request, onSent) => {
    const url = new URL(request.address, access.pageAddress);
    if (url.origin !== new URL(access.pageAddress).origin)
      throw new GuestError('unsupported', 'An address of another host.');
    for (let attempt = 0; ; attempt++) {
      onSent(0);
      const status = await postOnce(url, request, access.signal, onSent);
      if ((status >= 200 && status < 300) || status === 412) return status;
      const fault = status === 0 ? new GuestError('offline') : faultOfStatus(status);
      const waitMs = RETRY_AFTER_MS[attempt];
      if (waitMs === undefined || (fault.fault !== 'busy' && fault.fault !== 'offline')) throw fault;
      await pause(waitMs, access.signal);
    }
  };

/** 0: no answer. */
function postOnce(
  url: URL,
  { method, headers, body }: Parameters<PostPart>[0],
  signal: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout> | undefined;
    const watch = (): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    const stop = (): void => request.abort();
    const end = (status: number): void => {
      clearTimeout(stalled);
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(new GuestError('cancelled'));
      else resolve(status);
    };
    if (signal.aborted) return end(0);
    signal.addEventListener('abort', stop);
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    if (method === 'PUT') request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded }) => {
      watch();
      onSent(loaded);
    };
    request.onload = () => end(request.status);
    request.onerror = () => end(0);
    request.onabort = () => end(0);
    watch();
    request.send(body);
  });
}
