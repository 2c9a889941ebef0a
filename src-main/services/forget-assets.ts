/** Takes rows of assets out of the catalogue, in slices between which the window goes on answering. */
import type { AssetId } from '../../src-shared/units';
import type { Core } from './core';

/** With what hangs on them so many rows hold the main thread for some 10 ms. */
const ROWS_PER_SLICE = 200;

export async function forgetAssets(core: Pick<Core, 'catalogue'>, ids: readonly AssetId[]): Promise<void> {
  for (let at = 0; at < ids.length; at += ROWS_PER_SLICE) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    core.catalogue.transaction(() => {
      for (const id of ids.slice(at, at + ROWS_PER_SLICE)) core.catalogue.assets.remove(id);
    });
  }
}
