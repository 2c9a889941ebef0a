/** The contract: one level of a bucket at a time, in pages. */
import { describe, expect, it } from 'vitest';
import type { FolderPage, ObjectStore } from '../../../src-main/storage/object-store';
import { byBytes, codeOf, type Lab, md5, oddKeys } from './setting';

export function describeFolders(lab: Lab): void {
  /** Every page of a level, each asked for by a store that was opened anew; a level of this suite has few. */
  async function pagesOf(bucket: string, prefix: string, limit: number): Promise<FolderPage[]> {
    const pages: FolderPage[] = [];
    let after: string | undefined;
    do {
      const store: ObjectStore = lab.setting.open();
      const page = await store.listFolder(bucket, { prefix, limit, ...(after !== undefined && { after }) });
      if (store !== lab.store) store.close();
      pages.push(page);
      after = page.next ?? undefined;
    } while (after !== undefined && pages.length < 50);
    return pages;
  }
  const namesOf = (page: FolderPage): string[] =>
    [...page.folders, ...page.objects.map(({ key }) => key)].sort(byBytes);

  describe('folders', () => {
    it('show one level, in pages that go on in another process', async () => {
      const below = ['b/1.jpg', 'b/2.jpg', 'b/c/3.jpg', 'z/1.jpg', 'ä/1.jpg', '日本/x/y.jpg'];
      const here = ['a.jpg', 'b-1.jpg', 'b.jpg', 'é.jpg', '📷.jpg'];
      for (const name of [...below, ...here])
        await lab.store.put(lab.bucket, `level/${name}`, Buffer.from(name));
      const level = [
        'level/a.jpg',
        'level/b-1.jpg',
        'level/b.jpg',
        'level/b/',
        'level/z/',
        'level/ä/',
        'level/é.jpg',
        'level/日本/',
        'level/📷.jpg',
      ];
      const whole = await lab.store.listFolder(lab.bucket, { prefix: 'level/' });
      const pages = await pagesOf(lab.bucket, 'level/', 2);
      const deeper = await lab.store.listFolder(lab.bucket, { prefix: 'level/b/' });
      expect({
        folders: whole.folders,
        objects: whole.objects.map(({ key }) => key),
        next: whole.next,
        paged: pages.flatMap(namesOf),
        fullest: Math.max(...pages.map((page) => namesOf(page).length)),
        deeper: [deeper.folders, deeper.objects.map(({ key }) => key)],
      }).toEqual({
        folders: level.filter((name) => name.endsWith('/')),
        objects: level.filter((name) => !name.endsWith('/')),
        next: null,
        paged: level,
        fullest: 2,
        deeper: [['level/b/c/'], ['level/b/1.jpg', 'level/b/2.jpg']],
      });
    });

    it('tell of each object what a listing tells', async () => {
      await lab.store.put(lab.bucket, 'facts/one.jpg', Buffer.from('hello'));
      const { objects } = await lab.store.listFolder(lab.bucket, { prefix: 'facts/' });
      expect(objects.map(({ key, sizeBytes, etag }) => ({ key, sizeBytes, etag }))).toEqual([
        { key: 'facts/one.jpg', sizeBytes: 5, etag: md5(Buffer.from('hello')) },
      ]);
      expect(Math.abs((objects[0]?.modifiedAtMs ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('may have odd names, page by page', async () => {
      for (const key of oddKeys) await lab.store.put(lab.bucket, `odd folder/${key}/x`, Buffer.from('x'));
      const names = [...new Set(oddKeys.map((key) => `odd folder/${key.split('/')[0]}/`))];
      const pages = await pagesOf(lab.bucket, 'odd folder/', 3);
      expect(pages.flatMap(({ folders }) => folders)).toEqual(names.sort(byBytes));
      const [odd] = (await lab.store.listFolder(lab.bucket, { prefix: 'odd folder/%41 is not A.jpg/' }))
        .objects;
      expect(odd?.key).toBe('odd folder/%41 is not A.jpg/x');
    });

    it('begin at the bucket itself, and may be empty', async () => {
      const bucket = lab.setting.freshBucket();
      await lab.store.createBucket(bucket);
      const empty = await lab.store.listFolder(bucket);
      await lab.store.put(bucket, 'top.jpg', Buffer.from('1'));
      await lab.store.put(bucket, 'day 1/below.jpg', Buffer.from('2'));
      const top = await lab.store.listFolder(bucket);
      const nowhere = await lab.store.listFolder(bucket, { prefix: 'nowhere/' });
      await lab.store.deleteMany(bucket, ['top.jpg', 'day 1/below.jpg']);
      await lab.store.deleteBucket(bucket);
      const nothing = { folders: [], objects: [], next: null };
      expect({
        empty,
        nowhere,
        top: [top.folders, top.objects.map(({ key }) => key), top.next],
        missing: await codeOf(lab.store.listFolder(bucket)),
      }).toEqual({
        empty: nothing,
        nowhere: nothing,
        top: [['day 1/'], ['top.jpg'], null],
        missing: 'bucket-missing',
      });
    });
  });
}
