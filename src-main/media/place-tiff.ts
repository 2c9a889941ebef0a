/**
 * Takes the place out of a TIFF structure (TIFF 6.0, EXIF 2.32, DNG): the GPS directory is cleared, its pointer leaves its directory. Entries move
 * up within their own directory; no value, strip or maker note moves, so that every offset in the file stays true.
 */
import { type Cleaners, type Draft, slice, Unclear } from './place-draft';
import { type Range, searchRemains } from './place-remains';

const tag = {
  strips: 0x0111,
  stripBytes: 0x0117,
  tiles: 0x0144,
  tileBytes: 0x0145,
  subDirectories: 0x014a,
  jpeg: 0x0201,
  jpegBytes: 0x0202,
  panasonicJpegs: [0x002e, 0x0127],
  xmp: 0x02bc,
  iptc: 0x83bb,
  resources: 0x8649,
  exif: 0x8769,
  gps: 0x8825,
  interoperability: 0xa005,
  makerNote: 0x927c,
  originalRaw: 0xc68b,
};
/** GeoTIFF: where the corners lie, and in which projection. */
const geoTags = new Set([0x830e, 0x8480, 0x8482, 0x85d8, 0x87af, 0x87b0, 0x87b1]);
/** TIFF; Panasonic RW2; Olympus ORF. */
const magics = new Set([42, 0x55, 0x4f52, 0x5352]);
const bytesOfType = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const MAX_DIRECTORIES = 64;
const MAX_ENTRIES = 1000;
/** A strip for each row of the tallest scans. */
const MAX_PICTURES = 200_000;

/** Maker notes with fields for a place. `base`: what their offsets count from. */
const makerNotes: Array<{ magic: string; directoryAt: number | 'own-tiff'; base: 'file'; tags: number[] }> = [
  { magic: 'Panasonic\0\0\0', directoryAt: 12, base: 'file', tags: [0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x80] },
  { magic: 'LEICA\0\0\0', directoryAt: 8, base: 'file', tags: [0x67, 0x69, 0x6b, 0x6d, 0x6f, 0x80] },
  { magic: 'Nikon\0\x02', directoryAt: 'own-tiff', base: 'file', tags: [0x39] },
  { magic: 'AOC\0', directoryAt: 6, base: 'file', tags: [0x23, 0x24] },
  { magic: 'PENTAX \0', directoryAt: 10, base: 'file', tags: [0x23, 0x24] },
];

interface Entry {
  tag: number;
  type: number;
  count: number;
  sizeBytes: number;
  valueAt: number;
  raw: Buffer;
}
interface Directory {
  at: number;
  entries: Entry[];
  nextAt: number;
}

interface Tiff {
  draft: Draft;
  little: boolean;
  u16(bytes: Buffer, at: number): number;
  u32(bytes: Buffer, at: number): number;
}

const tiffOf = (draft: Draft, little: boolean): Tiff => ({
  draft,
  little,
  u16: (bytes, at) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)),
  u32: (bytes, at) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)),
});

function openTiff(draft: Draft): { tiff: Tiff; firstAt: number } {
  const head = draft.read(0, 8);
  const order = head.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') throw new Unclear('structure', 'no TIFF');
  const tiff = tiffOf(draft, order === 'II');
  if (!magics.has(tiff.u16(head, 2))) throw new Unclear('structure', 'another kind of TIFF');
  return { tiff, firstAt: tiff.u32(head, 4) };
}

export function cleanTiff(draft: Draft, parts: Cleaners): void {
  const { tiff, firstAt } = openTiff(draft);
  const seen = new Set<number>();
  const known: Range[] = [];
  const waiting: Array<{ at: number; kind: 'main' | 'exif' | 'gps' | 'plain' }> = [
    { at: firstAt, kind: 'main' },
  ];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (next.at === 0 || seen.has(next.at)) continue;
    seen.add(next.at);
    if (seen.size > MAX_DIRECTORIES) throw new Unclear('structure', 'too many directories');
    if (next.kind === 'gps') {
      clearGps(tiff, next.at, parts);
      continue;
    }
    const directory = readDirectory(tiff, next.at);
    known.push([next.at, next.at + 6 + directory.entries.length * 12]);
    if (next.kind === 'main') waiting.push({ at: directory.nextAt, kind: 'main' });
    const gone = new Set<Entry>();
    for (const entry of directory.entries) {
      if (entry.sizeBytes > 4) known.push([entry.valueAt, entry.valueAt + entry.sizeBytes]);
      if (entry.tag === tag.gps) {
        for (const at of numbersOf(tiff, entry)) waiting.unshift({ at, kind: 'gps' });
        gone.add(entry);
      } else if (
        entry.tag === tag.exif ||
        entry.tag === tag.interoperability ||
        entry.tag === tag.subDirectories
      ) {
        const kind = entry.tag === tag.subDirectories ? 'main' : entry.tag === tag.exif ? 'exif' : 'plain';
        for (const at of numbersOf(tiff, entry)) waiting.push({ at, kind });
      } else if (geoTags.has(entry.tag)) {
        draft.clear(entry.valueAt, entry.sizeBytes);
        gone.add(entry);
      } else if (entry.tag === tag.originalRaw) {
        throw new Unclear('hidden', 'another RAW file inside');
      } else cleanValue(tiff, entry, parts);
    }
    known.push(...cleanPictures(tiff, directory, parts));
    removeEntries(tiff, directory, gone);
  }
  searchRemains(draft, known);
}

