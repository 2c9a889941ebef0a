/** Migration 2: connections that can be edited and probed, albums opened from buckets that something else filled. */
import type { Migration } from '../migrate';

/*
 * - `report` is the last full probe as JSON; what a store can do is read from it.
 * - `origin` of an asset guards other people's objects: only what an app of ours put there goes with its album.
 * - `pack` names the object under `.caos/derivatives/` that carries the asset's thumbnail and metadata; NULL: not yet written. The
 *   index finds what waits to be written, and stays small because it holds nothing else. Packs are counted over an index of their own.
 * - `settle_at_ms` is where a found photo belongs by its capture time once that was read; until its album is opened the next time it stays
 *   where it is, so that photos do not run away while their pictures come.
 * - `thumb_px` is the long side of the cached thumbnail: one cut out of EXIF can be bettered later.
 */
export const storage: Migration = {
  number: 2,
  name: 'storage',
  sql: `
ALTER TABLE connections ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN report TEXT;
ALTER TABLE albums ADD COLUMN origin TEXT NOT NULL DEFAULT 'made';
ALTER TABLE albums ADD COLUMN listed_at_ms INTEGER;
ALTER TABLE assets ADD COLUMN origin TEXT NOT NULL DEFAULT 'uploaded';
ALTER TABLE assets ADD COLUMN pack TEXT;
ALTER TABLE assets ADD COLUMN thumb_px INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN settle_at_ms INTEGER;
UPDATE assets SET thumb_px = 512 WHERE thumb_revision > 0;
CREATE INDEX assets_unpacked ON assets (album_number, id)
WHERE pack IS NULL AND state = 'stored' AND thumb_px > 0 AND origin = 'uploaded';
CREATE INDEX assets_unsettled ON assets (album_number) WHERE settle_at_ms IS NOT NULL;
CREATE INDEX assets_by_pack ON assets (album_number, pack) WHERE pack IS NOT NULL;
`,
};
