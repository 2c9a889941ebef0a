/** What kills left behind, looked for everywhere once the next run of the app has swept. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCatalogue } from '../../../src-main/catalogue/open-catalogue';
import { createChangeFeed } from '../../../src-main/services/change-feed';
import type { Core, StoreRegistry } from '../../../src-main/services/core';
import { createJournal } from '../../../src-main/services/journal';
import { createSpeedMeter } from '../../../src-main/services/speed-meter';
import { createLeftoverSweeper } from '../../../src-main/services/sweep-leftovers';
import { collect } from '../../contract/suite/setting';
import type { CrashStore } from '../../support/crash-stores';

/** Segments without a marker count as left over from then on. */
const LATER_MS = 2 * 60 * 60 * 1000;

/**
 * The sweep that the app makes by itself some minutes after its start, made now and two hours later. Answers what is left, in words;
 * `spared`: the key of an unfinished upload of somebody else, which has to be there still.
 */
export async function leftAfterSweep(
  profile: string,
  store: CrashStore,
  bucket: string,
  spared: string,
): Promise<string[]> {
  const now = (): number => Date.now() + LATER_MS;
  const catalogue = openCatalogue(join(profile, 'catalogue.db'));
  const opened = store.open(now);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const changes = createChangeFeed(catalogue, createSpeedMeter(now));
  const core = {
    catalogue,
    changes,
    log,
    now,
    journal: createJournal({ catalogue, changes, log, now }),
    stores: { open: async (id) => await needsStore(id) } satisfies Pick<StoreRegistry, 'open'>,
  } as unknown as Core;
  async function needsStore(id: string) {
    const connection = catalogue.connections.list().find((one) => one.id === id);
    if (connection?.builtIn !== false) throw new Error('only the store of the album is asked');
    return opened;
  }
  const sweeper = createLeftoverSweeper(core);
  try {
    await sweeper.sweep();
    const unfinished = (await collect(opened.multipart.list(bucket, ''))).map(({ key }) => key);
    return [
      ...unfinished.filter((key) => key !== spared).map((key) => `unfinished in the store: ${key}`),
      ...(unfinished.includes(spared) ? [] : [`gone from the store: ${spared}`]),
      ...catalogue.uploadIntents.list().map(({ key }) => `still intended: ${key}`),
      ...catalogue.transfers
        .ids({ states: ['uploading', 'verifying', 'queued', 'waiting', 'failed'] })
        .map((id) => `transfer not at its end: ${id}`),
      ...temporaryFilesIn(profile).map((path) => `file: ${path}`),
    ];
  } finally {
    await sweeper.stop();
    changes.close();
    catalogue.close();
    opened.close();
  }
}

/** By the names that half files have here. */
export const temporaryFilesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(part|tmp|temp|partial)$|(^|\/)(tmp|fetching|uploads)\/.+|-journal$/.test(path),
  );
