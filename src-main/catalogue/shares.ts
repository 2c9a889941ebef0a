/** Rows of shares, their people and what came back from them; photos and objects are in share-contents.ts. */
import type { WireError } from '../../src-shared/app-error';
import type { CodeWay, ShareRecipient, ShareState } from '../../src-shared/domain/share';
import type { PickColour, PicksMessage, SealedObjectInfo } from '../../src-shared/domain/share-page';
import type { ConnectionId, RecipientId, SelectionId, ShareId } from '../../src-shared/units';
import { createShareContents } from './share-contents';
import type { SqlDatabase, SqlValue } from './sql-database';
import type { ComposedShare, RecipientRow, ShareRow, ShareTable } from './tables/shares';

interface Row {
  id: string;
  state: ShareState;
  state_at_ms: number;
  reason: string | null;
  created_at_ms: number;
  composed: string;
  ends_at_ms: number | null;
  sure_until_ms: number | null;
  connection_id: string;
  bucket: string;
  folder: string;
  objects_folder: string;
  next_objects_folder: string | null;
  revision: number;
  manifest: string | null;
  cleaned_at_ms: number | null;
}
interface PersonRow {
  id: string;
  email: string;
  name: string;
  code_way: CodeWay;
  state: ShareRecipient['state'];
  page_name: string;
  picks_name: string;
  page_revision: number;
  mailed: number;
  opened_at_ms: number | null;
  last_opened_at_ms: number | null;
  opened_count: number;
  picked_at_ms: number | null;
  picked_sequence: number | null;
  picked_note: string;
  selection_id: string | null;
  picked_count: number;
}

const columns = `id, state, state_at_ms, reason, created_at_ms, composed, ends_at_ms, sure_until_ms, connection_id, bucket, folder,
  objects_folder, next_objects_folder, revision, manifest, cleaned_at_ms`;
const personColumns = `id, share_id, place, email, name, code_way, state, page_name, picks_name, page_revision, mailed, opened_at_ms,
  last_opened_at_ms, opened_count, picked_at_ms, picked_sequence, picked_note, selection_id`;
export const sharesSql = `SELECT ${columns} FROM shares INDEXED BY shares_by_creation ORDER BY created_at_ms DESC, id DESC`;
export const recipientsSql = `SELECT ${personColumns},
  (SELECT count(*) FROM share_picks WHERE recipient_id = share_recipients.id) AS picked_count
  FROM share_recipients INDEXED BY share_recipients_by_share WHERE share_id = ? ORDER BY place`;

const json = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));
const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');

