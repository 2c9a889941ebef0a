/** Asks the library thread, and tells it first what changed: answers are never behind what a person just did. */
import type { PhotoList, PhotoQuery } from '../../../src-shared/domain/photo-list';
import { createLibraryThread } from '../../workers/library-thread';
import type { Core } from '../core';
import type { WordIndexer } from './index-words';
import type { PhotoFinder } from './photo-lists';

/** Changes are handed over ahead of questions, many at once. */
const HAND_OVER_AFTER_MS = 250;

export function createPhotoFinder(
  core: Core,
  given: { workerPath: string | URL; cataloguePath: string; words: WordIndexer },
): PhotoFinder {
  const thread = createLibraryThread({ ...given, log: core.log });
  const changed = new Set<number>();
  let albums = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;

  /** Only once somebody asks: until then nobody reads what changed. */
  function listen(): void {
    unlisten ??= core.changes.listen(
      (event) => {
        if (event.name === 'albums.changed') albums = true;
        else {
          for (const { id } of event.payload.patches) changed.add(id);
          for (const id of event.payload.removedIds) changed.add(id);
        }
        timer ??= setTimeout(handOver, HAND_OVER_AFTER_MS).unref();
      },
      ['albums.changed', 'assets.patched'],
    );
  }

  function handOver(): void {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size > 0 || albums) thread.changed({ ids: Uint32Array.from(changed).sort(), albums });
    changed.clear();
    albums = false;
  }

  function prepare(query: PhotoQuery): void {
    listen();
    core.changes.flush();
    if (query.text !== undefined) given.words.catchUp();
    handOver();
  }

  return {
    index(list: PhotoList) {
      prepare(list.query);
      return thread.ask({ kind: 'index', list });
    },
    fits(list, known) {
      prepare(list.query);
      return thread.ask({ kind: 'fits', list, known });
    },
    isReading: () => thread.isReading(),
    ids(list: PhotoList) {
      prepare(list.query);
      return thread.ask({ kind: 'ids', list });
    },
    facets(scope, query) {
      prepare(query);
      return thread.ask({ kind: 'facets', scope, query });
    },
    start: () => thread.start(),
    warm() {
      listen();
      thread.warm();
    },
    close() {
      clearTimeout(timer);
      unlisten?.();
      return thread.close();
    },
  };
}
