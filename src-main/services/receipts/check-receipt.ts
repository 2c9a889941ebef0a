/** Makes one receipt: looks at the card, asks the stores for every file, and says whether the card may be formatted. */
import type { Ingest } from '../../../src-shared/domain/ingest';
import type { Receipt, ReceiptDepth, ReceiptFile } from '../../../src-shared/domain/receipt';
import type { ImportRun } from '../../../src-shared/domain/transfer';
import type { ImportId, ReceiptId } from '../../../src-shared/units';
import type { Volume } from '../../host/volumes';
import type { Core } from '../core';
import { createStoreQuestions } from './ask-store';
import { canonicalLines, createDigest } from './canonical';
import { cardVolumes } from './card-volumes';
import { checkFiles } from './check-files';
import { createConfirmer } from './confirm-file';
import { cameMeanwhile } from './file-rows';
import { type CardNow, lookAtCard } from './look-at-card';
import { notLookedThrough, overlap, rootsOf, type Scope } from './scope';
import { supersededOf } from './superseded';
import { addDoubt, addFile, emptyTally, type Tally, verdictOf } from './verdict';

/** Between two turns of the event loop: 2 ms of work. */
const PAGE_ROWS = 500;

/** Lets the window, the uploads and everything else have their turn. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface ReceiptCheck {
  core: Core;
  id: ReceiptId;
  scope: Scope;
  depth: ReceiptDepth;
  volumes: () => Promise<Volume[]>;
  signal: AbortSignal;
}

/** Writes the rows of all files and answers what the receipt ends with. Rejects with `cancelled` and what the catalogue throws. */
export async function checkReceipt(check: ReceiptCheck): Promise<Pick<Receipt, 'verdict' | 'digest'>> {
  const { core, id, scope, depth, signal } = check;
  const { receipts, assets } = core.catalogue;
  const expected = scope.imports.reduce((sum, run) => sum + run.foundCount + run.skippedCount, 0);
  const tell = (checked: number): void => {
    receipts.progress(id, checked, Math.max(expected, checked));
    core.changes.receipt(id);
  };
  tell(0);

  const known = await pathsOf(core, scope, signal);
  const volumes = await cardVolumes(core, rootsOf(scope), await check.volumes());
  const look = (): Promise<CardNow> =>
    lookAtCard(
      scope.imports.map((run) => run.roots),
      known,
      signal,
      volumes.cardOf,
    );
  const card = await look();
  const confirmer = createConfirmer(core, createStoreQuestions(core, depth, signal), signal, (album) =>
    volumes.isOnCard(album.connectionId),
  );
  let checked = 0;
  const write = async (rows: ReceiptFile[]): Promise<void> => {
    signal.throwIfAborted();
    core.catalogue.transaction(() => {
      if (rows.length > 0) receipts.addFiles(id, rows);
      for (const { proof, ids } of confirmer.takeProofs()) assets.setConfirmed(ids, proof, core.now());
    });
    checked += rows.length;
    tell(checked);
    await nextTurn();
  };
  const superseded = await supersededOf(core, importsNow(check), signal);
  await checkFiles({ core, scope, depth, card, known, superseded, confirmer, signal, write });
  // Reading back takes hours: what came onto the card meanwhile was seen by nobody, and it may have been pulled out.
  const after = await look();
  for (const root of after.gone) card.gone.add(root);
  const late = cameMeanwhile(card, after);
  for (let at = 0; at < late.length; at += PAGE_ROWS) await write(late.slice(at, at + PAGE_ROWS));
  receipts.progress(id, checked, checked);

  const { tally, digest } = await readThrough(check);
  await doubtsOfScope(check, card, tally);
  return { verdict: verdictOf(tally), digest };
}