export function createShareTable(database: SqlDatabase): ShareTable {
  const list = database.prepare<Row>(sharesSql);
  const get = database.prepare<Row>(`SELECT ${columns} FROM shares WHERE id = ?`);
  const put = database.prepare(`INSERT INTO shares (${columns}) VALUES (${marks(16)})
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, state_at_ms = excluded.state_at_ms, reason = excluded.reason,
    composed = excluded.composed, ends_at_ms = excluded.ends_at_ms, sure_until_ms = excluded.sure_until_ms,
    connection_id = excluded.connection_id, bucket = excluded.bucket, folder = excluded.folder,
    objects_folder = excluded.objects_folder, next_objects_folder = excluded.next_objects_folder, revision = excluded.revision,
    manifest = excluded.manifest, cleaned_at_ms = excluded.cleaned_at_ms`);
  const remove = database.prepare('DELETE FROM shares WHERE id = ?');
  const people = database.prepare<PersonRow>(recipientsSql);
  const person = database.prepare<PersonRow & { share_id: string; place: number }>(
    `SELECT ${personColumns}, 0 AS picked_count FROM share_recipients WHERE id = ?`,
  );
  const putPerson = database.prepare(`INSERT INTO share_recipients (${personColumns}) VALUES (${marks(18)})
    ON CONFLICT (id) DO UPDATE SET place = excluded.place, email = excluded.email, name = excluded.name, code_way = excluded.code_way,
    state = excluded.state, page_name = excluded.page_name, picks_name = excluded.picks_name, page_revision = excluded.page_revision,
    mailed = excluded.mailed, opened_at_ms = excluded.opened_at_ms, last_opened_at_ms = excluded.last_opened_at_ms,
    opened_count = excluded.opened_count, picked_at_ms = excluded.picked_at_ms, picked_sequence = excluded.picked_sequence,
    picked_note = excluded.picked_note, selection_id = excluded.selection_id`);
  const removePerson = database.prepare('DELETE FROM share_recipients WHERE id = ?');
  const slots = database.prepare<{ slot: number; etag: string; message: string | null }>(
    'SELECT slot, etag, message FROM share_slots WHERE recipient_id = ? ORDER BY slot',
  );
  const putSlot =
    database.prepare(`INSERT INTO share_slots (recipient_id, slot, etag, message) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET etag = excluded.etag, message = excluded.message`);
  const picks = database.prepare<{ item_id: string; heart: number; colour: PickColour; note: string }>(
    'SELECT item_id, heart, colour, note FROM share_picks WHERE recipient_id = ?',
  );
  const removePicks = database.prepare('DELETE FROM share_picks WHERE recipient_id = ?');
  const putPick = database.prepare(
    'INSERT INTO share_picks (recipient_id, item_id, heart, colour, note) VALUES (?, ?, ?, ?, ?)',
  );

  function write(row: ShareRow): void {
    const { title, message, language, days, allow, options } = row;
    const composed: ComposedShare = { title, message, language, days, allow, options };
    const values: SqlValue[] = [
      row.id,
      row.state,
      row.stateAtMs,
      row.reason && JSON.stringify(row.reason),
      row.createdAtMs,
      JSON.stringify(composed),
      row.endsAtMs,
      row.sureUntilMs,
      row.connectionId,
      row.bucket,
      row.folder,
      row.objectsFolder,
      row.nextObjectsFolder,
      row.revision,
      row.manifest && JSON.stringify(row.manifest),
      row.cleanedAtMs,
    ];
    put.run(...values);
  }
  function writePerson(shareId: string, place: number, row: RecipientRow): void {
    putPerson.run(
      row.id,
      shareId,
      place,
      row.email,
      row.name,
      row.codeWay,
      row.state,
      row.pageName,
      row.picksName,
      row.pageRevision,
      row.mailed ? 1 : 0,
      row.openedAtMs,
      row.lastOpenedAtMs,
      row.openedCount,
      row.pickedAtMs,
      row.pickedSequence,
      row.pickedNote,
      row.selectionId,
    );
  }

  return {
    list: () => list.all().map(shareOf),
    get(id) {
      const row = get.get(id);
      return row ? shareOf(row) : null;
    },
    insert: write,
    change(id, change) {
      const row = get.get(id);
      if (row) write({ ...shareOf(row), ...change });
    },
    remove: (id) => void remove.run(id),
    recipients: (id) => people.all(id).map(recipientOf),
    putRecipients(id, rows) {
      database.transaction(() => {
        const kept = new Set<string>(rows.map((row) => row.id));
        for (const known of people.all(id)) if (!kept.has(known.id)) removePerson.run(known.id);
        for (const [place, row] of rows.entries()) writePerson(id, place, row);
      });
    },
    changeRecipient(id, change) {
      const row = person.get(id);
      if (row) writePerson(row.share_id, row.place, { ...recipientOf(row), ...change });
    },
    slots: (id) =>
      slots.all(id).map(({ message, ...slot }) => ({ ...slot, message: json<PicksMessage>(message) })),
    putSlot(id, slot, etag, message) {
      putSlot.run(id, slot, etag, message && JSON.stringify(message));
    },
    picks: (id) =>
      picks.all(id).map(({ item_id, heart, ...pick }) => ({ itemId: item_id, heart: heart === 1, ...pick })),
    replacePicks(id, rows) {
      database.transaction(() => {
        removePicks.run(id);
        for (const { itemId, heart, colour, note } of rows)
          putPick.run(id, itemId, heart ? 1 : 0, colour, note);
      });
    },
    ...createShareContents(database),
  };
}

const shareOf = (row: Row): ShareRow => ({
  ...(JSON.parse(row.composed) as ComposedShare),
  id: row.id as ShareId,
  state: row.state,
  stateAtMs: row.state_at_ms,
  reason: json<WireError>(row.reason),
  createdAtMs: row.created_at_ms,
  endsAtMs: row.ends_at_ms,
  sureUntilMs: row.sure_until_ms,
  connectionId: row.connection_id as ConnectionId,
  bucket: row.bucket,
  folder: row.folder,
  objectsFolder: row.objects_folder,
  nextObjectsFolder: row.next_objects_folder,
  revision: row.revision,
  manifest: json<SealedObjectInfo>(row.manifest),
  cleanedAtMs: row.cleaned_at_ms,
});

const recipientOf = (row: PersonRow): RecipientRow => ({
  id: row.id as RecipientId,
  email: row.email,
  name: row.name,
  codeWay: row.code_way,
  state: row.state,
  openedAtMs: row.opened_at_ms,
  lastOpenedAtMs: row.last_opened_at_ms,
  openedCount: row.opened_count,
  pickedAtMs: row.picked_at_ms,
  pickedCount: row.picked_count,
  selectionId: row.selection_id as SelectionId | null,
  pageName: row.page_name,
  picksName: row.picks_name,
  pageRevision: row.page_revision,
  mailed: row.mailed === 1,
  pickedSequence: row.picked_sequence,
  pickedNote: row.picked_note,
});
