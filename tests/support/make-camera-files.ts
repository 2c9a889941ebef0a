/** Files as cameras lay them out, with previews in them: JPEG with EXIF stamp and multi-picture previews, and RAW of several makes. */
import sharp from 'sharp';
import { exifOf, jpegWithMetadata } from '../../scripts/samples/jpeg-metadata.mjs';

/** A picture whose quarters are red, green, blue and white, clockwise from the upper left. */
export async function quarteredJpeg(width: number, height: number, quality = 85): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const hex =
        y < height / 2 ? (x < width / 2 ? 'ff0000' : '00ff00') : x < width / 2 ? 'ffffff' : '0000ff';
      pixels.write(hex, (y * width + x) * 3, 'hex');
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer();
}

/** 160 x 120 whatever the photo's shape, with black bars, as cameras write it. */
export async function stampOf(photo: Buffer): Promise<Buffer> {
  return sharp(photo)
    .resize(160, 120, { fit: 'contain', background: '#000000' })
    .jpeg({ quality: 75 })
    .toBuffer();
}

export interface CameraJpeg {
  width?: number;
  height?: number;
  orientation?: number;
  /** Default true. */
  stamp?: boolean;
  /** Long side of a preview after the picture, found by the multi-picture index. */
  mpfPx?: number;
  /** Bytes that follow the picture's own, so that the file is large. */
  fillBytes?: number;
  about?: Record<string, unknown>;
}

export async function cameraJpeg(request: CameraJpeg = {}): Promise<Buffer> {
  const { width = 1200, height = 800, orientation = 1, stamp = true, fillBytes = 0 } = request;
  const photo = await quarteredJpeg(width, height);
  const withExif = jpegWithMetadata(photo, {
    make: 'Test',
    model: 'Camera',
    orientation,
    takenAt: '2024-05-01T10:11:12',
    widthPx: width,
    heightPx: height,
    ...(stamp && { thumbnail: await stampOf(photo) }),
    ...request.about,
  });
  if (request.mpfPx === undefined) return Buffer.concat([withExif, Buffer.alloc(fillBytes, 7)]);
  const preview = await quarteredJpeg(request.mpfPx, Math.round((request.mpfPx * height) / width));
  return withMultiPicture(withExif, preview, fillBytes);
}

/** CIPA DC-007: the index in an APP2 segment, the other pictures after the first; offsets count from the index's byte order mark. */
function withMultiPicture(jpeg: Buffer, preview: Buffer, fillBytes: number): Buffer {
  const index = (previewAt: number): Buffer => {
    const entries = Buffer.alloc(32);
    entries.writeUInt32LE(0x030000, 0);
    entries.writeUInt32LE(0x010002, 16);
    entries.writeUInt32LE(preview.length, 20);
    entries.writeUInt32LE(previewAt, 24);
    const tiff = new TiffWriter();
    const listAt = tiff.add(entries);
    const first = tiff.directory([
      [0xb001, 4, 1, 2],
      [0xb002, 7, 32, listAt],
    ]);
    return Buffer.concat([Buffer.from('MPF\0', 'latin1'), tiff.finish(first)]);
  };
  const segmentBytes = index(0).length + 4;
  const firstEnd = jpeg.length + segmentBytes + fillBytes;
  const segment = Buffer.concat([Buffer.from([0xff, 0xe2, 0, 0]), index(firstEnd - (2 + 4 + 4))]);
  segment.writeUInt16BE(segment.length - 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2), Buffer.alloc(fillBytes, 7), preview]);
}

type Row = [tag: number, type: number, count: number, valueOrOffset: number];

/** Little-endian TIFF: what is added lies in the order it was added in. */
export class TiffWriter {
  private readonly parts: Buffer[] = [Buffer.alloc(8)];
  private length = 8;

  /** Answers its offset. */
  add(bytes: Buffer): number {
    const at = this.length;
    const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
    this.parts.push(even);
    this.length += even.length;
    return at;
  }

  directory(rows: Row[], next = 0): number {
    const bytes = Buffer.alloc(2 + rows.length * 12 + 4);
    bytes.writeUInt16LE(rows.length, 0);
    for (const [index, [tag, type, count, value]] of rows.sort((a, b) => a[0] - b[0]).entries()) {
      bytes.writeUInt16LE(tag, 2 + index * 12);
      bytes.writeUInt16LE(type, 4 + index * 12);
      bytes.writeUInt32LE(count, 6 + index * 12);
      bytes.writeUInt32LE(value, 10 + index * 12);
    }
    bytes.writeUInt32LE(next, bytes.length - 4);
    return this.add(bytes);
  }

  finish(firstDirectory: number, magic = 42): Buffer {
    const bytes = Buffer.concat(this.parts);
    bytes.write('II', 0, 'latin1');
    bytes.writeUInt16LE(magic, 2);
    bytes.writeUInt32LE(firstDirectory, 4);
    return bytes;
  }
}

