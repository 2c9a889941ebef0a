/** Puts together what belongs together on a card: a RAW and its JPEG, a photo and its moving picture. Batches never tear a group apart. */
import type { SkippedFile } from '../../../src-shared/domain/transfer';
import type { ScanEntry, ScannedFile } from '../../media/scan-folder';

/** Files of one folder with the same name but for the extension, in card order; never empty. */
export interface FileGroup {
  files: ScannedFile[];
}

export interface CardBatch {
  groups: FileGroup[];
  skipped: SkippedFile[];
}

/** `IMG_1.CR2` -> `IMG_1` and `.CR2`; a leading dot begins no extension. */
export function splitExtension(path: string): { stem: string; extension: string } {
  const nameAt = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  return dot > nameAt
    ? { stem: path.slice(0, dot), extension: path.slice(dot) }
    : { stem: path, extension: '' };
}

/** The first batch is small, so that the upload begins soon. The scan gives names that share a stem one after another. */
export async function* batchesOf(
  entries: AsyncIterable<ScanEntry>,
  sizes: { first: number; most: number },
): AsyncGenerator<CardBatch> {
  let batch: CardBatch = { groups: [], skipped: [] };
  let count = 0;
  let most = sizes.first;
  let open = { stem: '', group: { files: [] } as FileGroup };
  for await (const entry of entries) {
    if (entry.type === 'skipped') {
      batch.skipped.push({ path: entry.path, reason: entry.reason, detail: entry.detail });
      count += 1;
      continue;
    }
    const stem = splitExtension(entry.relativePath).stem.toLowerCase();
    if (open.group.files.length > 0 && open.stem === stem) {
      open.group.files.push(entry);
    } else {
      if (count >= most) {
        yield batch;
        batch = { groups: [], skipped: [] };
        count = 0;
        most = sizes.most;
      }
      open = { stem, group: { files: [entry] } };
      batch.groups.push(open.group);
    }
    count += 1;
  }
  if (count > 0) yield batch;
}
