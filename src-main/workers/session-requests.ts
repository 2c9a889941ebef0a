/** A worker thread's way to the sessions that main keeps: asks for one, waits for the answer. */
import { AppError, fromWire } from '../../src-shared/app-error';
import type { GetSession, StoreSession } from '../storage/session';
import type { SessionAnswer, WorkerMessage } from './jobs';

export interface SessionRequests {
  /** Of the store opened under this key. */
  of(storeKey: string): GetSession;
  /** Main's answer came. */
  answered(answer: SessionAnswer): void;
}

interface Waiting {
  resolve: (session: StoreSession) => void;
  reject: (error: AppError) => void;
}

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');

/**
 * Nothing is remembered here: main is asked each time, so that a token it replaced is never used again. That costs a message each
 * way (about 0.05 ms), beside a request to a store.
 */
export function createSessionRequests(tell: (message: WorkerMessage) => void): SessionRequests {
  const waiting = new Map<number, Waiting>();
  let lastRequestId = 0;
  return {
    of:
      (storeKey) =>
      ({ refused, signal } = {}) => {
        if (signal?.aborted) return Promise.reject(cancelled());
        lastRequestId += 1;
        const requestId = lastRequestId;
        return new Promise<StoreSession>((resolve, reject) => {
          const giveUp = (): void => {
            waiting.delete(requestId);
            reject(cancelled());
          };
          signal?.addEventListener('abort', giveUp, { once: true });
          const settle = (): void => signal?.removeEventListener('abort', giveUp);
          waiting.set(requestId, {
            resolve: (session) => {
              settle();
              resolve(session);
            },
            reject: (error) => {
              settle();
              reject(error);
            },
          });
          tell({ type: 'need-session', requestId, storeKey, refused });
        });
      },
    answered(answer) {
      const asked = waiting.get(answer.requestId);
      waiting.delete(answer.requestId);
      if ('session' in answer) asked?.resolve(answer.session);
      else asked?.reject(fromWire(answer.error));
    },
  };
}
