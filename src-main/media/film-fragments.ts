/**
 * Reads what a page needs of a fragmented MP4 that ffmpeg wrote for us: codecs out of `moov`, fragments out of the first `sidx`
 * (ISO/IEC 14496-12, 8.16.3). Also writes the film's duration where players look for it before they have seen the fragments.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { areFilmFragments, type FilmFragments } from '../../src-shared/domain/film-fragments';

/** Head of a film of many hours: 24 bytes for each fragment and 2 KB around them. */
const MOST_HEAD_BYTES = 1_000_000;
const MEHD_BYTES = 20;

interface Box {
  type: string;
  at: number;
  end: number;
}

/** null: it is not built as we ask for it, and can only be played whole. Rejects with what the disk says. */
export async function readFilmFragments(
  filmPath: string,
): Promise<{ fragments: FilmFragments; durationMs: number } | null> {
  await using file = await open(filmPath, 'r+');
  const { size: sizeBytes } = await file.stat();
  const head = (await file.read(Buffer.alloc(Math.min(MOST_HEAD_BYTES, sizeBytes)), 0, undefined, 0)).buffer;
  try {
    const boxes = boxesIn(head, 0, head.length);
    const moov = boxes.find(({ type }) => type === 'moov');
    const sidx = boxes.find(({ type }) => type === 'sidx');
    const codecs = moov && codecsOf(head, moov);
    if (!moov || !sidx || !codecs) return null;
    const fragments = { codecs, ...indexOf(head, sidx) };
    const durationMs = fragments.durationsMs.reduce((sum, one) => sum + one, 0);
    const firstIsThere = head.toString('latin1', fragments.headBytes + 4, fragments.headBytes + 8) === 'moof';
    if (!firstIsThere || !areFilmFragments(fragments, { sizeBytes })) return null;
    await writeDuration(file, head, moov, durationMs);
    return { fragments, durationMs };
  } catch (error) {
    if (error instanceof RangeError) return null; // it ends in the middle of a box
    throw error;
  }
}

/** Boxes side by side; the last one may reach beyond what was read. */
function boxesIn(bytes: Buffer, from: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= end; ) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) break;
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), at, end: at + size });
    at += size;
  }
  return boxes;
}

const inside = (bytes: Buffer, box: Box, type: string): Box | undefined =>
  boxesIn(bytes, box.at + 8, box.end).find((one) => one.type === type);

/** `avc1.` with profile, constraints and level, then `mp4a.40.` with the kind of AAC; null: something else is in it. */
function codecsOf(bytes: Buffer, moov: Box): string | null {
  const names: string[] = [];
  for (const track of boxesIn(bytes, moov.at + 8, moov.end).filter(({ type }) => type === 'trak')) {
    let box: Box | undefined = track;
    for (const type of ['mdia', 'minf', 'stbl', 'stsd']) box = box && inside(bytes, box, type);
    if (!box) return null;
    // Version and count, then the one entry.
    const entry = boxesIn(bytes, box.at + 16, box.end)[0];
    if (entry?.type === 'avc1') {
      const avcC = boxesIn(bytes, entry.at + 86, entry.end).find(({ type }) => type === 'avcC');
      if (!avcC) return null;
      names.unshift(`avc1.${bytes.toString('hex', avcC.at + 9, avcC.at + 12)}`);
    } else if (entry?.type === 'mp4a') {
      const esds = boxesIn(bytes, entry.at + 36, entry.end).find(({ type }) => type === 'esds');
      const kind = esds && kindOfAac(bytes.subarray(esds.at + 12, esds.end));
      if (!kind) return null;
      names.push(`mp4a.40.${kind}`);
    } else return null;
  }
  return names.length > 0 ? names.join(',') : null;
}

/** The first five bits of what the decoder is told (ISO/IEC 14496-3), behind descriptors of tag and length (14496-1). */
function kindOfAac(descriptors: Buffer): number | null {
  let at = 0;
  const enter = (tag: number, skip: number): boolean => {
    if (descriptors[at] !== tag) return false;
    at += 1;
    while (((descriptors[at] ?? 0) & 0x80) !== 0) at += 1;
    at += 1 + skip;
    return true;
  };
  if (!enter(3, 3) || !enter(4, 13) || !enter(5, 0)) return null;
  return (descriptors[at] ?? 0) >> 3 || null;
}

function indexOf(bytes: Buffer, sidx: Box): Omit<FilmFragments, 'codecs'> {
  const isLong = bytes.readUInt8(sidx.at + 8) === 1;
  const timescale = bytes.readUInt32BE(sidx.at + 16);
  const offsetAt = sidx.at + 20 + (isLong ? 8 : 4);
  const firstOffset = isLong ? Number(bytes.readBigUInt64BE(offsetAt)) : bytes.readUInt32BE(offsetAt);
  let at = offsetAt + (isLong ? 8 : 4);
  const count = bytes.readUInt16BE(at + 2);
  at += 4;
  const durationsMs: number[] = [];
  const sizesBytes: number[] = [];
  // Rounded where a fragment ends, so that many of them do not add up to another time.
  let [ticks, toldMs] = [0, 0];
  for (let left = count; left > 0; left -= 1, at += 12) {
    sizesBytes.push(bytes.readUInt32BE(at) & 0x7fffffff);
    ticks += bytes.readUInt32BE(at + 4);
    const endMs = Math.round((ticks * 1000) / timescale);
    durationsMs.push(endMs - toldMs);
    toldMs = endMs;
  }
  return { headBytes: sidx.end + firstOffset, durationsMs, sizesBytes };
}

/**
 * `moov` is written before any fragment is known, so it says no duration. ffmpeg leaves a note about itself behind `mvex`; in its place
 * goes `mehd` (14496-12, 8.8.2), and no other byte moves.
 */
async function writeDuration(file: FileHandle, head: Buffer, moov: Box, durationMs: number): Promise<void> {
  const mvhd = inside(head, moov, 'mvhd');
  const mvex = inside(head, moov, 'mvex');
  const note = inside(head, moov, 'udta');
  if (!mvhd || !mvex || !note || note.at !== mvex.end || note.end - note.at < MEHD_BYTES + 8) return;
  const isLong = head.readUInt8(mvhd.at + 8) === 1;
  const timescale = head.readUInt32BE(mvhd.at + (isLong ? 28 : 20));
  const written = Buffer.alloc(note.end - note.at);
  written.writeUInt32BE(MEHD_BYTES, 0);
  written.write('mehd', 4, 'latin1');
  written.writeUInt8(1, 8);
  written.writeBigUInt64BE(BigInt(Math.round((durationMs * timescale) / 1000)), 12);
  written.writeUInt32BE(written.length - MEHD_BYTES, MEHD_BYTES);
  written.write('free', MEHD_BYTES + 4, 'latin1');
  const mvexSize = Buffer.alloc(4);
  mvexSize.writeUInt32BE(mvex.end - mvex.at + MEHD_BYTES);
  await file.write(written, 0, written.length, note.at);
  await file.write(mvexSize, 0, 4, mvex.at);
}