/** The directory of EXIF with the time only, added to `tiff`. */
function exifDirectory(tiff: TiffWriter, more: Row[] = []): number {
  const time = tiff.add(Buffer.from('2024:05:01 10:11:12\0'));
  return tiff.directory([[0x9003, 2, 20, time], [0xa002, 4, 1, 6000], [0xa003, 4, 1, 4000], ...more]);
}

/** As Adobe's DNG: a stamp in the first directory, the RAW and two previews in sub-directories, all directories before `rawBytes` of data. */
export async function dngFile({
  orientation = 1,
  rawBytes = 400_000,
  middlePx = 1024,
} = {}): Promise<Buffer> {
  const photo = await quarteredJpeg(2400, 1600, 95);
  const stamp = await quarteredJpeg(256, 171);
  const middle = await quarteredJpeg(middlePx, Math.round((middlePx * 2) / 3));
  const tiff = new TiffWriter();
  const rawAt = 20_000;
  const middleAt = rawAt + rawBytes;
  const photoAt = middleAt + middle.length + (middle.length % 2);
  const picture = (at: number, bytes: Buffer, width: number, height: number): Row[] => [
    [0x00fe, 4, 1, 1],
    [0x0100, 4, 1, width],
    [0x0101, 4, 1, height],
    [0x0103, 3, 1, 7],
    [0x0106, 3, 1, 6],
    [0x0111, 4, 1, at],
    [0x0117, 4, 1, bytes.length],
  ];
  const subs = [
    // The RAW itself: lossless JPEG of a colour filter array, larger than any preview.
    tiff.directory([
      [0x0100, 4, 1, 6000],
      [0x0101, 4, 1, 4000],
      [0x0103, 3, 1, 7],
      [0x0106, 3, 1, 32803],
      [0x0111, 4, 1, rawAt],
      [0x0117, 4, 1, rawBytes],
    ]),
    tiff.directory(picture(photoAt, photo, 2400, 1600)),
    tiff.directory(picture(middleAt, middle, middlePx, Math.round((middlePx * 2) / 3))),
  ];
  const list = Buffer.alloc(12);
  for (const [index, at] of subs.entries()) list.writeUInt32LE(at, index * 4);
  const listAt = tiff.add(list);
  const exifAt = exifDirectory(tiff);
  const stampAt = tiff.add(stamp);
  const first = tiff.directory([
    ...picture(stampAt, stamp, 256, 171),
    [0x0112, 3, 1, orientation],
    [0x014a, 4, 3, listAt],
    [0x8769, 4, 1, exifAt],
  ]);
  const head = tiff.finish(first);
  return Buffer.concat([
    head,
    Buffer.alloc(rawAt - head.length),
    Buffer.alloc(rawBytes, 5),
    middle,
    Buffer.alloc(middle.length % 2),
    photo,
  ]);
}

/** As Nikon's NEF: a stamp in EXIF's place, the middling preview in the maker note, which is a TIFF of its own. */
export async function nefFile(): Promise<Buffer> {
  const preview = await quarteredJpeg(640, 424);
  const note = new TiffWriter();
  const previewAt = note.add(preview);
  const previewDirectory = note.directory([
    [0x0201, 4, 1, previewAt],
    [0x0202, 4, 1, preview.length],
  ]);
  const noteBytes = Buffer.concat([
    Buffer.from('Nikon\0\x02\x11\0\0', 'latin1'),
    note.finish(note.directory([[0x0011, 4, 1, previewDirectory]])),
  ]);
  const tiff = new TiffWriter();
  const noteAt = tiff.add(noteBytes);
  const exifAt = exifDirectory(tiff, [[0x927c, 7, noteBytes.length, noteAt]]);
  const first = tiff.directory([
    [0x0112, 3, 1, 1],
    [0x8769, 4, 1, exifAt],
  ]);
  return Buffer.concat([tiff.finish(first), Buffer.alloc(300_000, 5)]);
}

