/** Paused, resumed, cancelled and started again at any moment: nothing of the person's changes, nothing half stays, all that ends is whole. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import {
  type DownloadFixture,
  entriesFromTheFront,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
  unzipped,
} from '../../support/download-fixture';
import { seededRandom } from '../../support/fault-proxy';
import { watchStore } from '../../support/watched-store';

const MiB = 1024 * 1024;
const objects: Record<string, Buffer> = {
  'day 1/large.jpg': noise(18 * MiB, 1),
  'day 1/none.jpg': noise(3 * MiB, 2),
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`day 2/${n}.jpg`, noise(200_000 + n, n + 3)] as const),
  ),
};
const mine = { 'day 1/large.jpg': Buffer.from('mine'), 'day 2/mine.txt': Buffer.from('mine, too') };
const rounds = process.env.CAOS_LONG === '1' ? 60 : 6;

let fixture: DownloadFixture;
afterEach(() => fixture.close());

describe.each(['folder', 'zip'] as const)('into a %s', (form) => {
  it.each(Array.from({ length: rounds }, (_, seed) => seed))(
    'at moments %i',
    { timeout: 120_000 },
    async (seed) => {
      const random = seededRandom(seed + 1);
      const below = (count: number): number => Math.floor(random() * count);
      const watched = watchStore(createMemoryStore());
      fixture = await openDownloadFixture(watched.store);
      await fixture.give(objects);
      const failing = seed % 2 === 0;
      watched.refuse = (key) => {
        if (failing && key === 'day 1/none.jpg') throw new AppError('access-denied', 'It may not be read.');
      };
      for (const [name, bytes] of Object.entries(mine)) {
        mkdirSync(join(fixture.to, name, '..'), { recursive: true });
        writeFileSync(join(fixture.to, name), bytes);
      }
      const zip = join(fixture.to, 'all.zip');
      writeFileSync(zip, 'my own ZIP');
      const own = { ...sumsOf(mine), ...sumsOf({ 'all.zip': Buffer.from('my own ZIP') }) };

      const id = await fixture.start({ form, to: form === 'zip' ? zip : fixture.to, conflicts: 'keep-both' });
      for (let acts = 0; acts < 4; acts += 1) {
        let chunks = below(120);
        await new Promise<void>((reached) => {
          watched.alter = (_key, chunk) => {
            chunks -= 1;
            if (chunks <= 0) reached();
            return chunk;
          };
          void fixture.until(id, ['done', 'failed', 'cancelled', 'paused']).then(() => reached());
        });
        const { downloads } = fixture;
        const act = below(5);
        if (act === 0) void downloads.pause(id);
        else if (act === 1) await downloads.pause(id);
        else if (act === 2) await fixture.restart(`boot ${below(2)}`);
        else if (act === 3)
          void Promise.all([downloads.pause(id), downloads.resume(id), downloads.retry(id)]);
        else await downloads.retry(id);
        await fixture.downloads.resume(id);
      }
      const cancels = below(3) === 0;
      if (cancels) await fixture.downloads.cancel(id);
      const { state } = await fixture.until(id, ['done', 'failed', 'cancelled']);
      expect(state).toBe(cancels && state === 'cancelled' ? 'cancelled' : failing ? 'failed' : 'done');

      const found = filesBelow(fixture.to);
      for (const [name, sum] of Object.entries(own)) expect(found[name]).toBe(sum);
      const rest = Object.keys(found).filter((name) => !(name in own));
      expect(rest.filter((name) => name.endsWith('.part'))).toEqual([]);
      const { 'day 1/none.jpg': _, ...others } = objects;
      const whole = sumsOf(state === 'failed' ? others : objects);
      if (form === 'zip') {
        expect(rest.length).toBeLessThanOrEqual(1);
        const [made] = rest;
        if (state !== 'cancelled') expect(made).toBe('all (2).zip');
        if (made === undefined) return;
        expect(state === 'cancelled' ? whole : unzipped(join(fixture.to, made))).toMatchObject(
          state === 'cancelled' ? unzipped(join(fixture.to, made)) : whole,
        );
        entriesFromTheFront(join(fixture.to, made));
        return;
      }
      const came = Object.fromEntries(
        rest.map((name) => [name.replace('large (2).jpg', 'large.jpg'), found[name] ?? '']),
      );
      if (state === 'cancelled') expect(whole).toMatchObject(came);
      else expect(came).toEqual(whole);
      expect(readdirSync(fixture.to).sort()).toEqual(['all.zip', 'day 1', 'day 2']);
    },
  );
});
