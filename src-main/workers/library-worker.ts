/** The thread that knows all photos: keeps their columns in memory, reads what changed, and answers lists, searches and facets. */
import { parentPort, type TransferListItem, workerData } from 'node:worker_threads';
import { toWire } from '../../src-shared/app-error';
import type { AssetIndex } from '../../src-shared/domain/asset';
import { plainAlbum } from '../../src-shared/domain/photo-list';
import { type LibraryReader, openLibraryReader } from '../catalogue/library-reader';
import { twinsIn } from '../library/find-twins';
import { createLibrary, type LoadedLibrary } from '../library/load-library';
import { facetsOf, fitsOf, listIds, listIndex } from '../library/photo-answers';
import type { LibraryAnswers, LibraryMessage, LibraryQuestion, LibraryRequest } from './library-jobs';

if (!parentPort) throw new Error('library-worker runs only as a worker thread');
const main = parentPort;
const { cataloguePath } = workerData as { cataloguePath: string };

/** Opened and read at the first question; one that fails is tried again at the next. */
let reader: LibraryReader | null = null;
let library: LoadedLibrary | null = null;

function opened(): LibraryReader {
  reader ??= openLibraryReader(cataloguePath);
  return reader;
}

function loaded(): LoadedLibrary {
  if (!library) {
    library = createLibrary(opened());
    main.postMessage({ type: 'loaded' } satisfies LibraryMessage);
  }
  return library;
}

function answer(question: LibraryQuestion): LibraryAnswers[keyof LibraryAnswers] {
  if (!library && question.kind === 'index') {
    // At the start the window asks for one album, and must not wait until all photos are read.
    const albumId = plainAlbum(question.list);
    if (albumId !== null) return opened().album(albumId);
  }
  const photos = loaded();
  switch (question.kind) {
    case 'index':
      return listIndex(photos, question.list);
    case 'ids':
      return listIds(photos, question.list);
    case 'fits':
      return fitsOf(photos, question.list, question.known);
    case 'facets':
      return facetsOf(photos, question.scope, question.query);
    case 'twins':
      return twinsIn(photos, question.scope, question.which);
  }
}

/** The columns move over instead of being copied; nothing of them is used here again. */
function movable(value: LibraryAnswers[keyof LibraryAnswers]): TransferListItem[] {
  const columns = ArrayBuffer.isView(value) ? [value] : Object.values((value ?? {}) as AssetIndex);
  return columns.filter(ArrayBuffer.isView).map((column) => column.buffer as ArrayBuffer);
}

function hear(request: LibraryRequest): void {
  if (request.type === 'close') {
    reader?.close();
    main.close(); // nothing else holds the thread
    return;
  }
  if (request.type === 'changed') {
    // Not read yet: then all of it is new at the first question.
    if (library && !library.apply(request.changes)) library = null;
    return;
  }
  if (request.type === 'load') {
    try {
      loaded();
    } catch {
      // The first question meets the same and says so.
    }
    return;
  }
  const { questionId } = request;
  let message: LibraryMessage;
  try {
    message = { type: 'answer', questionId, answer: answer(request.question) };
  } catch (error) {
    message = { type: 'failed', questionId, error: toWire(error) };
  }
  main.postMessage(message, message.type === 'answer' ? movable(message.answer) : []);
}

main.on('message', hear);
