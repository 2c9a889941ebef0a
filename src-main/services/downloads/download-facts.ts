/** Small facts of a download that no row holds and that must outlast a kill. */
import { z } from 'zod';
import type { DownloadId } from '../../../src-shared/units';
import type { DownloadTable } from '../../catalogue/catalogue';

const DownloadFacts = z.object({
  /** Part of the names of its unfinished files: nobody else's are taken for them. */
  token: z.string().regex(/^[0-9a-f]{12}$/),
  /** The start of this computer under which the bytes were written (download-target.ts, [Note: What a power cut costs]). */
  boot: z.string(),
  /** Its disk went away or failed meanwhile. */
  doubtful: z.boolean(),
  /** Of a whole album; else of chosen photos. */
  ofAlbum: z.boolean().default(false),
  /** Each photo comes without the place where it was taken, or not at all. */
  stripLocation: z.boolean().default(false),
  /** The finished ZIP as it was when it got its name; null: it has none. */
  named: z.object({ path: z.string(), sizeBytes: z.number(), modifiedAtMs: z.number() }).nullable(),
});
export type DownloadFacts = z.infer<typeof DownloadFacts>;

export const newFacts = (token: string, boot: string): DownloadFacts => ({
  token,
  boot,
  doubtful: false,
  ofAlbum: false,
  stripLocation: false,
  named: null,
});

/** null when there are none, or none that can be read. */
export function readFacts(downloads: DownloadTable, id: DownloadId): DownloadFacts | null {
  const value = downloads.value(id);
  if (value === null) return null;
  try {
    return DownloadFacts.parse(JSON.parse(value));
  } catch {
    return null;
  }
}

export const writeFacts = (downloads: DownloadTable, id: DownloadId, facts: DownloadFacts): void =>
  downloads.setValue(id, JSON.stringify(facts));
