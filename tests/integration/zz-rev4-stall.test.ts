import { expect, it } from 'vitest';
import { createAlbumLister } from '../../src-main/services/album-lister';
import { openAlbum } from '../../src-main/services/open-album';
import { createMemoryStore } from '../../src-main/storage/drivers/memory/memory-store';
import { wrapStore } from '../../src-main/storage/layers/wrap-store';
import { openTestCore } from '../support/test-core';
it('stall', async () => {
  const inner = createMemoryStore();
  await inner.createBucket('big');
  let n = 100_000;
  const store = { ...inner, capabilities: inner.capabilities,
    list: (bucket: string, o: any) => (async function* () {
      if (bucket !== 'big' || o.prefix.includes('.caos')) return;
      for (let i = 0; i < n; i++) {
        if (i % 1000 === 0) await new Promise((r) => setTimeout(r, 5));
        yield { key: `2024/day ${String(Math.floor(i / 1000)).padStart(3, '0')}/IMG_${String(i).padStart(6, '0')}.JPG`, sizeBytes: 1000 + i, etag: `d41d8cd98f00b204e980${String(i).padStart(12, '0')}`, modifiedAtMs: 1.7e12 + i };
      }
    })() } as any;
  const test = await openTestCore(store);
  let patches = 0; test.core.changes.listen((e) => { if (e.name === 'assets.patched') patches += JSON.stringify(e).length; });
  const lister = createAlbumLister(test.core);
  const run = async (name: string, f: () => Promise<unknown>) => {
    const times: number[] = []; let last = performance.now(); let on = true;
    const tick = () => { const t = performance.now(); times.push(t - last); last = t; if (on) setImmediate(tick); };
    setImmediate(tick);
    const t0 = performance.now(); await f(); on = false;
    times.sort((a, b) => b - a);
    console.log(name, Math.round(performance.now() - t0), 'ms; longest', times.slice(0, 6).map((x) => x.toFixed(0)).join(' '), 'p99', times[Math.floor(times.length / 100)]!.toFixed(1));
  };
  const id = test.core.catalogue.connections.list()[0]!.id;
  let album: any;
  await run('open', async () => { album = await openAlbum(test.core, lister, { connectionId: id, bucket: 'big', prefix: '' }); await lister.idle(album.id); });
  expect(test.core.catalogue.albums.get(album.id)!.assetCount).toBe(100_000);
  await run('refresh', async () => { lister.refresh(album.id); await lister.idle(album.id); });
  n = 0;
  await run('emptied', async () => { lister.refresh(album.id); await lister.idle(album.id); });
  console.log(test.core.catalogue.albums.get(album.id)!.assetCount);
  await lister.stop(); await test.close();
}, 180000);
