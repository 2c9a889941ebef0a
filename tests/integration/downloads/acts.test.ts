/** What a person does to a download in quick succession, or at its very end: one thing after the other, and nothing of theirs is lost. */
import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giveName } from '../../../src-main/services/downloads/folder-target';
import { createMemoryStore } from '../../../src-main/storage/drivers/memory/memory-store';
import { AppError } from '../../../src-shared/app-error';
import type { ConnectionId } from '../../../src-shared/units';
import {
  type DownloadFixture,
  filesBelow,
  noise,
  openDownloadFixture,
  sumsOf,
  unzipped,
} from '../../support/download-fixture';
import { type WatchedStore, watchStore } from '../../support/watched-store';

const MiB = 1024 * 1024;
const objects = { 'a.jpg': noise(9 * MiB, 1), 'b.jpg': noise(9 * MiB, 2), 'c.jpg': noise(5000, 3) };

let watched: WatchedStore;
let fixture: DownloadFixture;
let zip: string;
beforeEach(async () => {
  watched = watchStore(createMemoryStore());
  fixture = await openDownloadFixture(watched.store);
  zip = join(fixture.to, 'all.zip');
  await fixture.give(objects);
});
afterEach(() => fixture.close());

/** Resolves when an answer is under way; every one is held until `open`. */
function hold(fromByte = 0): { reached: Promise<void>; open(): void } {
  let [reach, open] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  watched.alter = async (_key, chunk, position) => {
    if (position < fromByte) return chunk;
    reach();
    await opened;
    return chunk;
  };
  return { reached, open };
}

