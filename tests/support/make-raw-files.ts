/** RAW files with a sensor's own data, more makes of cameras, and Photoshop files, all drawn and written on the spot. */
import sharp from 'sharp';
import { exifOf } from '../../scripts/samples/jpeg-metadata.mjs';
import { quarteredJpeg, TiffWriter } from './make-camera-files';

type Rgb = [number, number, number];
const quarters: [Rgb, Rgb, Rgb, Rgb] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 1],
];
/** Red, green, blue, white clockwise from the upper left. */
const quarterAt = (x: number, y: number, width: number, height: number): Rgb =>
  y < height / 2 ? (x < width / 2 ? quarters[0] : quarters[1]) : x < width / 2 ? quarters[3] : quarters[2];

const fractions = (values: number[], above = 10_000): Buffer => {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [index, value] of values.entries()) {
    bytes.writeInt32LE(Math.round(value * above), index * 8);
    bytes.writeInt32LE(above, index * 8 + 4);
  }
  return bytes;
};

export interface BayerDng {
  width?: number;
  height?: number;
  orientation?: number;
  /** Long side of a JPEG preview in it; absent: none. */
  previewPx?: number;
  /** The sensor's data last, so that it is what a file lacks that was cut off. */
  directoriesFirst?: boolean;
}

/** A DNG whose sensor (RGGB, 14 bits, not compressed) saw the four quarters; a rim of 8 pixels is no part of the photo. */
export async function bayerDng({
  width = 640,
  height = 480,
  orientation = 1,
  previewPx,
  directoriesFirst = false,
}: BayerDng = {}): Promise<Buffer> {
  const sensor = Buffer.alloc(width * height * 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = y % 2 === 0 ? (x % 2 === 0 ? 0 : 1) : x % 2 === 0 ? 1 : 2;
      const light = quarterAt(x, y, width, height)[colour] as number;
      sensor.writeUInt16LE(512 + Math.round(light * 14_000), (y * width + x) * 2);
    }
  }
  const tiff = new TiffWriter();
  const endAt = 200_000;
  const sensorAt = directoriesFirst ? endAt : tiff.add(sensor);
  // XYZ to linear sRGB under D65 (IEC 61966-2-1).
  const matrixAt = tiff.add(
    fractions([3.2406, -1.5372, -0.4986, -0.9689, 1.8758, 0.0415, 0.0557, -0.204, 1.057]),
  );
  const neutralAt = tiff.add(fractions([1, 1, 1]));
  const preview = previewPx ? await quarteredJpeg(previewPx, Math.round((previewPx * height) / width)) : null;
  const previewAt = preview ? tiff.add(preview) : 0;
  const exifAt = exifInto(tiff);
  const crop = Buffer.alloc(16);
  for (const [index, value] of [8, 8, width - 16, height - 16].entries())
    crop.writeUInt32LE(value, index * 4);
  const originAt = tiff.add(crop);
  const rawAt = tiff.directory([
    [0x00fe, 4, 1, 0],
    [0x0100, 4, 1, width],
    [0x0101, 4, 1, height],
    [0x0102, 3, 1, 16],
    [0x0103, 3, 1, 1],
    [0x0106, 3, 1, 32803],
    [0x0111, 4, 1, sensorAt],
    [0x0115, 3, 1, 1],
    [0x0116, 4, 1, height],
    [0x0117, 4, 1, sensor.length],
    [0x011c, 3, 1, 1],
    [0x828d, 3, 2, 0x00020002],
    [0x828e, 1, 4, 0x02010100],
    [0xc61a, 3, 1, 512],
    [0xc61d, 3, 1, 14_512],
    [0xc61f, 4, 2, originAt],
    [0xc620, 4, 2, originAt + 8],
  ]);
  const modelAt = tiff.add(Buffer.from('Test Camera\0'));
  const first = tiff.directory([
    [0x00fe, 4, 1, 1],
    ...(preview
      ? ([
          [0x0100, 4, 1, previewPx as number],
          [0x0101, 4, 1, Math.round(((previewPx as number) * height) / width)],
          [0x0103, 3, 1, 7],
          [0x0106, 3, 1, 6],
          [0x0111, 4, 1, previewAt],
          [0x0117, 4, 1, preview.length],
        ] as Array<[number, number, number, number]>)
      : []),
    [0x010f, 2, 12, modelAt],
    [0x0110, 2, 12, modelAt],
    [0x0112, 3, 1, orientation],
    [0x014a, 4, 1, rawAt],
    [0x8769, 4, 1, exifAt],
    [0xc612, 1, 4, 0x00000401],
    [0xc613, 1, 4, 0x00000101],
    [0xc614, 2, 12, modelAt],
    [0xc621, 10, 9, matrixAt],
    [0xc628, 5, 3, neutralAt],
    [0xc65a, 3, 1, 21],
  ]);
  const head = tiff.finish(first);
  return directoriesFirst ? Buffer.concat([head, Buffer.alloc(endAt - head.length), sensor]) : head;
}

