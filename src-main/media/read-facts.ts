/** The few facts that a name or an album needs of a file, from its head alone where they lie there. Runs in the media host. */
import { open } from 'node:fs/promises';
import type { AssetMetadata } from '../../src-shared/domain/asset';
import type { FactsJob } from './media-protocol';
import { type OpenedMedia, openMedia } from './open-media';
import { probeVideo } from './probe-video';
import { rawFile, rawMetadata } from './raw-pictures';
import { readPhotoMetadata } from './read-metadata';

/** Cameras write EXIF within the first 64 KiB (it has no room for more in JPEG); twice that for what lies before it. */
const HEAD_BYTES = 128 * 1024;

/** Never fails for a broken file: it tells less. Throws `file-missing`, `file-denied`, `io`. */
export async function readFacts(
  job: Omit<FactsJob, 'type'> & { ffprobePath: string; linkPath: string },
): Promise<AssetMetadata> {
  await using source = await openMedia(job.sourcePath, job.linkPath);
  if (source.type?.decoder === 'video' || (source.type === null && job.kind === 'video'))
    return (await probeVideo(source, job.ffprobePath)).metadata;
  if (source.type?.decoder === 'raw') return rawMetadata(rawFile(source, job.sourcePath));
  // Their EXIF lies where a box or a section says.
  const isWhole = source.type?.decoder === 'heif' || source.type?.decoder === 'psd';
  return readPhotoMetadata(isWhole ? source.plainPath : await headOf(source), source.type);
}

async function headOf({ plainPath, sizeBytes }: OpenedMedia): Promise<Uint8Array> {
  await using file = await open(plainPath, 'r');
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(Math.min(HEAD_BYTES, sizeBytes)),
    0,
    undefined,
    0,
  );
  return buffer.subarray(0, bytesRead);
}
