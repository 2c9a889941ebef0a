/** Reads the flattened picture of a Photoshop file row by row, made smaller on the way, so that the largest poster fits in memory. */
import { AppError } from '../../src-shared/app-error';
import { isWideRgb } from './colour-profiles';
import type { PartialBytes } from './partial-bytes';
import { hasFlattened, type PsdHead, type PsdSections, psdResource, psdResourceBytes } from './psd-sections';
import { MAX_PIXELS, type Pixels } from './thumbnail';

export interface PsdPicture {
  pixels: Pixels;
  icc: Uint8Array | null;
}

const mode = { grey: 1, indexed: 2, rgb: 3, cmyk: 4, duotone: 8, lab: 9 } as const;
/** How many of the file's channels make the colour; others are masks and spot colours. */
const colourChannels: Partial<Record<number, number>> = {
  [mode.grey]: 1,
  [mode.indexed]: 1,
  [mode.rgb]: 3,
  [mode.cmyk]: 4,
  [mode.duotone]: 1,
  [mode.lab]: 3,
};
const RAW = 0;
const RUN_LENGTH = 1;

/** At least `leastPx` on its long side where it has so many. Throws `unsupported` where no picture is in it, `media-broken` when it ends early. */
export function decodePsd(bytes: PartialBytes, sections: PsdSections, leastPx: number): PsdPicture {
  const { head } = sections;
  const channels = colourChannels[head.mode];
  if (channels === undefined || head.channels < channels) throw undrawable(`mode ${head.mode}`);
  if (head.bitsPerChannel !== 8 && head.bitsPerChannel !== 16)
    throw undrawable(`${head.bitsPerChannel} bits`);
  if (head.widthPx * head.heightPx > MAX_PIXELS) throw undrawable(`${head.widthPx} x ${head.heightPx}`);
  if (!hasFlattened(bytes, sections)) throw undrawable('no flattened picture');
  const step = Math.max(1, Math.floor(Math.max(head.widthPx, head.heightPx) / leastPx));
  const rows = rowsOf(bytes, sections);
  const planes = Array.from({ length: channels }, (_, channel) =>
    head.mode === mode.indexed ? null : shrunk(head, step, (row) => rows(channel, row)),
  );
  const width = Math.ceil(head.widthPx / step);
  const height = Math.ceil(head.heightPx / step);
  const raw = { width, height, channels: 3 as const };
  const icc = psdResourceBytes(bytes, sections, psdResource.icc);
  if (head.mode === mode.indexed) {
    const palette = bytes.read(sections.palette.start, 768);
    if (sections.palette.sizeBytes < 768 || !palette) throw undrawable('no palette');
    const colours = [0, 256, 512].map((from) =>
      shrunk(head, step, (row) => rows(0, row).map((index) => palette[from + index] as number)),
    );
    return { pixels: { data: interleaved(colours), raw }, icc: null };
  }
  const whole = planes as Uint8Array[];
  if (head.mode === mode.cmyk) return { pixels: { data: fromCmyk(whole), raw }, icc: null };
  if (head.mode === mode.lab) return { pixels: { data: fromLab(whole), raw }, icc: null };
  if (head.mode === mode.rgb)
    return { pixels: { data: interleaved(whole), raw }, icc: icc && isWideRgb(icc) ? icc : null };
  return {
    pixels: { data: Buffer.from(whole[0] as Uint8Array), raw: { width, height, channels: 1 } },
    icc: null,
  };
}

/** Gives a row of a channel as 8 bits a pixel; of 16 bits the upper ones. */
function rowsOf(
  bytes: PartialBytes,
  { head, pictureAt }: PsdSections,
): (channel: number, row: number) => Uint8Array {
  const compression = bytes.read(pictureAt, 2)?.readUInt16BE(0);
  const wide = head.bitsPerChannel / 8;
  const rowBytes = head.widthPx * wide;
  const narrow = (row: Uint8Array): Uint8Array =>
    wide === 1 ? row : Uint8Array.from({ length: head.widthPx }, (_, at) => row[at * 2] as number);
  if (compression === RAW) {
    return (channel, row) => {
      const at = pictureAt + 2 + (channel * head.heightPx + row) * rowBytes;
      const found = bytes.read(at, rowBytes);
      if (!found) throw endsEarly();
      return narrow(found);
    };
  }
  if (compression !== RUN_LENGTH) throw undrawable(`compression ${compression}`);
  const lengthBytes = head.isLarge ? 4 : 2;
  const count = head.channels * head.heightPx;
  const table = bytes.read(pictureAt + 2, count * lengthBytes);
  if (!table) throw endsEarly();
  const lengthOf = (row: number) =>
    head.isLarge ? table.readUInt32BE(row * 4) : table.readUInt16BE(row * 2);
  const starts = new Float64Array(count);
  let at = pictureAt + 2 + count * lengthBytes;
  for (let row = 0; row < count; row += 1) {
    starts[row] = at;
    at += lengthOf(row);
  }
  return (channel, row) => {
    const index = channel * head.heightPx + row;
    const packed = bytes.read(starts[index] as number, lengthOf(index));
    if (!packed) throw endsEarly();
    return narrow(unpackBits(packed, rowBytes));
  };
}

