/** Looks for photos that are there twice, in a thread of its own: it takes seconds, and searching must not wait for it. */
import { AppError } from '../../../src-shared/app-error';
import type { TwinKind, TwinsFound } from '../../../src-shared/domain/duplicates';
import type { PhotoScope } from '../../../src-shared/domain/photo-list';
import { createLibraryThread, type LibraryThread } from '../../workers/library-thread';
import type { Core } from '../core';

export interface DuplicateSearch {
  /** Ends the search before. Rejects with `cancelled` when it is ended itself. */
  find(scope: PhotoScope, which: TwinKind): Promise<TwinsFound>;
  cancel(): Promise<void>;
}

export function createDuplicateSearch(
  core: Core,
  given: { workerPath: string | URL; cataloguePath: string },
): DuplicateSearch {
  let running: LibraryThread | null = null;

  async function cancel(): Promise<void> {
    const ending = running;
    running = null;
    await ending?.close();
  }

  return {
    cancel,
    async find(scope, which) {
      await cancel();
      core.changes.flush();
      const thread = createLibraryThread({ ...given, log: core.log });
      running = thread;
      try {
        const found = await thread.ask({ kind: 'twins', scope, which });
        if (running !== thread) throw new AppError('cancelled', 'The search for duplicates was ended.');
        return found;
      } finally {
        if (running === thread) running = null;
        // What it read is not needed any more: some 25 MB for 200,000 photos.
        void thread.close();
      }
    },
  };
}