/** EXIF as cameras write it, with lens and exposure. Answers its place. */
function exifInto(tiff: TiffWriter, size: { widthPx: number; heightPx: number } | null = null): number {
  const time = tiff.add(Buffer.from('2024:05:01 10:11:12\0'));
  const lens = tiff.add(Buffer.from('Test 24-70mm F2.8\0'));
  const serial = tiff.add(Buffer.from('0123456789\0'));
  const shot = tiff.add(fractions([1 / 250, 2.8, 35], 1_000_000));
  return tiff.directory([
    [0x829a, 5, 1, shot],
    [0x829d, 5, 1, shot + 8],
    [0x8827, 3, 1, 400],
    [0x9003, 2, 20, time],
    [0x920a, 5, 1, shot + 16],
    [0xa431, 2, 11, serial],
    [0xa434, 2, 18, lens],
    ...(size
      ? ([
          [0xa002, 4, 1, size.widthPx],
          [0xa003, 4, 1, size.heightPx],
        ] as Array<[number, number, number, number]>)
      : []),
  ]);
}

/** As Canon's CR2: the JPEG of full size is the first directory's own strip, the stamp lies in the second, the sensor's data in the fourth. */
export async function cr2File(): Promise<Buffer> {
  const preview = await quarteredJpeg(2400, 1600);
  const stamp = await quarteredJpeg(160, 120);
  const tiff = new TiffWriter();
  tiff.add(Buffer.from('CR\x02\0\0\0\0\0', 'latin1'));
  const previewAt = tiff.add(preview);
  const stampAt = tiff.add(stamp);
  const exifAt = exifInto(tiff, { widthPx: 6000, heightPx: 4000 });
  const sensor = tiff.directory([[0x0103, 3, 1, 6]]);
  const second = tiff.directory(
    [
      [0x0201, 4, 1, stampAt],
      [0x0202, 4, 1, stamp.length],
    ],
    sensor,
  );
  const first = tiff.directory(
    [
      [0x0100, 3, 1, 2400],
      [0x0101, 3, 1, 1600],
      [0x0103, 3, 1, 6],
      [0x0111, 4, 1, previewAt],
      [0x0112, 3, 1, 1],
      [0x0117, 4, 1, preview.length],
      [0x8769, 4, 1, exifAt],
    ],
    second,
  );
  return Buffer.concat([tiff.finish(first), Buffer.alloc(200_000, 5)]);
}

/** As Sony's ARW: a preview of 1,616 px told by the first directory, the sensor with a rim in a sub-directory. */
export async function arwFile(): Promise<Buffer> {
  const preview = await quarteredJpeg(1616, 1080);
  const tiff = new TiffWriter();
  const previewAt = tiff.add(preview);
  const exifAt = exifInto(tiff, { widthPx: 6000, heightPx: 4000 });
  const sensor = tiff.directory([
    [0x0100, 3, 1, 6048],
    [0x0101, 3, 1, 4024],
    [0x0103, 3, 1, 32767],
    [0x0106, 3, 1, 32803],
  ]);
  const first = tiff.directory([
    [0x0112, 3, 1, 1],
    [0x014a, 4, 1, sensor],
    [0x0201, 4, 1, previewAt],
    [0x0202, 4, 1, preview.length],
    [0x8769, 4, 1, exifAt],
  ]);
  return Buffer.concat([tiff.finish(first), Buffer.alloc(200_000, 5)]);
}

export interface PsdRequest {
  width?: number;
  height?: number;
  mode?: 'grey' | 'rgb' | 'cmyk' | 'lab' | 'indexed';
  bits?: 8 | 16 | 32;
  packed?: boolean;
  icc?: Buffer;
  /** Default true. */
  flattened?: boolean;
  stamp?: boolean;
  isLarge?: boolean;
}