/** TIFF 6.0, section 9. What is missing stays black. */
function unpackBits(packed: Uint8Array, length: number): Uint8Array {
  const row = new Uint8Array(length);
  let to = 0;
  for (let at = 0; at < packed.length && to < length; ) {
    const code = packed[at] as number;
    at += 1;
    if (code < 128) {
      row.set(packed.subarray(at, Math.min(at + code + 1, at + length - to)), to);
      at += code + 1;
      to += code + 1;
    } else if (code > 128) {
      row.fill(packed[at] ?? 0, to, Math.min(length, to + 257 - code));
      at += 1;
      to += 257 - code;
    }
  }
  return row;
}

/** The mean of each square of `step` x `step` pixels. */
function shrunk(head: PsdHead, step: number, rowOf: (row: number) => Uint8Array): Uint8Array {
  const width = Math.ceil(head.widthPx / step);
  const height = Math.ceil(head.heightPx / step);
  const plane = new Uint8Array(width * height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    const lines = Math.min(step, head.heightPx - y * step);
    for (let line = 0; line < lines; line += 1) {
      const row = rowOf(y * step + line);
      for (let x = 0, at = 0; x < width; x += 1) {
        let sum = 0;
        for (const end = Math.min(at + step, head.widthPx); at < end; at += 1) sum += row[at] as number;
        sums[x] = (sums[x] as number) + sum;
      }
    }
    for (let x = 0; x < width; x += 1) {
      const columns = Math.min(step, head.widthPx - x * step);
      plane[y * width + x] = Math.round((sums[x] as number) / (columns * lines));
    }
  }
  return plane;
}

function interleaved(planes: Uint8Array[]): Buffer {
  const [red, green, blue] = planes as [Uint8Array, Uint8Array, Uint8Array];
  const data = Buffer.alloc(red.length * 3);
  for (let at = 0; at < red.length; at += 1) {
    data[at * 3] = red[at] as number;
    data[at * 3 + 1] = green[at] as number;
    data[at * 3 + 2] = blue[at] as number;
  }
  return data;
}

/** As ink on white paper, near enough for a preview; 255 is no ink. */
function fromCmyk([cyan, magenta, yellow, black]: Uint8Array[]): Buffer {
  const through = (ink: Uint8Array | undefined): Uint8Array =>
    (ink as Uint8Array).map((value, at) => Math.round((value * ((black as Uint8Array)[at] as number)) / 255));
  return interleaved([through(cyan), through(magenta), through(yellow)]);
}

/** CIE L*a*b* under D50, 8 bits each, to sRGB. */
function fromLab([lightness, a, b]: Uint8Array[]): Buffer {
  const l = lightness as Uint8Array;
  const data = Buffer.alloc(l.length * 3);
  const linear = (t: number): number => (t > 6 / 29 ? t ** 3 : (t - 4 / 29) * 3 * (6 / 29) ** 2);
  const coded = (value: number): number => {
    const kept = Math.min(1, Math.max(0, value));
    return Math.round(255 * (kept <= 0.0031308 ? kept * 12.92 : 1.055 * kept ** (1 / 2.4) - 0.055));
  };
  for (let at = 0; at < l.length; at += 1) {
    const fy = ((l[at] as number) / 2.55 + 16) / 116;
    const x = 0.9642 * linear(fy + (((a as Uint8Array)[at] as number) - 128) / 500);
    const y = linear(fy);
    const z = 0.8249 * linear(fy - (((b as Uint8Array)[at] as number) - 128) / 200);
    data[at * 3] = coded(3.13386 * x - 1.61687 * y - 0.49061 * z);
    data[at * 3 + 1] = coded(-0.97877 * x + 1.91614 * y + 0.03345 * z);
    data[at * 3 + 2] = coded(0.07194 * x - 0.22899 * y + 1.40524 * z);
  }
  return data;
}

const undrawable = (details: string): AppError =>
  new AppError(
    'unsupported',
    'There is no flattened picture in this Photoshop file, so CAOS cannot show it. Save it with “Maximize compatibility” to see it here.',
    { details },
  );
const endsEarly = (): AppError =>
  new AppError(
    'media-broken',
    'The file ends too early: a part of the picture is missing. Copy it from the camera or card again.',
  );
