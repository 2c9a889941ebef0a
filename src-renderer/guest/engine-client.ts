/** Calls to the worker as promises, with progress on the way and a signal to stop. */
import {
  type EngineCalls,
  type EngineMessage,
  type EngineProgress,
  type EngineRequest,
  GuestError,
} from './engine-protocol';

export interface CallOptions {
  onProgress?: (progress: EngineProgress) => void;
  signal?: AbortSignal;
}

export type Engine = {
  [Call in keyof EngineCalls]: (
    input: Parameters<EngineCalls[Call]>[0],
    options?: CallOptions,
  ) => Promise<ReturnType<EngineCalls[Call]>>;
};

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: GuestError) => void;
  onProgress: ((progress: EngineProgress) => void) | undefined;
}

/** `pageAddress`: without its fragment, which the worker gets only as a key. */
export function startEngine(program: string, pageAddress: string): Engine {
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(address);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<EngineMessage>) => {
    const call = waiting.get(data.id);
    if (!call) return;
    if ('progress' in data) {
      call.onProgress?.(data.progress);
      return;
    }
    waiting.delete(data.id);
    if ('fault' in data) call.reject(new GuestError(data.fault, data.details));
    else call.resolve(data.answer);
  });
  worker.addEventListener('error', (event) => {
    for (const call of waiting.values()) call.reject(new GuestError('internal', event.message));
    waiting.clear();
  });
  const send = (request: EngineRequest) => worker.postMessage(request);
  const call = (name: keyof EngineCalls, input: unknown, { onProgress, signal }: CallOptions = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const id = ++lastId;
      waiting.set(id, { resolve, reject, onProgress });
      signal?.addEventListener('abort', () => send({ cancel: id }), { once: true });
      send({ id, call: name, input, pageAddress });
    });
  return new Proxy({} as Engine, {
    get: (_target, name) => (input: unknown, options?: CallOptions) =>
      call(name as keyof EngineCalls, input, options),
  });
}

/** The fault of anything that was thrown. */
export function faultOf(error: unknown): GuestError {
  return error instanceof GuestError ? error : new GuestError('internal', String(error));
}
