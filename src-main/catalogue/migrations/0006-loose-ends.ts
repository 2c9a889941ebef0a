/** Loose ends of shares and photo requests: until when slots were signed, which damaged files a page asks for again, what stores charge. */
import type { Migration } from '../migrate';

/*
 * - `signed_slots`: below `prefix` a guest may put something until `signed_until_ms`, whatever became of their share: no row of it is
 *   named here, and none takes this one along. `is_left`: nobody reads what is put there any more.
 * - `arrivals.damaged`: how often the file came whole and was another than its checksum.
 * - `request_people.asked_again`: what the person's page asks for once more, as JSON.
 * - `connections.prices`: what the store charges, as a person entered it (StorePrices as JSON).
 */
export const looseEnds: Migration = {
  number: 6,
  name: 'loose-ends',
  sql: `
CREATE TABLE signed_slots (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  bucket TEXT NOT NULL,
  prefix TEXT NOT NULL,
  signed_until_ms INTEGER NOT NULL,
  is_left INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (connection_id, bucket, prefix)
) STRICT, WITHOUT ROWID;
CREATE INDEX signed_slots_left ON signed_slots (signed_until_ms) WHERE is_left = 1;
ALTER TABLE arrivals ADD COLUMN damaged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE request_people ADD COLUMN asked_again TEXT NOT NULL DEFAULT '[]';
ALTER TABLE connections ADD COLUMN prices TEXT;

INSERT INTO signed_slots (connection_id, bucket, prefix, signed_until_ms, is_left)
SELECT connection_id, bucket, folder, max(ends_at_ms, coalesce(sure_until_ms, 0)), cleaned_at_ms IS NOT NULL
FROM (
  SELECT connection_id, bucket, folder, ends_at_ms, sure_until_ms, cleaned_at_ms FROM shares
  UNION ALL
  SELECT connection_id, bucket, folder, ends_at_ms, sure_until_ms, cleaned_at_ms FROM photo_requests
)
WHERE folder <> '' AND ends_at_ms IS NOT NULL AND connection_id IN (SELECT id FROM connections)
ON CONFLICT DO UPDATE SET signed_until_ms = max(signed_until_ms, excluded.signed_until_ms);
INSERT INTO signed_slots (connection_id, bucket, prefix, signed_until_ms)
SELECT connection_id, bucket, folder || slots, max(ends_at_ms, coalesce(sure_until_ms, 0))
FROM (
  SELECT s.*, p.picks_name AS slots FROM share_recipients p
    JOIN (SELECT id, connection_id, bucket, folder, ends_at_ms, sure_until_ms, cleaned_at_ms FROM shares) s ON s.id = p.share_id
  UNION ALL
  SELECT r.*, p.arrivals_name FROM request_people p
    JOIN (SELECT id, connection_id, bucket, folder, ends_at_ms, sure_until_ms, cleaned_at_ms FROM photo_requests) r ON r.id = p.request_id
)
WHERE slots <> '' AND cleaned_at_ms IS NULL AND ends_at_ms IS NOT NULL AND connection_id IN (SELECT id FROM connections)
ON CONFLICT DO UPDATE SET signed_until_ms = max(signed_until_ms, excluded.signed_until_ms);
`,
};
