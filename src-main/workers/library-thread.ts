/** Main's side of the library thread: made at the first question, made again when it dies, and then asked once more. */
import { Worker } from 'node:worker_threads';
import { AppError, fromWire } from '../../src-shared/app-error';
import { plainAlbum } from '../../src-shared/domain/photo-list';
import type {
  LibraryAnswers,
  LibraryChanges,
  LibraryMessage,
  LibraryQuestion,
  LibraryRequest,
} from './library-jobs';

export interface LibraryThread {
  /** Rejects with AppError. */
  ask<Q extends LibraryQuestion>(question: Q): Promise<LibraryAnswers[Q['kind']]>;
  /** It reads all photos now, for about a second, and answers nothing meanwhile. */
  isReading(): boolean;
  /** So that the first question need not wait for a thread. */
  start(): void;
  /** Nothing to say while there is no thread: the next one reads all. */
  changed(changes: LibraryChanges): void;
  /** Begins to read all photos, before anybody asks. */
  warm(): void;
  close(): Promise<void>;
}

export interface LibraryThreadOptions {
  /** The built library-worker program. */
  workerPath: string | URL;
  cataloguePath: string;
  log?: { warn(event: string, fields?: Record<string, unknown>): void };
}

interface Asked {
  question: LibraryQuestion;
  /** It was asked of a thread that died. */
  again: boolean;
  resolve: (answer: LibraryAnswers[keyof LibraryAnswers]) => void;
  reject: (error: AppError) => void;
}

/** A thread that does not end by itself within this time is ended. */
const CLOSE_GRACE_MS = 2000;

const cancelled = (): AppError => new AppError('cancelled', 'It was cancelled.');

export function createLibraryThread(options: LibraryThreadOptions): LibraryThread {
  const { workerPath, cataloguePath, log } = options;
  const asked = new Map<number, Asked>();
  let worker: Worker | null = null;
  let reading: 'not yet' | 'now' | 'done' = 'not yet';
  let lastId = 0;
  let closed = false;

  function started(): Worker {
    if (worker) return worker;
    const made = new Worker(workerPath, { name: 'library', execArgv: [], workerData: { cataloguePath } });
    made.on('message', hear);
    made.on('error', (error) => bury(made, error));
    made.on('exit', (exitCode) => bury(made, new Error(`ended with ${exitCode}`)));
    worker = made;
    return made;
  }

  const tell = (to: Worker, request: LibraryRequest): void => to.postMessage(request);

  function hear(message: LibraryMessage): void {
    if (message.type === 'loaded') {
      reading = 'done';
      return;
    }
    const pending = asked.get(message.questionId);
    if (!pending) return;
    asked.delete(message.questionId);
    if (message.type === 'answer') pending.resolve(message.answer);
    else pending.reject(fromWire(message.error));
  }

  function bury(dead: Worker, error: Error): void {
    if (worker !== dead) return;
    worker = null;
    reading = 'not yet';
    const lost = [...asked.entries()];
    asked.clear();
    if (!closed) log?.warn('library-thread-died', { error: error.message, questions: lost.length });
    for (const [, pending] of lost) {
      if (!closed && !pending.again) put({ ...pending, again: true });
      else pending.reject(closed ? cancelled() : died(error));
    }
  }

  function read(): void {
    if (reading === 'not yet') reading = 'now';
  }

  function put(pending: Asked): void {
    lastId += 1;
    asked.set(lastId, pending);
    tell(started(), { type: 'ask', questionId: lastId, question: pending.question });
    // The catalogue's own index answers a whole album; all else is answered from all photos.
    if (pending.question.kind !== 'index' || plainAlbum(pending.question.list) === null) read();
  }

  return {
    ask<Q extends LibraryQuestion>(question: Q) {
      if (closed) return Promise.reject(cancelled());
      const answer = new Promise<LibraryAnswers[keyof LibraryAnswers]>((resolve, reject) => {
        put({ question, again: false, resolve, reject });
      });
      return answer as Promise<LibraryAnswers[Q['kind']]>; // the thread answers a question with its kind
    },
    isReading: () => reading === 'now',
    start: () => void started(),
    changed(changes) {
      if (worker) tell(worker, { type: 'changed', changes });
    },
    warm() {
      if (closed) return;
      tell(started(), { type: 'load' });
      read();
    },
    async close() {
      closed = true;
      const ending = worker;
      if (!ending) return;
      const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      tell(ending, { type: 'close' });
      const timer = setTimeout(() => void ending.terminate(), CLOSE_GRACE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const died = (error: Error): AppError =>
  new AppError(
    'internal',
    'The part of CAOS that searches ended twice while it answered. Search again; your photos are safe.',
    { retry: 'later', cause: error, details: error.message },
  );
