/** Ingests: a card or folder on its way to one or more places. Each place is an import of its own; this one begins them and ends the whole. */
import { basename, dirname, extname } from 'node:path';
import { toWire } from '../../../src-shared/app-error';
import type { Ingest, IngestOptions } from '../../../src-shared/domain/ingest';
import type { AlbumId, ConnectionId, IngestId } from '../../../src-shared/units';
import { suggestTitle } from '../../media/count-folder';
import { parseNameTemplate } from '../../media/name-template';
import { albumOr404 } from '../albums';
import { connectionOr404 } from '../connections';
import type { Core } from '../core';
import { type ImportRunner, mustExist, untilWritten } from '../import-folder';
import { endWalk, notLookedThrough } from '../take-files';
import { type Connect, copyConnections } from './copy-targets';
import { createIngestEnd, type IngestEndDeps } from './end-ingest';
import {
  type Base,
  beginNotes,
  goesToSamePlace,
  type IngestNotes,
  newEntry,
  readNotes,
  waitingNotes,
  writeNotes,
} from './ingest-notes';
import { createPlaces, type Places } from './open-places';
import { walkCard } from './walk-card';

export interface IngestRequest {
  paths: string[];
  albumId?: AlbumId | undefined;
  title?: string | undefined;
  connectionId?: ConnectionId | undefined;
  options: IngestOptions;
}

export interface IngestRunner {
  /**
   * Answers once the albums are made that the whole card goes to; the walk goes on behind. `bad-input` for a template that cannot be used or
   * places that are the same, `file-missing` for a path that is not there, and what a store says that no album can be made on.
   */
  start(request: IngestRequest): Promise<IngestId>;
  /** Nothing more is looked for; resolves when its walk has ended. Its files are the queue's. Never rejects. */
  cancelWalk(id: IngestId): Promise<void>;
  /** Goes on with what the app was at when it ended. */
  resumeInterrupted(): void;
  stop(): Promise<void>;
}

export interface IngestRunnerDeps extends IngestEndDeps {
  imports: Pick<ImportRunner, 'track' | 'stopping'>;
  connect: Connect;
  wakeQueue: () => void;
}

