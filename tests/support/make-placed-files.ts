/** Photos and films of every kind that tell where they were taken, in each way that programs write it. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { exifOf } from '../../scripts/samples/jpeg-metadata.mjs';
import { cameraJpeg, dngFile, nefFile, orfFile, quarteredJpeg, rw2File } from './make-camera-files';
import { arwFile, cr2File } from './make-raw-files';

/** Near Seoul's city hall; digits that nothing else has. */
export const placeOf = { latitudeDeg: 37.5662952, longitudeDeg: 126.9779451, altitudeM: 38 };
const about = { ...placeOf, make: 'Test', model: 'Camera', takenAt: '2024-05-01T10:11:12' };
/** What would tell the place in bytes: as EXIF has it, as XMP, as films. */
export const tellingBytes: Buffer[] = [
  ...rationals(),
  ...['37,33.97', '126,58.67', '+37.5662+126.9779', 'Jung-gu', 'Seoul'].map((text) => Buffer.from(text)),
];

function rationals(): Buffer[] {
  const exif = exifOf(about);
  const found: Buffer[] = [];
  for (const tag of [2, 4]) {
    const entry = Buffer.alloc(8);
    entry.writeUInt16LE(tag, 0);
    entry.writeUInt16LE(5, 2);
    entry.writeUInt32LE(3, 4);
    const at = exif.readUInt32LE(exif.indexOf(entry) + 8);
    found.push(exif.subarray(at, at + 24));
  }
  return found;
}

const spaces = [
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  'xmlns:exif="http://ns.adobe.com/exif/1.0/"',
  'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
  'xmlns:c="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"',
  'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
].join(' ');
const xmp = (attributes: string, elements: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
  `<rdf:Description rdf:about="" ${spaces} ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta>`;
/** Says stars and a title too: they must stay. */
export const placedXmp = (more = ''): string =>
  `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>${xmp(
    `xmp:Rating="4" exif:GPSLatitude="37,33.97771N" photoshop:City="Seoul" c:Location='Jung-gu' ${more}`,
    '<exif:GPSLongitude>126,58.67671E</exif:GPSLongitude><photoshop:Country>Korea</photoshop:Country>' +
      '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">시청 앞</rdf:li></rdf:Alt></dc:title>' +
      '<e:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource"><e:City>Seoul</e:City></rdf:li></rdf:Bag></e:LocationCreated>',
  )}<?xpacket end="w"?>`;

const iptcOf = (...rows: Array<[dataset: number, text: string]>): Buffer =>
  Buffer.concat(
    rows.map(([dataset, text]) => {
      const head = Buffer.from([0x1c, 2, dataset, 0, 0]);
      head.writeUInt16BE(Buffer.byteLength(text), 3);
      return Buffer.concat([head, Buffer.from(text)]);
    }),
  );
export const placedIptc = (): Buffer =>
  iptcOf([5, 'Title'], [90, 'Seoul'], [92, 'Jung-gu'], [95, 'Gyeonggi'], [101, 'Korea'], [120, 'Caption']);

function resourcesOf(iptc: Buffer): Buffer {
  const head = Buffer.from('8BIM\x04\x04\0\0\0\0\0\0', 'latin1');
  head.writeUInt32BE(iptc.length, 8);
  return Buffer.concat([head, iptc, Buffer.alloc(iptc.length % 2)]);
}

const segment = (marker: number, ...content: Array<Buffer | string>): Buffer => {
  const body = Buffer.concat(
    content.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one)),
  );
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};

/** With EXIF, XMP short and long, IPTC, and a second picture that has EXIF of its own. */
export async function placedJpeg(): Promise<Buffer> {
  const first = await cameraJpeg({ width: 300, height: 200, about });
  const second = await cameraJpeg({ width: 150, height: 100, about, stamp: false });
  const long = Buffer.from(
    xmp('', `<exif:GPSLatitude>37,33.97771N</exif:GPSLatitude><dc:source>${'x'.repeat(70_000)}</dc:source>`),
  );
  const guid = createHash('md5').update(long).digest('hex').toUpperCase();
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const half = 40_000;
  const more = [0, half].map((from) =>
    segment(
      0xe1,
      'http://ns.adobe.com/xmp/extension/\0',
      guid,
      number(long.length),
      number(from),
      long.subarray(from, from === 0 ? half : undefined),
    ),
  );
  const note = `xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${guid}"`;
  const added = [
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', Buffer.from(placedXmp(note))),
    ...more,
    segment(0xed, 'Photoshop 3.0\0', resourcesOf(placedIptc())),
    segment(0xe6, 'GoPro\0', 'GPS5 +37.5662+126.9779'),
  ];
  return Buffer.concat([first.subarray(0, 2), ...added, first.subarray(2), Buffer.alloc(32), second]);
}