/** Every path that an import of the scope tells of. */
async function pathsOf(core: Core, scope: Scope, signal: AbortSignal): Promise<Set<string>> {
  const { imports } = core.catalogue;
  const paths = new Set<string>();
  for (const run of scope.imports) {
    for (let page = imports.files(run.id, null, PAGE_ROWS); page.length > 0; ) {
      for (const file of page) paths.add(file.sourcePath);
      await nextTurn();
      signal.throwIfAborted();
      page = imports.files(run.id, page.at(-1)?.transferId ?? null, PAGE_ROWS);
    }
    for (const skip of imports.skipped(run.id, Number.MAX_SAFE_INTEGER)) paths.add(skip.path);
  }
  return paths;
}

/** Over all rows as they are kept: the verdict and the digest are about the very same list. */
async function readThrough({ core, id, signal }: ReceiptCheck): Promise<{ tally: Tally; digest: string }> {
  const tally = emptyTally();
  const digest = createDigest();
  function* counted(): Generator<ReceiptFile[]> {
    for (const page of core.catalogue.receipts.pages(id, PAGE_ROWS)) {
      for (const file of page) addFile(tally, file);
      yield page;
    }
  }
  for await (const lines of canonicalLines(counted())) {
    digest.add(lines);
    await nextTurn();
    signal.throwIfAborted();
  }
  return { tally, digest: digest.end() };
}

/** An import that went on meanwhile may have found more. */
const importsNow = ({ core, scope }: ReceiptCheck): ImportRun[] =>
  scope.imports.map((run) => core.catalogue.imports.get(run.id) ?? { ...run, state: 'failed' });

/** What no single file says. */
async function doubtsOfScope(check: ReceiptCheck, card: CardNow, tally: Tally): Promise<void> {
  const { core, scope } = check;
  const imports = importsNow(check);
  const superseded = await supersededOf(core, imports, check.signal);
  const isLast = (run: ImportRun): boolean => !superseded.has(run.id);
  addDoubt(tally, 'not-looked-through', notLookedThrough(imports).filter(isLast).length);
  const looked = ['moving', 'checking', 'done'];
  const unlooked = scope.ingests.filter(
    ({ id }) => !looked.includes(core.catalogue.ingests.get(id)?.state ?? ''),
  );
  // Of an album also what an older ingest left open counts only until a later import made up for it.
  const open = unlooked.filter(
    ({ importIds }) => importIds.length === 0 || importIds.some((id) => !superseded.has(id)),
  );
  addDoubt(tally, 'not-looked-through', open.length);
  addDoubt(tally, 'source-gone', card.gone.size);
  // A card that was looked at tells of every file on it; without it, files that left the album since would be missed.
  const out = imports.filter((run) => run.roots.some((root) => card.gone.has(root)));
  const unseen = out.filter(isLast);
  const outIngests = scope.ingests.filter(({ roots }) => roots.some((root) => card.gone.has(root)));
  addDoubt(tally, 'lost', forgottenCount(core, unseen, outIngests));
  addDoubt(tally, 'not-stored', takenOverCount(core, out, imports));
}

/** Later imports take open and failed files over: what those did not bring home is missing here as well. */
function takenOverCount(
  { catalogue }: Core,
  out: readonly ImportRun[],
  imports: readonly ImportRun[],
): number {
  const told = new Set(imports.map(({ id }) => id));
  const later = new Map<ImportId, number>();
  for (const run of out)
    for (const other of catalogue.imports.list(run.albumId))
      if (other.id > run.id && !told.has(other.id) && overlap(other.roots, run.roots))
        later.set(other.id, other.foundCount - other.storedCount);
  return [...later.values()].reduce((sum, count) => sum + count, 0);
}

/**
 * Files that these imports had stored once, and that belong to no import any more: their assets were taken out of the album, or an album
 * of the ingest was deleted, and its import with it.
 */
const forgottenCount = (
  { catalogue }: Core,
  unseen: readonly ImportRun[],
  ingests: readonly Ingest[],
): number =>
  unseen.reduce((sum, run) => sum + Math.max(0, catalogue.imports.everStored(run.id) - run.storedCount), 0) +
  ingests.reduce((sum, { id }) => sum + catalogue.ingests.deletedStored(id), 0);
