/**
 * Writes a copy of a photo or film without the place where it was taken, and proves it: the copy is read again by what cleaned it, by the readers
 * that show metadata, and byte by byte. Runs in the media host.
 *
 * [Note: stripped in place] Nothing moves: what told the place is blanked where it stood, so picture data, maker notes and all offsets stay as they
 * are, and the copy is as long as the original. What is not understood well enough answers `cannot`, never a copy that may still tell.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { AssetKind, AssetMetadata } from '../../src-shared/domain/asset';
import { fileError } from '../../src-shared/file-error';
import { openLocalBytes } from './local-bytes';
import type { StripFacts, StripJob } from './media-protocol';
import { mediaTypeByName } from './media-type';
import { agreedType, openMedia } from './open-media';
import { cleanBoxes } from './place-boxes';
import { cleanPng, cleanWebp } from './place-chunks';
import { applyPatches, type Cleaners, type Draft, type FileDraft, fileDraft, Unclear } from './place-draft';
import { cleanIptc, cleanResources } from './place-iptc';
import { cleanBehind, cleanJpeg } from './place-jpeg';
import { cleanTiff } from './place-tiff';
import { cleanXmp } from './place-xmp';
import { probeVideo } from './probe-video';
import { readPhotoMetadata, readTiffMetadata } from './read-metadata';

/** Read and written at once, so that a film of 100 GB takes no more memory than a photo. */
const CHUNK_BYTES = 1024 * 1024;
/** Longer than anything that is searched for. */
const OVERLAP_BYTES = 256;

/** Throws only what the disk says. Nothing is left at `targetPath` unless it is `stripped`. */
export async function stripLocation(
  job: Omit<StripJob, 'type'> & { ffprobePath: string; linkPath: string },
): Promise<StripFacts> {
  await using source = await openMedia(job.sourcePath, job.linkPath);
  try {
    const told: Buffer[] = [];
    const draft = cleaned(source.plainPath, source.sizeBytes, (bytes) => void told.push(bytes));
    await copyWith(source.plainPath, job.targetPath, draft);
    await prove(job, told, source.sizeBytes);
    return { outcome: 'stripped', sizeBytes: source.sizeBytes };
  } catch (error) {
    await rm(job.targetPath, { force: true });
    const found = asUnclear(error);
    if (!found) throw fileError(error, job.targetPath);
    return { outcome: 'cannot', reason: found.reason, details: found.message };
  }
}

/** Reading beyond a buffer is a file that lies about itself; what the disk says is not. */
function asUnclear(error: unknown): Unclear | null {
  if (error instanceof Unclear) return error;
  return error instanceof RangeError ? new Unclear('structure', error.message) : null;
}

function cleaned(path: string, sizeBytes: number, told: (bytes: Buffer) => void): FileDraft {
  using bytes = openLocalBytes(path, sizeBytes);
  const draft = fileDraft(sizeBytes, (at, length) => bytes.read(at, length));
  const parts: Cleaners = {
    tiff: (part) => cleanTiff(part, parts),
    jpeg: (part, whole) => cleanJpeg(part, whole, parts),
    xmp: cleanXmp,
    iptc: cleanIptc,
    resources: (part) => cleanResources(part, parts),
    boxes: (part) => cleanBoxes(part, parts),
    told,
  };
  cleanFile(draft, parts);
  return draft;
}

const filmBoxes = new Set(['moov', 'wide', 'mdat', 'free', 'skip']);

/** Bytes are believed, not names. */
function cleanFile(draft: Draft, parts: Cleaners): void {
  const head = draft.read(0, Math.min(16, draft.sizeBytes)).toString('latin1').padEnd(16, '\0');
  if (head.startsWith('\xff\xd8\xff')) cleanBehind(draft, parts.jpeg(draft, true), parts);
  else if (head.startsWith('\x89PNG\r\n\x1a\n')) cleanPng(draft, parts);
  else if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) cleanWebp(draft, parts);
  else if (/^(?:II(?:\*\0|U\0|R[OS])|MM(?:\0\*|OR))/.test(head)) parts.tiff(draft);
  // Canon's RAW keeps what its camera measured in a track and in boxes of its own.
  else if (head.startsWith('ftypcrx ', 4)) throw new Unclear('kind', 'CR3');
  else if (head.startsWith('ftyp', 4) || filmBoxes.has(head.slice(4, 8))) parts.boxes(draft);
  else throw new Unclear('kind', 'no kind that is known');
}