/** As Olympus' ORF: its own number in the header, the preview told by the camera settings in the maker note. */
export async function orfFile(): Promise<Buffer> {
  const preview = await quarteredJpeg(640, 480);
  const note = new TiffWriter();
  const previewAt = note.add(preview);
  const settings = note.directory([
    [0x0101, 4, 1, previewAt],
    [0x0102, 4, 1, preview.length],
  ]);
  const main = note.directory([[0x2020, 13, 1, settings]]);
  const noteBytes = note.finish(main);
  // `OLYMPUS\0II\3\0`, then the directory at once: the rest moves behind it.
  const directoryBytes = noteBytes.subarray(main);
  const head = Buffer.concat([Buffer.from('OLYMPUS\0II\x03\0', 'latin1'), directoryBytes]);
  const moved = Buffer.concat([head, Buffer.alloc(64 - head.length), noteBytes]);
  for (const [at, tag] of [
    [settings, 0x0101],
    [main, 0x2020],
  ] as const) {
    const where = tag === 0x2020 ? 12 : 64 + at;
    moved.writeUInt32LE(moved.readUInt32LE(where + 10) + 64, where + 10);
  }
  const tiff = new TiffWriter();
  const noteAt = tiff.add(moved);
  const exifAt = exifDirectory(tiff, [[0x927c, 7, moved.length, noteAt]]);
  return Buffer.concat([
    tiff.finish(
      tiff.directory([
        [0x0112, 3, 1, 1],
        [0x8769, 4, 1, exifAt],
      ]),
      0x4f52,
    ),
    Buffer.alloc(200_000, 5),
  ]);
}

/** As Panasonic's RW2: one whole JPEG behind a tag of its own. */
export async function rw2File(): Promise<Buffer> {
  const preview = await quarteredJpeg(1600, 1200);
  const tiff = new TiffWriter();
  const exifAt = exifDirectory(tiff);
  const first = 8 + 20 + (2 + 3 * 12 + 4);
  const at = tiff.directory([
    [0x002e, 7, preview.length, 100_000],
    [0x0112, 3, 1, 1],
    [0x8769, 4, 1, exifAt],
  ]);
  if (at !== first) throw new Error(`the directory lies at ${at}`);
  const head = tiff.finish(at, 0x55);
  return Buffer.concat([head, Buffer.alloc(100_000 - head.length), preview, Buffer.alloc(100_000, 5)]);
}

/** As Fujifilm's RAF: a header with the place of a whole JPEG, which carries EXIF and a stamp. */
export async function rafFile(): Promise<Buffer> {
  const jpeg = await cameraJpeg({ width: 1920, height: 1280 });
  const header = Buffer.alloc(148);
  header.write('FUJIFILMCCD-RAW 0201', 0, 'latin1');
  header.writeUInt32BE(148, 84);
  header.writeUInt32BE(jpeg.length, 88);
  return Buffer.concat([header, jpeg, Buffer.alloc(300_000, 5)]);
}

/** As Canon's CR3: boxes; EXIF in small TIFFs and the stamp in `moov`, the preview in a box after it. */
export async function cr3File({ fullPx }: { fullPx?: number } = {}): Promise<Buffer> {
  const box = (type: string, ...content: Buffer[]): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + content.reduce((sum, one) => sum + one.length, 0), 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, ...content]);
  };
  const sized = (jpeg: Buffer): Buffer => Buffer.concat([Buffer.alloc(16), jpeg]);
  const uuid = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const exif = exifOf({ model: 'Canon EOS R6', orientation: 1 });
  const taken = new TiffWriter();
  const takenAt = exifDirectory(taken);
  const stamp = await quarteredJpeg(160, 120);
  const preview = await quarteredJpeg(1620, 1080);
  const full = fullPx ? await quarteredJpeg(fullPx, Math.round((fullPx * 2) / 3)) : Buffer.alloc(0);
  const whole = (fullAt: number): Buffer =>
    Buffer.concat([
      box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1')),
      box(
        'moov',
        box(
          'uuid',
          uuid('85c0b687820f11e08111f4ce462b6a48'),
          box('CMT1', exif),
          box('CMT2', taken.finish(takenAt)),
          box('THMB', sized(stamp)),
        ),
        ...(fullPx ? [trackOf(box, fullPx, full.length, fullAt)] : []),
      ),
      box('uuid', uuid('eaf42b5e1c984b88b9fbb7dc406e4d16'), Buffer.alloc(8), box('PRVW', sized(preview))),
      box('mdat', full, Buffer.alloc(400_000, 5)),
    ]);
  return whole(whole(0).length - 400_000 - full.length);
}

/** The first track of a CR3: its one sample is the photo as JPEG of full size. */
function trackOf(
  box: (type: string, ...content: Buffer[]) => Buffer,
  px: number,
  sizeBytes: number,
  at: number,
): Buffer {
  const entry = Buffer.alloc(86 - 8);
  entry.writeUInt16BE(px, 24);
  entry.writeUInt16BE(Math.round((px * 2) / 3), 26);
  const sizes = Buffer.alloc(16);
  sizes.writeUInt32BE(1, 8);
  sizes.writeUInt32BE(sizeBytes, 12);
  const places = Buffer.alloc(16);
  places.writeUInt32BE(1, 4);
  places.writeBigUInt64BE(BigInt(at), 8);
  const table = box(
    'stbl',
    box('stsd', Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]), box('CRAW', entry)),
    box('stsz', sizes),
    box('co64', places),
  );
  return box('trak', box('mdia', box('minf', table)));
}