const psdModes = { grey: 1, indexed: 2, rgb: 3, cmyk: 4, lab: 9 };
/** Red, green, blue and white in each mode. */
const psdColours: Record<string, Rgb[] | number[][]> = {
  rgb: quarters.map((colour) => colour.map((value) => value * 255)),
  grey: [[54], [182], [18], [255]],
  cmyk: [
    [255, 0, 0, 255],
    [0, 255, 0, 255],
    [0, 0, 255, 255],
    [255, 255, 255, 255],
  ],
  lab: [
    [138, 209, 198],
    [224, 49, 209],
    [76, 196, 16],
    [255, 128, 128],
  ],
  indexed: [[0], [1], [2], [3]],
};

/** The flattened picture of four quarters, with no layers. */
export async function psdFile(request: PsdRequest = {}): Promise<Buffer> {
  const { width = 640, height = 480, mode = 'rgb', bits = 8, packed = false, isLarge = false } = request;
  const colours = psdColours[mode] as number[][];
  const channels = colours[0]?.length ?? 0;
  const head = Buffer.alloc(26);
  head.write('8BPS', 0, 'latin1');
  head.writeUInt16BE(isLarge ? 2 : 1, 4);
  head.writeUInt16BE(channels, 12);
  head.writeUInt32BE(height, 14);
  head.writeUInt32BE(width, 18);
  head.writeUInt16BE(bits, 22);
  head.writeUInt16BE(psdModes[mode], 24);
  const rows: Buffer[] = [];
  for (let channel = 0; channel < channels; channel += 1) {
    for (let y = 0; y < height; y += 1) {
      const row = Buffer.alloc((width * bits) / 8);
      for (let x = 0; x < width; x += 1) {
        const place = y < height / 2 ? (x < width / 2 ? 0 : 1) : x < width / 2 ? 3 : 2;
        row[x * (bits / 8)] = colours[place]?.[channel] ?? 0;
      }
      rows.push(row);
    }
  }
  const packedRows = packed ? rows.map(packBits) : rows;
  const table = Buffer.alloc(packed ? rows.length * (isLarge ? 4 : 2) : 0);
  if (packed)
    for (const [index, row] of packedRows.entries())
      isLarge ? table.writeUInt32BE(row.length, index * 4) : table.writeUInt16BE(row.length, index * 2);
  const stamp = await quarteredJpeg(160, 120);
  const version = Buffer.from([0, 0, 0, 1, request.flattened === false ? 0 : 1, 0, 0, 0, 0]);
  const stampHead = Buffer.alloc(28);
  stampHead.writeUInt32BE(1, 0);
  stampHead.writeUInt32BE(160, 4);
  stampHead.writeUInt32BE(120, 8);
  const resources = Buffer.concat([
    resource(1057, version),
    resource(1058, exifOf({ model: 'Test Camera', takenAt: '2024-05-01T10:11:12' })),
    ...(request.icc ? [resource(1039, request.icc)] : []),
    ...(request.stamp ? [resource(1036, Buffer.concat([stampHead, stamp]))] : []),
  ]);
  const palette = Buffer.alloc(mode === 'indexed' ? 768 : 0);
  if (mode === 'indexed')
    for (const [index, colour] of quarters.entries())
      for (const [channel, value] of colour.entries()) palette[channel * 256 + index] = value * 255;
  return Buffer.concat([
    head,
    lengthOf(palette),
    palette,
    lengthOf(resources),
    resources,
    Buffer.alloc(isLarge ? 8 : 4),
    Buffer.from([0, packed ? 1 : 0]),
    table,
    ...packedRows,
  ]);
}

const lengthOf = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length, 0);
  return length;
};

function resource(id: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.write('8BIM', 0, 'latin1');
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(bytes.length, 8);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}

/** Runs as runs, the rest byte by byte. */
function packBits(row: Buffer): Buffer {
  const packed: number[] = [];
  for (let at = 0; at < row.length; ) {
    let run = 1;
    while (run < 128 && row[at + run] === row[at]) run += 1;
    packed.push(run > 1 ? 257 - run : 0, row[at] as number);
    at += run;
  }
  return Buffer.from(packed);
}

/** TIFF of 16 bits a channel with the quarters. */
export async function deepTiff(width: number, height: number): Promise<Buffer> {
  const pixels = new Uint16Array(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (const [channel, value] of quarterAt(x, y, width, height).entries())
        pixels[(y * width + x) * 3 + channel] = value * 65_535;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .toColourspace('rgb16')
    .tiff({ compression: 'lzw' })
    .toBuffer();
}