/** The first directory written anew at the end, with a place in EXIF, XMP and IPTC. Little-endian files only. */
export function placedTiff(file: Buffer): Buffer {
  const start = file.length + (file.length % 2);
  const oldAt = file.readUInt32LE(4);
  const count = file.readUInt16LE(oldAt);
  const old = Array.from({ length: count }, (_, index) =>
    file.subarray(oldAt + 2 + index * 12, oldAt + 14 + index * 12),
  );
  const parts: Buffer[] = [];
  let at = start;
  const add = (bytes: Buffer): number => {
    const there = at;
    const even = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    parts.push(even);
    at += even.length;
    return there;
  };
  const row = (tag: number, type: number, values: number, value: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt16LE(tag, 0);
    bytes.writeUInt16LE(type, 2);
    bytes.writeUInt32LE(values, 4);
    bytes.writeUInt32LE(value, 8);
    return bytes;
  };
  const directory = (rows: Buffer[], next: number): Buffer => {
    const head = Buffer.alloc(2);
    head.writeUInt16LE(rows.length);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(next);
    const sorted = [...rows].sort((a, b) => a.readUInt16LE(0) - b.readUInt16LE(0));
    return Buffer.concat([head, ...sorted, tail]);
  };
  const [latitude, longitude] = rationals() as [Buffer, Buffer];
  const packet = Buffer.from(placedXmp());
  const iptc = placedIptc();
  const rows = [
    row(1, 2, 2, 0x4e),
    row(2, 5, 3, add(latitude)),
    row(3, 2, 2, 0x45),
    row(4, 5, 3, add(longitude)),
  ];
  const gps = add(directory(rows, 0));
  const without = old.filter((entry) => ![0x02bc, 0x83bb, 0x8825].includes(entry.readUInt16LE(0)));
  const first = add(
    directory(
      [
        ...without,
        row(0x02bc, 1, packet.length, add(packet)),
        row(0x83bb, 7, iptc.length, add(iptc)),
        row(0x8825, 4, 1, gps),
      ],
      file.readUInt32LE(oldAt + 2 + count * 12),
    ),
  );
  const whole = Buffer.concat([file, Buffer.alloc(file.length % 2), ...parts]);
  whole.writeUInt32LE(first, 4);
  return whole;
}

export async function placedPng(): Promise<Buffer> {
  const png = await sharp(await quarteredJpeg(300, 200))
    .png()
    .toBuffer();
  const chunk = (type: string, content: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
    const bytes = Buffer.alloc(body.length + 8);
    bytes.writeUInt32BE(content.length, 0);
    body.copy(bytes, 4);
    bytes.writeUInt32BE(crc32(body), body.length + 4);
    return bytes;
  };
  const text = Buffer.concat([
    Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'),
    Buffer.from(placedXmp()),
  ]);
  return Buffer.concat([
    png.subarray(0, 33),
    chunk('eXIf', exifOf(about)),
    chunk('iTXt', text),
    chunk('tEXt', Buffer.from('Comment\0GPSLatitude +37.5662+126.9779', 'latin1')),
    png.subarray(33),
  ]);
}

/** sharp writes EXIF and XMP of its source. */
export async function placedBySharp(format: 'webp' | 'avif'): Promise<Buffer> {
  return sharp(await cameraJpeg({ width: 300, height: 200, about }))
    .keepMetadata()
    .withXmp(placedXmp())
    .toFormat(format)
    .toBuffer();
}

type Content = Buffer | string;
export const box = (type: string, ...content: Content[]): Buffer => {
  const parts = content.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one));
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + parts.reduce((sum, one) => sum + one.length, 0), 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, ...parts]);
};
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => void bytes.writeUInt32BE(value, index * 4));
  return bytes;
};
const u16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => void bytes.writeUInt16BE(value, index * 2));
  return bytes;
};

