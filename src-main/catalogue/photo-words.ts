/** The index of words (FTS5, `photo_words`) and the queue of photos that it is behind with. */
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { AssetId } from '../../src-shared/units';
import { editsFrom } from './asset-rows';
import type { PhotoWordsTable } from './catalogue';
import type { SqlDatabase } from './sql-database';

// A photo in the trash is found under its own name.
export const pendingWordsSql = `SELECT p.asset_id AS id, coalesce(s.trashed_from, s.key) AS key, s.metadata, s.edits
  FROM words_pending p LEFT JOIN assets s ON s.id = p.asset_id ORDER BY p.asset_id LIMIT ?`;
export const putWordsSql = `INSERT OR REPLACE INTO photo_words (rowid, name, words, keywords, gear, place) VALUES (?, ?, ?, ?, ?, ?)`;

/** Pages of 4 KB that one step may write, to the end of the word it is at then: about 1 ms, some hundred for a word of all photos. */
export const mergeWordsSql = "INSERT INTO photo_words (photo_words, rank) VALUES ('merge', 8)";

interface PendingRow {
  id: AssetId;
  key: string | null;
  metadata: string | null;
  edits: string | null;
}

export function createPhotoWordsTable(database: SqlDatabase): PhotoWordsTable {
  const pending = database.prepare<PendingRow>(pendingWordsSql);
  const any = database.prepare('SELECT 1 FROM words_pending LIMIT 1');
  const put = database.prepare(putWordsSql);
  const remove = database.prepare('DELETE FROM photo_words WHERE rowid = ?');
  const merge = database.prepare(mergeWordsSql);
  const changes = database.prepare<{ count: number }>('SELECT total_changes() AS count');
  const done = database.prepare('DELETE FROM words_pending WHERE asset_id = ?');
  return {
    pending: (limit) =>
      pending.all(limit).map(({ id, key, metadata, edits }) => ({
        id,
        photo:
          key === null || metadata === null
            ? null
            : { key, metadata: JSON.parse(metadata) as AssetMetadata, edits: editsFrom(edits) },
      })),
    isPending: () => any.get() !== undefined,
    merge() {
      // As its documentation says: one that changed fewer than two rows had nothing to do.
      const before = changes.get()?.count ?? 0;
      merge.run();
      return (changes.get()?.count ?? 0) - before >= 2;
    },
    write(id, words) {
      if (words) put.run(id, words.name, words.words, words.keywords, words.gear, words.place);
      else remove.run(id);
      done.run(id);
    },
  };
}