export function createIngestRunner(core: Core, deps: IngestRunnerDeps): IngestRunner {
  const { catalogue } = core;
  const { imports, wakeQueue } = deps;
  interface IngestWalk {
    notes: IngestNotes;
    controller: AbortController;
    /** For another walk into the same place. */
    waits: boolean;
    done: Promise<void>;
  }
  const walks = new Map<IngestId, IngestWalk>();
  const unwanted = new Set<IngestId>();
  const end = createIngestEnd(core, deps, { isWalking: (id) => walks.has(id), stopping: imports.stopping });

  /** The last walk into the same place; two at once would find the same photos and make the same albums. */
  const walkBefore = (notes: IngestNotes): Promise<void> | null => {
    const before = [...walks.values()].filter((walk) => goesToSamePlace(walk.notes, notes));
    return before.at(-1)?.done ?? null;
  };

  /** Finds or makes what the whole card goes to. With `patience` it waits for a store that does not answer. */
  const prepare = async (
    ingest: Ingest,
    notes: IngestNotes,
    options: { patience: boolean; signal: AbortSignal },
  ): Promise<{ places: Places; notes: IngestNotes }> => {
    const begun = notes.begun ? notes : beginNotes(core, notes, ingest.options.nameTemplate);
    if (ingest.options.splitBy === 'none' && !begun.entries.some((entry) => entry.label === ''))
      begun.entries.push(newEntry('', begun.copies.length));
    writeNotes(core, ingest.id, begun);
    const places = createPlaces(core, ingest, begun);
    const whole = begun.entries.find((entry) => entry.label === '');
    if (ingest.options.splitBy === 'none' && whole) await places.open(whole, options);
    return { places, notes: begun };
  };

  type Prepared = Awaited<ReturnType<typeof prepare>>;
  const begin = (ingest: Ingest, notes: IngestNotes, prepared: Prepared | null): void => {
    const controller = new AbortController();
    const signal = AbortSignal.any([imports.stopping, controller.signal]);
    if (unwanted.delete(ingest.id)) controller.abort();
    const before = walkBefore(notes);
    let ready = prepared;
    const walk = async (): Promise<void> => {
      await before;
      Object.assign(walks.get(ingest.id) ?? {}, { waits: false });
      signal.throwIfAborted();
      ready ??= await prepare(ingest, notes, { patience: true, signal });
      await walkCard(core, ingest, ready.notes, ready.places, { signal, wakeQueue });
      const { places } = ready;
      catalogue.transaction(() => {
        endImports(places);
        catalogue.ingests.setState(ingest.id, 'moving', core.now());
      });
      core.changes.ingest(ingest.id);
    };
    const done = walk()
      .catch((error: unknown) => {
        // At quitting all stays as it is and is walked again at the next start.
        if (imports.stopping.aborted) return;
        core.log.error('ingest', { ingest: ingest.id, error: toWire(error) });
        return untilWritten(core, imports.stopping, () =>
          giveUp(ingest.id, controller.signal.aborted ? 'cancelled' : 'failed', error),
        );
      })
      .finally(() => {
        walks.delete(ingest.id);
        wakeQueue();
        end.look(ingest.id);
      });
    walks.set(ingest.id, { notes, controller, waits: before !== null, done });
    imports.track({
      involves: (albumId) => notes.base.albumId === albumId || ready?.places.whereIs(albumId) != null,
      importIds: () => catalogue.ingests.get(ingest.id)?.importIds ?? [],
      controller,
      done,
    });
  };

  /** An import whose files could not all be asked for says so; the others are complete all the same. */
  const endImports = (places: Places): void => {
    for (const to of places.opened()) {
      try {
        endWalk(core, to);
      } catch (error) {
        catalogue.imports.setState(to.importId, 'failed', core.now(), toWire(error));
        core.changes.import(to.importId);
      }
    }
  };

  /** What was found is left to the queue; each import tells that it is not all. */
  const giveUp = (id: IngestId, state: 'cancelled' | 'failed', error: unknown): void => {
    const reason = toWire(state === 'cancelled' ? notLookedThrough() : error);
    for (const importId of catalogue.ingests.get(id)?.importIds ?? []) {
      if (catalogue.imports.get(importId)?.state !== 'scanning') continue;
      catalogue.imports.setState(importId, state, core.now(), reason);
      core.changes.import(importId);
    }
    catalogue.ingests.setState(id, state, core.now(), reason);
    core.changes.ingest(id);
  };

  return {
    async start(request) {
      const { paths, options } = request;
      if (options.nameTemplate !== null) parseNameTemplate(options.nameTemplate, { shoot: options.shoot });
      await mustExist(paths);
      const base = baseOf(core, request);
      const copies = await copyConnections(core, deps.connect, {
        targets: options.copies,
        mainId: base.connectionId,
        roots: paths,
      });
      const notes = waitingNotes(base, copies, options.firstSeq);
      const same = underWay(core, notes, paths, options);
      if (same !== null && walks.has(same)) return same;
      const name = cardName(paths) || base.title;
      const id = catalogue.transaction(() => {
        const made = catalogue.ingests.insert({ name, roots: paths, options, startedAtMs: core.now() });
        writeNotes(core, made, notes);
        return made;
      });
      const ingest = catalogue.ingests.get(id) as Ingest;
      const prepared =
        walkBefore(notes) === null
          ? await prepare(ingest, notes, { patience: false, signal: imports.stopping }).catch(
              (error: unknown) => {
                giveUp(id, 'failed', error);
                throw error;
              },
            )
          : null;
      core.journal({ type: 'ingest-started', title: name, ingestId: id, albumId: base.albumId });
      core.changes.ingest(id);
      core.changes.flush();
      begin(ingest, prepared?.notes ?? notes, prepared);
      return id;
    },
    async cancelWalk(id) {
      const walk = walks.get(id);
      // Its albums are being made: it ends as soon as it begins.
      if (!walk && catalogue.ingests.get(id)?.state === 'reading') unwanted.add(id);
      if (!walk) return;
      walk.controller.abort();
      // One that has not begun has found nothing, and is told as cancelled at once; its turn comes and goes later.
      if (walk.waits) giveUp(id, 'cancelled', null);
      else await walk.done;
    },
    resumeInterrupted() {
      // Oldest first: one that waited for another still does.
      for (const ingest of catalogue.ingests.open().reverse()) {
        const notes = readNotes(core, ingest.id);
        if (ingest.state !== 'reading') end.look(ingest.id);
        else if (notes) begin(ingest, notes, null);
      }
    },
    stop: () => end.stop(),
  };
}

/** An ingest of these very paths with these options that is still being read: asking for it twice makes it no second one. */
function underWay(core: Core, notes: IngestNotes, paths: string[], options: IngestOptions): IngestId | null {
  const wanted = JSON.stringify([paths, options]);
  for (const ingest of core.catalogue.ingests.open()) {
    const known = readNotes(core, ingest.id);
    const same = JSON.stringify([ingest.roots, ingest.options]) === wanted;
    if (ingest.state === 'reading' && same && known && goesToSamePlace(known, notes)) return ingest.id;
  }
  return null;
}

/** As the volume or folder is called; every card has a folder `DCIM`, the volume around it tells more. */
function cardName(paths: string[]): string {
  const [root = ''] = paths;
  const named = basename(root) === 'DCIM' ? dirname(root) : root;
  const plain = paths.length === 1 && extname(named) === '' && !named.startsWith('bytes:');
  return (plain && basename(named).normalize('NFC')) || suggestTitle(paths);
}

function baseOf(core: Core, { albumId, title, connectionId, paths }: IngestRequest): Base {
  if (albumId !== undefined) {
    const album = albumOr404(core, albumId);
    return { albumId, title: album.title, connectionId: album.connectionId };
  }
  const builtIn = core.catalogue.connections.list().find((connection) => connection.builtIn);
  const connection = connectionOr404(core, (connectionId ?? builtIn?.id) as ConnectionId);
  return { albumId: null, title: title ?? (suggestTitle(paths) || 'Photos'), connectionId: connection.id };
}