/** As phones write it: EXIF and XMP are items, told by `iloc`. */
export function placedHeic(): Buffer {
  const exif = Buffer.concat([u32(6), Buffer.from('Exif\0\0', 'latin1'), exifOf(about)]);
  const packet = Buffer.from(placedXmp());
  const picture = Buffer.alloc(500, 5);
  const infe = (id: number, type: string, more: Content = ''): Buffer =>
    box('infe', u32(0x02000000), u16(id, 0), type, '\0', more);
  const contents = [picture, exif, packet];
  const meta = (dataAt: number): Buffer => {
    let at = dataAt;
    const rows = contents.map((content, index) => {
      const bytes = Buffer.concat([u16(index + 1, 0, 1), u32(at, content.length)]);
      at += content.length;
      return bytes;
    });
    return box(
      'meta',
      u32(0),
      box('hdlr', zeros(8), 'pict', zeros(13)),
      box('pitm', u32(0), u16(1)),
      box('iinf', u32(0), u16(3), infe(1, 'hvc1'), infe(2, 'Exif'), infe(3, 'mime', 'application/rdf+xml\0')),
      box('iloc', u32(0), Buffer.from([0x44, 0x00]), u16(3), ...rows),
    );
  };
  const head = box('ftyp', 'heic', u32(0), 'mif1heic');
  const dataAt = head.length + meta(0).length + 8;
  return Buffer.concat([head, meta(dataAt), box('mdat', ...contents)]);
}

export interface Film {
  /** Of a second track. */
  handler?: string;
  brand?: string;
}

/** A place in each of the ways of phones: a word of user data, a key, XMP. */
export function placedFilm({ handler, brand = 'qt  ' }: Film = {}): Buffer {
  const size = u16(320, 180);
  const entry = box(
    'jpeg',
    zeros(6),
    u16(1),
    zeros(16),
    size,
    u32(0x480000, 0x480000, 0),
    u16(1),
    zeros(32),
    u16(24, 0xffff),
  );
  const table = [
    box('stts', u32(0, 1, 1, 1000)),
    box('stsc', u32(0, 1, 1, 1, 1)),
    box('stsz', u32(0, 1000, 1)),
    box('stco', u32(0, 1, 3000)),
  ];
  const track = (kind: string): Buffer =>
    box(
      'trak',
      box('tkhd', u32(3, 0, 0, 1, 0, 1000), zeros(60)),
      box(
        'mdia',
        box('mdhd', u32(0, 0, 0, 1000, 1000, 0)),
        box('hdlr', u32(0, 0), kind, zeros(13)),
        box('minf', box('stbl', box('stsd', u32(0, 1), entry), ...table)),
      ),
    );
  const place = '+37.5662+126.9779+038.000/';
  const keys = ['com.apple.quicktime.make', 'com.apple.quicktime.location.ISO6709'];
  const item = (index: number, value: string): Buffer =>
    Buffer.concat([u32(8 + 16 + value.length, index), box('data', u32(1, 0), value)]);
  return Buffer.concat([
    box('ftyp', brand, u32(0), brand),
    box(
      'moov',
      box('mvhd', u32(0, 0, 0, 1000, 1000, 0x10000), zeros(76)),
      track('vide'),
      ...(handler ? [track(handler)] : []),
      box(
        'meta',
        box('hdlr', zeros(8), 'mdta', zeros(13)),
        box('keys', u32(0, keys.length), ...keys.map((key) => box('mdta', key))),
        box('ilst', item(1, 'Apple'), item(2, place)),
      ),
      box(
        'udta',
        box('\xa9xyz', u16(place.length, 0x15c7), place),
        box('\xa9nam', u16(4, 0x15c7), 'Film'),
        box('loci', u32(0), u16(0x15c7), 'Seoul\0\0', u32(0x7efa5a, 0x2590f8, 38), 'earth\0\0'),
      ),
    ),
    box('uuid', Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex'), Buffer.from(placedXmp())),
    box('free', 'left behind +37.5662+126.9779'),
    box('mdat', Buffer.alloc(3_000_000, 5)),
  ]);
}

/** Name -> file. */
export async function placedFiles(): Promise<Record<string, Buffer>> {
  const tiff = await sharp(await quarteredJpeg(300, 200))
    .tiff()
    .toBuffer();
  return {
    'a.jpg': await placedJpeg(),
    'a.tif': placedTiff(tiff),
    'a.dng': placedTiff(await dngFile({ rawBytes: 50_000, middlePx: 400 })),
    'a.nef': placedTiff(await nefFile()),
    'a.cr2': placedTiff(await cr2File()),
    'a.arw': placedTiff(await arwFile()),
    'a.orf': placedTiff(await orfFile()),
    'a.rw2': placedTiff(await rw2File()),
    'a.png': await placedPng(),
    'a.webp': await placedBySharp('webp'),
    'a.avif': await placedBySharp('avif'),
    'a.heic': placedHeic(),
    'a.mov': placedFilm(),
    'a.mp4': placedFilm({ brand: 'isom' }),
  };
}