function cleanValue({ draft, little }: Tiff, entry: Entry, parts: Cleaners): void {
  const wanted = [tag.xmp, tag.iptc, tag.resources, tag.makerNote].includes(entry.tag);
  if (!wanted || entry.count === 0) return;
  if (entry.sizeBytes === 0) throw new Unclear('structure', 'a value of no known type');
  const content = slice(draft, entry.valueAt, entry.sizeBytes);
  if (entry.tag === tag.xmp) parts.xmp(content);
  else if (entry.tag === tag.iptc) parts.iptc(content);
  else if (entry.tag === tag.resources) parts.resources(content);
  else cleanMakerNote(draft, content, entry.valueAt, little);
}

function cleanMakerNote(file: Draft, note: Draft, noteAt: number, little: boolean): void {
  const head = note.read(0, Math.min(16, note.sizeBytes)).toString('latin1');
  const maker = makerNotes.find(({ magic }) => head.startsWith(magic));
  if (!maker) return;
  const own = maker.directoryAt === 'own-tiff' ? openTiff(slice(note, 10, note.sizeBytes - 10)) : null;
  const order =
    maker.magic === 'AOC\0' ? head.slice(4, 6) : maker.magic === 'PENTAX \0' ? head.slice(8, 10) : '';
  const tiff = own?.tiff ?? tiffOf(file, order === 'II' || order === 'MM' ? order === 'II' : little);
  const at = own?.firstAt ?? noteAt + (maker.directoryAt as number);
  const directory = readDirectory(tiff, at);
  const gone = new Set(directory.entries.filter((entry) => maker.tags.includes(entry.tag)));
  for (const entry of gone) if (entry.sizeBytes > 4) tiff.draft.clear(entry.valueAt, entry.sizeBytes);
  removeEntries(tiff, directory, gone);
}

/** Previews are JPEG files of their own, some with EXIF of their own. Answers where all pictures lie. */
function cleanPictures(tiff: Tiff, { entries }: Directory, parts: Cleaners): Range[] {
  const find = (wanted: number): Entry | undefined => entries.find((entry) => entry.tag === wanted);
  const list = (wanted: number): number[] => {
    const entry = find(wanted);
    return entry ? numbersOf(tiff, entry) : [];
  };
  const pictures: Array<readonly [at: number, length: number]> = [];
  const pair = (starts: number[], lengths: number[]): void =>
    starts.forEach((at, index) => void pictures.push([at, lengths[index] ?? 0]));
  pair(list(tag.jpeg), list(tag.jpegBytes));
  pair(list(tag.strips), list(tag.stripBytes));
  pair(list(tag.tiles), list(tag.tileBytes));
  for (const wanted of tag.panasonicJpegs) {
    const entry = find(wanted);
    if (entry && entry.sizeBytes > 4) pictures.push([entry.valueAt, entry.sizeBytes]);
  }
  if (pictures.length > MAX_PICTURES) throw new Unclear('structure', 'too many pictures');
  for (const [at, length] of pictures) {
    if (length < 4 || at + length > tiff.draft.sizeBytes) continue;
    const picture = slice(tiff.draft, at, length);
    if (picture.read(0, 3).readUIntBE(0, 3) === 0xffd8ff) parts.jpeg(picture, false);
  }
  return pictures.map(([at, length]) => [at, at + length]);
}