describe('acts of a person', () => {
  it.each(['folder', 'zip'] as const)(
    'paused and resumed at once, a download into a %s goes on and fetches nothing twice at a time',
    async (form) => {
      const held = hold();
      const id = await fixture.start({ form, to: form === 'zip' ? zip : fixture.to });
      await held.reached;
      const acts = [fixture.downloads.pause(id), fixture.downloads.resume(id), fixture.downloads.pause(id)];
      acts.push(fixture.downloads.resume(id));
      held.open();
      await Promise.all(acts);
      const ended = await fixture.until(id, ['done', 'failed', 'asking', 'paused', 'cancelled']);
      expect([ended.state, ended.doneCount, ended.alreadyThereCount]).toEqual(['done', 3, 0]);
      expect(form === 'zip' ? unzipped(zip) : filesBelow(fixture.to)).toEqual(sumsOf(objects));
      expect(readdirSync(fixture.to)).toHaveLength(form === 'zip' ? 1 : 3);
    },
  );

  it('cancelled and resumed at once stays cancelled, and leaves nothing half', async () => {
    const held = hold();
    const id = await fixture.start();
    await held.reached;
    const acts = [fixture.downloads.cancel(id), fixture.downloads.resume(id), fixture.downloads.retry(id)];
    held.open();
    await Promise.all(acts);
    expect((await fixture.until(id, ['cancelled', 'done'])).state).toBe('cancelled');
    expect(Object.keys(filesBelow(fixture.to)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('a ZIP that was handed over stays when a retry of what failed is cancelled', async () => {
    watched.refuse = (key) => {
      if (key === 'b.jpg') throw new AppError('access-denied', 'no');
    };
    const id = await fixture.start({ form: 'zip', to: zip });
    expect((await fixture.until(id)).state).toBe('failed');
    watched.refuse = () => undefined;
    const held = hold();
    await fixture.downloads.retry(id);
    await held.reached;
    const cancelling = fixture.downloads.cancel(id);
    held.open();
    await cancelling;
    expect(readdirSync(fixture.to)).toEqual(['all.zip']);
    expect(unzipped(zip)).toEqual(sumsOf({ 'a.jpg': objects['a.jpg'], 'c.jpg': objects['c.jpg'] }));
  });

  it('a ZIP whose question is answered by cancelling is not left beside the other', async () => {
    const held = hold();
    const id = await fixture.start({ form: 'zip', to: zip });
    await held.reached;
    writeFileSync(zip, 'mine');
    held.open();
    expect((await fixture.until(id)).state).toBe('asking');
    await fixture.downloads.cancel(id);
    expect(filesBelow(fixture.to)).toEqual(sumsOf({ 'all.zip': Buffer.from('mine') }));
  });

  it('a ZIP may replace what was there when it was asked for, never what came meanwhile', async () => {
    const held = hold();
    const id = await fixture.start({ form: 'zip', to: zip, conflicts: 'replace' });
    await held.reached;
    writeFileSync(zip, 'mine');
    held.open();
    expect((await fixture.until(id)).state).toBe('asking');
    expect(filesBelow(fixture.to)['all.zip']).toBe(sumsOf({ 'all.zip': Buffer.from('mine') })['all.zip']);
    await fixture.downloads.resolve(id, 'replace');
    expect((await fixture.until(id)).state).toBe('done');
    expect(unzipped(zip)).toEqual(sumsOf(objects));
  });

  it('a kill between the two halves of naming a ZIP is no question', async () => {
    const held = hold();
    const id = await fixture.start({ form: 'zip', to: zip });
    await held.reached;
    const part = readdirSync(fixture.to).find((name) => name.endsWith('.part')) ?? '';
    linkSync(join(fixture.to, part), zip);
    held.open();
    expect((await fixture.until(id)).state).toBe('done');
    expect(readdirSync(fixture.to)).toEqual(['all.zip']);
    expect(unzipped(zip)).toEqual(sumsOf(objects));
  });

  it('goes into no folder that is a store itself, whatever way leads there', async () => {
    const root = join(fixture.to, 'store');
    mkdirSync(join(root, 'album'), { recursive: true });
    symlinkSync(root, join(fixture.to, 'way'));
    fixture.test.core.catalogue.connections.insert({
      id: '00000000-0000-4000-8000-000000000009' as ConnectionId,
      name: 'Shelf',
      config: { kind: 'local', root },
      builtIn: false,
      createdAtMs: 0,
    });
    const refused = { code: 'bad-input', message: expect.stringContaining('Shelf') };
    for (const to of [root, join(root, 'album', 'new'), join(fixture.to, 'way', 'x')])
      await expect(fixture.start({ to })).rejects.toMatchObject(refused);
    await expect(fixture.start({ form: 'zip', to: join(root, 'album', 'a.zip') })).rejects.toMatchObject(
      refused,
    );
    const beside = await fixture.start({ to: join(fixture.to, 'store 2') });
    expect((await fixture.until(beside)).state).toBe('done');
  });

  it('asked for twice at once is one download', async () => {
    const [first, second] = await Promise.all([fixture.start(), fixture.start()]);
    expect(second).toBe(first);
    expect((await fixture.until(first)).doneCount).toBe(3);
    expect(filesBelow(fixture.to)).toEqual(sumsOf(objects));
  });

  it('killed while its list was being written, there is no download of a part of the photos', async () => {
    const { downloads, assets } = fixture.test.core.catalogue;
    const [asset] = assets.page(fixture.test.albumId, null, 1);
    const row = { title: 'T', albumId: fixture.test.albumId, form: 'folder', conflicts: 'ask' } as const;
    const id = downloads.begin({ ...row, to: fixture.to, notStoredCount: 0, startedAtMs: 0 });
    if (asset) downloads.addFiles(id, 0, [{ assetId: asset.id, path: asset.key }]);
    await fixture.restart();
    expect(fixture.test.core.catalogue.downloads.list()).toEqual([]);
    expect(readdirSync(fixture.to)).toEqual([]);
  });

  it.each(['folder', 'zip'] as const)(
    'cancelled as the app ends, a download into a %s does not go on, and leaves nothing half once it is cancelled',
    async (form) => {
      const held = hold(4 * MiB);
      const id = await fixture.start({ form, to: form === 'zip' ? zip : fixture.to });
      await held.reached;
      const cancelling = fixture.downloads.cancel(id);
      const ended = fixture.downloads.stop();
      held.open();
      await Promise.all([cancelling, ended]);
      await fixture.restart();
      const { state } = await fixture.until(id, ['paused', 'cancelled', 'done']);
      expect(['paused', 'cancelled']).toContain(state);
      await fixture.downloads.cancel(id);
      expect((await fixture.until(id, ['cancelled'])).state).toBe('cancelled');
      expect(Object.keys(filesBelow(fixture.to)).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );

  it('a ZIP that was handed over and is made again replaces nothing that came in its place', async () => {
    watched.refuse = (key) => {
      if (key === 'b.jpg') throw new AppError('access-denied', 'no');
    };
    writeFileSync(zip, 'old');
    const id = await fixture.start({ form: 'zip', to: zip, conflicts: 'replace' });
    expect((await fixture.until(id)).state).toBe('failed');
    watched.refuse = () => undefined;
    const held = hold();
    await fixture.downloads.retry(id);
    await held.reached;
    writeFileSync(zip, 'mine');
    held.open();
    expect((await fixture.until(id, ['asking', 'done', 'failed'])).state).toBe('asking');
    expect(filesBelow(fixture.to)['all.zip']).toBe(sumsOf({ 'all.zip': Buffer.from('mine') })['all.zip']);
  });

  it('gives no name to a file that is gone, and leaves no empty one in its place', async () => {
    await expect(giveName(join(fixture.to, 'gone.part'), join(fixture.to, 'a.jpg'), false)).rejects.toThrow();
    expect(readdirSync(fixture.to)).toEqual([]);
  });
});
