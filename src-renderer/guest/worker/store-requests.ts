/** Requests to the store: only to the page's own origin, patient with a slow network, and every failure one of our faults. */
import { GuestError } from '../engine-protocol';

/** While somebody looks on; and while a long download runs by itself. */
const RETRY_AFTER_MS = [600, 2_000, 4_000];
const PATIENT_RETRY_AFTER_MS = [...RETRY_AFTER_MS, 10_000, 20_000, 30_000];

export interface StoreAccess {
  /** The page's own address: what is relative is meant against it, and no other origin is spoken to. */
  pageAddress: string;
  signal: AbortSignal;
  /** A download that survives a tunnel or a lift. */
  isPatient?: boolean;
}

/** Rejects with GuestError. Answers only what succeeded; 412 as well when `mayExist`. */
export async function askStore(
  address: string,
  access: StoreAccess,
  init: RequestInit & { mayExist?: boolean } = {},
): Promise<Response> {
  const url = new URL(address, access.pageAddress);
  if (url.origin !== new URL(access.pageAddress).origin) {
    throw new GuestError('unsupported', 'An address of another host.');
  }
  const { mayExist, ...request } = init;
  for (let attempt = 0; ; attempt++) {
    const waitMs = (access.isPatient ? PATIENT_RETRY_AFTER_MS : RETRY_AFTER_MS)[attempt];
    const answer = await tryOnce(url, access.signal, request);
    if (answer instanceof Response && (answer.ok || (mayExist && answer.status === 412))) return answer;
    const fault = answer instanceof Response ? faultOfStatus(answer.status) : answer;
    if (waitMs === undefined || (fault.fault !== 'busy' && fault.fault !== 'offline')) throw fault;
    await pause(waitMs, access.signal);
  }
}

async function tryOnce(url: URL, signal: AbortSignal, init: RequestInit): Promise<Response | GuestError> {
  try {
    return await fetch(url, {
      ...init,
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
    });
  } catch (error) {
    return faultOfFailure(error, signal);
  }
}

export function faultOfFailure(error: unknown, signal: AbortSignal): GuestError {
  if (error instanceof GuestError) return error;
  if (signal.aborted) return new GuestError('cancelled');
  return new GuestError('offline', String(error));
}

export function faultOfStatus(status: number): GuestError {
  if (status === 401 || status === 403) return new GuestError('ended', `${status}`);
  if (status === 404 || status === 410) return new GuestError('gone', `${status}`);
  if (status === 413 || status === 507) return new GuestError('full', `${status}`);
  if (status === 408 || status === 429 || status >= 500) return new GuestError('busy', `${status}`);
  return new GuestError('internal', `${status}`);
}

export function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = () => {
      clearTimeout(timer);
      reject(new GuestError('cancelled'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', ended);
      resolve();
    }, waitMs);
    signal.addEventListener('abort', ended, { once: true });
  });
}
