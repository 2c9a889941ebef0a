/** Makes, cancels and keeps receipts: each a check of an import, an ingest or an album against its stores and its card. */
import { AppError, toWire } from '../../../src-shared/app-error';
import type { Receipt, ReceiptDepth } from '../../../src-shared/domain/receipt';
import type { ReceiptId } from '../../../src-shared/units';
import { listVolumes, type Volume } from '../../host/volumes';
import type { Core } from '../core';
import { checkReceipt } from './check-receipt';
import { placesOf, resolveScope, rootsOf, type ScopeRequest } from './scope';

/** Receipts of an album that are kept; older ones go. */
const KEPT_OF_ALBUM = 20;

export interface Receipts {
  /** Answers at once; the check goes on behind. The same check that is under way is answered again. `bad-input`, `not-found`. */
  make(request: ScopeRequest, depth: ReceiptDepth): ReceiptId;
  /** Quiet when it has ended. Resolves when it has. */
  cancel(id: ReceiptId): Promise<void>;
  /** Tidies up after the run before. */
  start(): void;
  /** Resolves when no check is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** `volumes`: those that can be taken out of this computer, as they are now. */
export function createReceipts(core: Core, volumes: () => Promise<Volume[]> = listVolumes): Receipts {
  const { receipts } = core.catalogue;
  const running = new Map<ReceiptId, { name: string; controller: AbortController; done: Promise<void> }>();

  const begin = (id: ReceiptId, name: string, work: (signal: AbortSignal) => Promise<void>): void => {
    const controller = new AbortController();
    const done = work(controller.signal)
      .catch((error: unknown) => {
        const cancelled = controller.signal.aborted;
        if (!cancelled) core.log.error('receipt', { receipt: id, error: toWire(error) });
        const state = cancelled ? 'cancelled' : 'failed';
        end(id, { state, verdict: null, digest: null, error: cancelled ? null : toWire(error) });
      })
      // A receipt that cannot even be ended (a full disk) says nothing, and is ended at the next start.
      .catch((error: unknown) => core.log.error('receipt', { receipt: id, error: toWire(error) }))
      .finally(() => running.delete(id));
    running.set(id, { name, controller, done });
  };

  const end = (id: ReceiptId, facts: Parameters<typeof receipts.end>[1]): void => {
    receipts.end(id, facts, core.now());
    core.changes.receipt(id);
    core.changes.flush();
  };

  return {
    make(request, depth) {
      const scope = resolveScope(core, request);
      const importIds = scope.imports.map((run) => run.id);
      const name = JSON.stringify([request.albumId ?? null, importIds, request.ingestId ?? null, depth]);
      for (const [id, check] of running)
        if (check.name === name && !check.controller.signal.aborted) return id;
      const id = receipts.insert({
        albumIds: [...scope.albums.keys()],
        importIds,
        ingestId: request.ingestId ?? null,
        title: scope.title,
        places: placesOf(scope),
        roots: rootsOf(scope),
        depth,
        startedAtMs: core.now(),
      });
      core.changes.receipt(id);
      core.changes.flush();
      begin(id, name, async (signal) => {
        const facts = await checkReceipt({ core, id, scope, depth, volumes, signal });
        end(id, { ...facts, state: 'done', error: null });
        tell(core, receipts.get(id));
      });
      return id;
    },
    async cancel(id) {
      receiptOr404(core, id);
      const check = running.get(id);
      check?.controller.abort(new AppError('cancelled', 'The check was cancelled.'));
      await check?.done;
    },
    start() {
      receipts.tidy(core.now(), KEPT_OF_ALBUM);
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running.values()].map((check) => check.done));
    },
    async stop() {
      for (const { controller } of running.values())
        controller.abort(new AppError('cancelled', 'CAOS is closing.'));
      await Promise.all([...running.values()].map((check) => check.done));
    },
  };
}

function tell(core: Core, receipt: Receipt | null): void {
  if (!receipt) return;
  const { id, title, albumIds, importIds, ingestId, fileCount, verdict } = receipt;
  core.log.info('receipt', {
    receipt: id,
    safe: verdict?.safe ?? false,
    files: fileCount,
    doubts: verdict?.doubts,
  });
  core.journal({
    type: 'receipt-made',
    title,
    receiptId: id,
    ingestId,
    albumId: albumIds.length === 1 ? (albumIds[0] ?? null) : null,
    importId: importIds.length === 1 ? (importIds[0] ?? null) : null,
    params: { safe: verdict?.safe ? 1 : 0, files: fileCount },
  });
}

export function receiptOr404({ catalogue }: Pick<Core, 'catalogue'>, id: ReceiptId): Receipt {
  const receipt = catalogue.receipts.get(id);
  if (!receipt) throw new AppError('not-found', 'That receipt is not here any more. Make a new one.');
  return receipt;
}
