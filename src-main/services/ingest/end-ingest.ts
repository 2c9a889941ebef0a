/** The end of an ingest: once all its imports ended, its receipt is made, and the card is ejected if that says "safe". */
import { AppError, fromWire, toWire } from '../../../src-shared/app-error';
import type { Ingest } from '../../../src-shared/domain/ingest';
import type { Receipt } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { IngestId, ReceiptId } from '../../../src-shared/units';
import type { Core } from '../core';
import { untilWritten } from '../import-folder';

export interface IngestEndDeps {
  /** Begins to check every file of the ingest against its store and its card. */
  makeReceipt: (ingestId: IngestId) => ReceiptId | Promise<ReceiptId>;
  /** Ejects the volume that holds this path. */
  eject: (path: string) => Promise<void>;
}

export interface IngestEnd {
  /** Looks whether the ingest has come further; cheap, may be called often. */
  look(id: IngestId): void;
  stop(): Promise<void>;
}

const isOpen = (run: ImportRun): boolean => run.state === 'scanning' || run.state === 'running';

export function createIngestEnd(
  core: Core,
  deps: IngestEndDeps,
  given: { isWalking: (id: IngestId) => boolean; stopping: AbortSignal },
): IngestEnd {
  const { catalogue } = core;
  const checking = new Map<IngestId, Promise<void>>();

  const runsOf = (ingest: Ingest): ImportRun[] =>
    ingest.importIds.flatMap((id) => catalogue.imports.get(id) ?? []);

  const move = (id: IngestId, state: Ingest['state'], error: AppError | null = null): void => {
    catalogue.ingests.setState(id, state, core.now(), error && toWire(error));
    core.changes.ingest(id);
  };

  const look = (id: IngestId): void => {
    const ingest = catalogue.ingests.get(id);
    if (!ingest || given.stopping.aborted || given.isWalking(id) || checking.has(id)) return;
    const runs = runsOf(ingest);
    const open = runs.some(isOpen);
    if (ingest.state === 'done' && open) move(id, 'moving'); // what had failed is tried again
    if (open || (ingest.state !== 'moving' && ingest.state !== 'checking')) return;
    // Not before it is in `checking`: what it tells comes back here.
    const done = Promise.resolve()
      .then(() => check(id))
      .catch((error: unknown) => {
        if (given.stopping.aborted) return;
        core.log.error('ingest-end', { ingest: id, error: toWire(error) });
        return untilWritten(core, given.stopping, () => move(id, 'done', fromWire(toWire(error))));
      })
      .finally(() => {
        checking.delete(id);
        look(id);
      });
    checking.set(id, done);
  };

  const check = async (id: IngestId): Promise<void> => {
    move(id, 'checking');
    const receipt = await ended(core, await deps.makeReceipt(id), given.stopping);
    const ingest = catalogue.ingests.get(id);
    if (!ingest || given.stopping.aborted) return;
    const runs = runsOf(ingest);
    if (runs.some(isOpen)) return move(id, 'moving');
    const safe = receipt?.verdict?.safe === true;
    const problem = ingest.options.eject ? await ejectOrSay(ingest, safe) : null;
    move(id, 'done', problem);
    const sum = (field: 'storedCount' | 'failedCount' | 'skippedCount' | 'cancelledCount'): number =>
      runs.reduce((total, run) => total + run[field], 0);
    core.journal({
      type: 'ingest-ended',
      title: ingest.name,
      ingestId: id,
      receiptId: receipt?.id ?? null,
      params: {
        stored: sum('storedCount'),
        failed: sum('failedCount'),
        skipped: sum('skippedCount'),
        cancelled: sum('cancelledCount'),
        safe: safe ? 1 : 0,
      },
      error: problem && toWire(problem),
    });
  };

  /** null when the card is out. A card that is not safe to take out stays in, whatever was asked. */
  const ejectOrSay = async (ingest: Ingest, safe: boolean): Promise<AppError | null> => {
    if (ingest.ejected === true) return null;
    let problem: AppError | null = null;
    if (safe) {
      try {
        await ejectAll(ingest.roots, deps.eject);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problem = error;
      }
    } else {
      problem = new AppError(
        'precondition',
        `“${ingest.name}” was not ejected: not every file on it is proven to be stored yet. The receipt says which.`,
        { params: { name: ingest.name } },
      );
    }
    catalogue.ingests.setEjected(ingest.id, problem === null);
    if (problem === null) core.journal({ type: 'ejected', title: ingest.name, ingestId: ingest.id });
    return problem;
  };

  const stopListening = core.changes.listen(
    (event) => {
      if (event.name === 'imports.changed') {
        const { ingestId } = event.payload.run;
        if (ingestId !== null) look(ingestId);
      } else if (event.name === 'albums.changed' && event.payload.removedIds.length > 0) {
        // Its last open import may have gone with an album.
        for (const { id } of catalogue.ingests.open()) look(id);
      }
    },
    ['imports.changed', 'albums.changed'],
  );

  return {
    look,
    async stop() {
      stopListening();
      await Promise.all(checking.values());
    },
  };
}

/** Roots on one volume are ejected together; the second time it is not there any more. */
async function ejectAll(roots: string[], eject: (path: string) => Promise<void>): Promise<void> {
  let out = 0;
  for (const root of roots) {
    await eject(root).catch((error: unknown) => {
      const gone = out > 0 && error instanceof AppError && error.code === 'unsupported';
      if (!gone) throw error;
    });
    out += 1;
  }
}

/** The receipt once it is no longer being made; null when it is gone, or the app stops. */
function ended(core: Core, id: ReceiptId, stopping: AbortSignal): Promise<Receipt | null> {
  return new Promise((resolve) => {
    const finish = (receipt: Receipt | null): void => {
      stopListening();
      stopping.removeEventListener('abort', abandon);
      resolve(receipt);
    };
    const abandon = (): void => finish(null);
    const see = (): void => {
      const receipt = core.catalogue.receipts.get(id);
      if (receipt === null || receipt.state !== 'checking') finish(receipt);
    };
    const stopListening = core.changes.listen(
      (event) => {
        if (event.name === 'receipts.changed' && event.payload.receipt.id === id) see();
      },
      ['receipts.changed'],
    );
    stopping.addEventListener('abort', abandon, { once: true });
    if (stopping.aborted) abandon();
    else see();
  });
}
