/** What listeners hear of what changed, and what is not even read when none of them looks at it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ChangeFeed, createChangeFeed } from '../../../src-main/services/change-feed';
import { createSpeedMeter } from '../../../src-main/services/speed-meter';
import type { AppEvent } from '../../../src-shared/ipc-contract';
import {
  albumId,
  assetId,
  type CatalogueFixture,
  catalogueFixture,
  files,
  NOW_MS,
} from '../../support/catalogue-fixture';

let fixture: CatalogueFixture;
let changes: ChangeFeed;
let heard: string[];
const hear = ({ name }: AppEvent): void => void heard.push(name);

beforeEach(() => {
  fixture = catalogueFixture();
  changes = createChangeFeed(
    fixture.catalogue,
    createSpeedMeter(() => NOW_MS),
  );
  heard = [];
});
afterEach(() => {
  changes.close();
  fixture[Symbol.dispose]();
});

function changeAll() {
  const [id] = fixture.add(files(1));
  if (id === undefined) throw new Error('no transfer');
  changes.transfer(id);
  changes.asset(albumId, assetId(1));
  changes.import(fixture.importId);
  changes.flush();
  return id;
}

describe('a listener', () => {
  it('hears every kind when it names none', () => {
    changes.listen(hear);
    changeAll();
    expect(heard).toEqual(['assets.patched', 'imports.changed', 'transfers.progressed']);
  });

  it('hears the kinds that it names, and no row is read for the others', () => {
    const { assets, transfers } = fixture.catalogue;
    const reads = [vi.spyOn(assets, 'patch'), vi.spyOn(transfers, 'totals')];
    changes.listen(hear, ['imports.changed']);
    changeAll();
    expect(heard).toEqual(['imports.changed']);
    for (const read of reads) expect(read).not.toHaveBeenCalled();
  });

  it('that is gone is not counted, and one that looks at more brings it back', () => {
    const stop = changes.listen(hear);
    changes.listen(() => undefined, ['imports.changed']);
    stop();
    changeAll();
    const without = [...heard];
    changes.listen(hear, ['transfers.progressed']);
    changes.summaryOnly();
    changes.flush();
    expect([without, heard]).toEqual([[], ['transfers.progressed']]);
  });
});

it('bytes of a transfer that is over count no longer, whoever listens', () => {
  changes.listen(hear, ['imports.changed']);
  const id = changeAll();
  changes.sent(id, 500);
  changes.flush();
  const during = changes.liveBytes(id);
  fixture.catalogue.transfers.setState([id], 'cancelled', NOW_MS);
  changes.transfer(id);
  changes.flush();
  expect([during, changes.liveBytes(id)]).toEqual([500, undefined]);
});
