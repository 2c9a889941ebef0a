/** How a call ends when its AbortSignal fires: always as AppError `cancelled`, in every driver and layer. */
import { AppError } from '../../src-shared/app-error';

export function cancelledError(cause?: unknown): AppError {
  return new AppError('cancelled', 'It was cancelled.', cause === undefined ? {} : { cause });
}

/** Throws `cancelled` when the signal has already fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError(signal.reason);
}

/** Node's and the SDK's own way of saying that a signal fired. */
export function isAbort(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === 'AbortError' || (error as NodeJS.ErrnoException).code === 'ABORT_ERR')
  );
}

/** For work that several wait for: ends only this waiting, with `cancelled`; the work goes on for the others. */
export function unlessCancelled<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(cancelledError(signal.reason));
    const giveUp = (): void => reject(cancelledError(signal.reason));
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