function readDirectory({ draft, u16, u32 }: Tiff, at: number): Directory {
  const count = u16(draft.read(at, 2), 0);
  if (count === 0 || count > MAX_ENTRIES) throw new Unclear('structure', 'a directory of absurd size');
  const bytes = draft.read(at + 2, count * 12);
  const entries: Entry[] = [];
  for (let from = 0; from < bytes.length; from += 12) {
    const raw = bytes.subarray(from, from + 12);
    const [type, values] = [u16(raw, 2), u32(raw, 4)];
    const sizeBytes = (bytesOfType[type] ?? 0) * values;
    const valueAt = sizeBytes <= 4 ? at + 2 + from + 8 : u32(raw, 8);
    entries.push({ tag: u16(raw, 0), type, count: values, sizeBytes, valueAt, raw });
  }
  const nextPointer = at + 2 + count * 12;
  // Some programs leave it out where nothing follows.
  const nextAt = nextPointer + 4 <= draft.sizeBytes ? u32(draft.read(nextPointer, 4), 0) : 0;
  // Nothing lies there where it is nonsense, as in maker notes and in EXIF that was cut out of its file.
  return { at, entries, nextAt: nextAt < draft.sizeBytes ? nextAt : 0 };
}

function numbersOf({ draft, u16, u32 }: Tiff, { type, count, sizeBytes, valueAt }: Entry): number[] {
  const size = type === 3 ? 2 : 4;
  if (![3, 4, 13].includes(type) || count > MAX_PICTURES)
    throw new Unclear('structure', 'an offset that is none');
  const bytes = draft.read(valueAt, sizeBytes);
  return Array.from({ length: count }, (_, index) =>
    size === 2 ? u16(bytes, index * 2) : u32(bytes, index * 4),
  );
}

/** Entries move up, the pointer to the next directory with them; zeros fill what is left over. */
function removeEntries(tiff: Tiff, { at, entries }: Directory, gone: ReadonlySet<Entry>): void {
  if (gone.size === 0) return;
  const { draft, little } = tiff;
  const kept = entries.filter((entry) => !gone.has(entry)).map(({ raw }) => raw);
  // A directory must have one: "upright" is what is meant without it.
  if (kept.length === 0)
    kept.push(Buffer.from(little ? '120103000100000001000000' : '011200030000000100010000', 'hex'));
  const end = at + 2 + entries.length * 12;
  const next = end + 4 <= draft.sizeBytes ? draft.read(end, 4) : Buffer.alloc(0);
  const count = Buffer.alloc(2);
  if (little) count.writeUInt16LE(kept.length);
  else count.writeUInt16BE(kept.length);
  draft.write(at, Buffer.concat([count, ...kept, next], 2 + entries.length * 12 + next.length));
}

/** Also its times: they are those of the satellites. Strict, since what is left behind would tell the place. */
function clearGps(tiff: Tiff, at: number, parts: Cleaners): void {
  const { draft, u16 } = tiff;
  if (u16(draft.read(at, 2), 0) === 0) return;
  const { entries } = readDirectory(tiff, at);
  const end = at + 2 + entries.length * 12;
  const taken: Array<readonly [from: number, end: number]> = [[at, end]];
  for (const entry of entries) {
    if (entry.sizeBytes === 0 && entry.count > 0) throw new Unclear('structure', 'a place of no known type');
    if (entry.tag === 2 || entry.tag === 4) tellCoordinate(tiff, entry, parts);
    if (entry.sizeBytes <= 4) continue;
    const from = entry.valueAt;
    if (taken.some(([start, stop]) => from < stop && start < from + entry.sizeBytes))
      throw new Unclear('structure', 'places that share their bytes');
    taken.push([from, from + entry.sizeBytes]);
  }
  for (const [from, stop] of taken) draft.clear(from, stop - from);
}

/** Only what is a coordinate may be cleared in its name: a false offset would leave the true one behind. */
function tellCoordinate(
  { draft, little, u32 }: Tiff,
  { type, count, valueAt, sizeBytes }: Entry,
  parts: Cleaners,
): void {
  if ((type !== 5 && type !== 10) || count < 1 || count > 3)
    throw new Unclear('structure', 'a coordinate that is none');
  const bytes = draft.read(valueAt, sizeBytes);
  if (bytes.every((byte) => byte === 0)) return;
  for (let at = 0; at < count; at += 1) {
    const [above, below] = [u32(bytes, at * 8), u32(bytes, at * 8 + 4)];
    const most = at === 0 ? 180 : 60;
    if ((below === 0 && above !== 0) || above > most * below)
      throw new Unclear('structure', 'a coordinate that is none');
  }
  if (count < 3) return;
  parts.told(bytes);
  const swapped = Buffer.from(bytes).swap32();
  if (little || !swapped.equals(bytes)) parts.told(swapped);
}