async function copyWith(from: string, to: string, { patches, sizeBytes }: FileDraft): Promise<void> {
  await using source = await open(from, 'r');
  await using target = await open(to, 'w');
  const { atime, mtime } = await source.stat();
  await inChunks(source, sizeBytes, 0, async (chunk, at) => {
    applyPatches(patches, chunk, at);
    for (let written = 0; written < chunk.length; )
      written += (await target.write(chunk, written, chunk.length - written, at + written)).bytesWritten;
    return true;
  });
  await target.utimes(atime, mtime);
  await target.sync();
}

/** `act` answers whether it goes on. Chunks follow upon each other but for `overlap`. */
async function inChunks(
  file: FileHandle,
  sizeBytes: number,
  overlap: number,
  act: (chunk: Buffer, at: number) => Promise<boolean> | boolean,
): Promise<void> {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  for (let at = 0; at < sizeBytes; ) {
    const wanted = Math.min(CHUNK_BYTES, sizeBytes - at);
    let read = 0;
    while (read < wanted) {
      const { bytesRead } = await file.read(buffer, read, wanted - read, at + read);
      if (bytesRead === 0) throw new Unclear('structure', 'shorter than it was');
      read += bytesRead;
    }
    if (!(await act(buffer.subarray(0, read), at))) return;
    at += at + read < sizeBytes ? read - overlap : read;
  }
}

/** Three ways that know nothing of each other's mistakes. */
async function prove(
  job: Omit<StripJob, 'type'> & { ffprobePath: string; linkPath: string },
  told: readonly Buffer[],
  sizeBytes: number,
): Promise<void> {
  await using copy = await openMedia(job.targetPath, job.linkPath);
  if (copy.sizeBytes !== sizeBytes) throw stillThere('another size');
  if (
    changesAnything(
      copy.plainPath,
      cleaned(copy.plainPath, sizeBytes, () => undefined),
    )
  )
    throw stillThere('there is more to clean');
  await searchBytes(copy.plainPath, sizeBytes, told, job.kind);
  const type = agreedType(mediaTypeByName(job.fileName), copy.type);
  const metadata: AssetMetadata[] = [];
  if (type?.decoder === 'video') {
    const probed = await probeVideo(copy, job.ffprobePath);
    if (probed.damage) throw new Unclear('structure', probed.damage.message);
    metadata.push(probed.metadata);
  } else {
    metadata.push(await readPhotoMetadata(copy.plainPath, type));
    if (type?.decoder === 'raw' || type?.format === 'tiff') {
      using bytes = openLocalBytes(copy.plainPath, sizeBytes);
      metadata.push(readTiffMetadata(bytes, 0, type));
    }
  }
  for (const { latitudeDeg, longitudeDeg, altitudeM, city, region, country, location } of metadata)
    for (const place of [latitudeDeg, longitudeDeg, altitudeM, city, region, country, location])
      if (place !== undefined) throw stillThere('its metadata');
}

function changesAnything(path: string, { patches, sizeBytes }: FileDraft): boolean {
  using bytes = openLocalBytes(path, sizeBytes);
  return patches.some((patch) => {
    for (let from = 0; from < patch.length; from += CHUNK_BYTES) {
      const now = bytes.read(patch.at + from, Math.min(CHUNK_BYTES, patch.length - from));
      if (now === null) return true;
      const then = Buffer.from(now);
      applyPatches(patches, then, patch.at + from);
      if (!then.equals(now)) return true;
    }
    return false;
  });
}

const stillThere = (what: string): Unclear => new Unclear('still-there', what);

const words = ['GPSLatitude', 'GPSLongitude', 'GpsLatitude', 'GpsLongitude', 'location.ISO6709'].map((word) =>
  Buffer.from(word, 'latin1'),
);
/** A latitude, then the letter of the longitude, as a directory of GPS has them: one that nothing pointed to. */
const entries = ['020005000300000000000000030002000200', '000200050000000300000000000300020000'].map(
  (hex) => {
    const bytes = Buffer.from(hex, 'hex');
    return { first: bytes.subarray(0, 8), second: bytes.subarray(12) };
  },
);

async function searchBytes(
  path: string,
  sizeBytes: number,
  told: readonly Buffer[],
  kind: AssetKind,
): Promise<void> {
  await using file = await open(path, 'r');
  const needles = [...words, ...told];
  await inChunks(file, sizeBytes, OVERLAP_BYTES, (chunk) => {
    for (const needle of needles) if (chunk.includes(needle)) throw stillThere('its bytes');
    if (kind === 'photo' && entries.some((entry) => holdsEntry(chunk, entry)))
      throw stillThere('a directory');
    return true;
  });
}

function holdsEntry(chunk: Buffer, { first, second }: { first: Buffer; second: Buffer }): boolean {
  for (let at = chunk.indexOf(first); at >= 0; at = chunk.indexOf(first, at + 1))
    if (chunk.subarray(at + 12, at + 12 + second.length).equals(second)) return true;
  return false;
}
