/** Rows of the table of smart albums. */
import { PhotoList, type SmartAlbum } from '../../src-shared/domain/photo-list';
import type { SmartAlbumId } from '../../src-shared/units';
import type { SmartAlbumTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

export const smartAlbumListSql =
  'SELECT id, name, list, created_at_ms AS createdAtMs FROM smart_albums ORDER BY created_at_ms, id';
export const saveSmartAlbumSql = `INSERT INTO smart_albums (id, name, list, created_at_ms) VALUES (?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET name = excluded.name, list = excluded.list`;

interface Row {
  id: SmartAlbumId;
  name: string;
  list: string;
  createdAtMs: number;
}

export function createSmartAlbumTable(database: SqlDatabase): SmartAlbumTable {
  const list = database.prepare<Row>(smartAlbumListSql);
  const get = database.prepare<Row>(
    'SELECT id, name, list, created_at_ms AS createdAtMs FROM smart_albums WHERE id = ?',
  );
  const save = database.prepare(saveSmartAlbumSql);
  const remove = database.prepare('DELETE FROM smart_albums WHERE id = ?');
  /** One that a newer version wrote and this one does not understand is left alone and not shown. */
  const from = (row: Row): SmartAlbum[] => {
    const parsed = PhotoList.safeParse(JSON.parse(row.list));
    return parsed.success ? [{ ...row, list: parsed.data }] : [];
  };
  return {
    list: () => list.all().flatMap(from),
    get(id) {
      const row = get.get(id);
      return (row && from(row)[0]) ?? null;
    },
    save({ id, name, list: shown, createdAtMs }) {
      save.run(id, name, JSON.stringify(shown), createdAtMs);
    },
    remove(id) {
      remove.run(id);
    },
  };
}
