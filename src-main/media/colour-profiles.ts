/** ICC profiles (ICC.1:2022): tells whether one holds more colours than sRGB, and writes those that files only name. */

/** Columns of red, green and blue as X, Y, Z under D50. */
type Matrix = readonly [readonly number[], readonly number[], readonly number[]];

const sRgb: Matrix = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
];
const displayP3Matrix: Matrix = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];
const bt2020Matrix: Matrix = [
  [0.67349, 0.27904, -0.00194],
  [0.16566, 0.67534, 0.02998],
  [0.12505, 0.04562, 0.79685],
];
const adobeRgbMatrix: Matrix = [
  [0.60974, 0.31111, 0.01947],
  [0.20528, 0.62567, 0.06087],
  [0.14919, 0.06322, 0.74457],
];
/** Programs write sRGB with values that differ in the third place. */
const TOLERANCE = 0.015;
/** Profiles of displays and working spaces have some kilobytes; what is larger would outweigh the preview. */
const MAX_KEPT_BYTES = 256 * 1024;
const HEADER_BYTES = 128;
const D50 = [0.9642, 1, 0.8249];
/** Parametric curves: sRGB's own of IEC 61966-2-1, and Adobe RGB's plain power. */
const sRgbCurve = { kind: 3, values: [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045] };
const adobeCurve = { kind: 0, values: [563 / 256] };

/** True for an RGB profile worth keeping beside the pixels: one whose colours sRGB cannot hold, or that only a table describes. */
export function isWideRgb(icc: Uint8Array | undefined): boolean {
  if (!icc || icc.length < HEADER_BYTES + 4 || icc.length > MAX_KEPT_BYTES) return false;
  const bytes = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength);
  if (bytes.toString('latin1', 16, 20) !== 'RGB ') return false;
  const columns = ['rXYZ', 'gXYZ', 'bXYZ'].map((name) => columnOf(bytes, name));
  return columns.some(
    (column, index) =>
      column === null ||
      column.some((value, row) => Math.abs(value - ((sRgb[index] as number[])[row] as number)) > TOLERANCE),
  );
}

/** null where the profile has no such tag. */
function columnOf(icc: Buffer, name: string): number[] | null {
  const count = Math.min(icc.readUInt32BE(HEADER_BYTES), 100);
  for (let at = HEADER_BYTES + 4; at < HEADER_BYTES + 4 + count * 12 && at + 12 <= icc.length; at += 12) {
    if (icc.toString('latin1', at, at + 4) !== name) continue;
    const value = icc.readUInt32BE(at + 4);
    if (value + 20 > icc.length) return null;
    return [8, 12, 16].map((from) => icc.readInt32BE(value + from) / 65536);
  }
  return null;
}

/** For files that name the space by its number only (ITU-T H.273 primaries 12). */
export const displayP3 = (): Buffer => profileOf('Display P3', displayP3Matrix, sRgbCurve);
/** The same of BT.2020 (primaries 9), its numbers coded as sRGB codes them. */
export const bt2020 = (): Buffer => profileOf('BT.2020', bt2020Matrix, sRgbCurve);
/** For files that name the space by the rule of camera files only (DCF 2.0, `R03`). */
export const adobeRgb = (): Buffer => profileOf('Adobe RGB (1998)', adobeRgbMatrix, adobeCurve);

function profileOf(name: string, matrix: Matrix, curve: typeof sRgbCurve): Buffer {
  const [red, green, blue] = matrix.map(xyzTag);
  const trc = curveTag(curve);
  const tags: Array<[string, Buffer]> = [
    ['desc', textTag(name)],
    ['cprt', textTag('No copyright')],
    ['wtpt', xyzTag(D50)],
    ['rXYZ', red as Buffer],
    ['gXYZ', green as Buffer],
    ['bXYZ', blue as Buffer],
    ['rTRC', trc],
    ['gTRC', trc],
    ['bTRC', trc],
  ];
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  let at = HEADER_BYTES + table.length;
  for (const [index, [tag, bytes]] of tags.entries()) {
    table.write(tag, 4 + index * 12, 'latin1');
    table.writeUInt32BE(at, 8 + index * 12);
    table.writeUInt32BE(bytes.length, 12 + index * 12);
    at += bytes.length;
  }
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x04200000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.writeUInt16BE(2020, 24); // year, month, day
  header.writeUInt16BE(1, 26);
  header.writeUInt16BE(1, 28);
  header.write('acsp', 36, 'latin1');
  for (const [index, value] of D50.entries()) header.writeInt32BE(fixed(value), 68 + index * 4);
  return Buffer.concat([header, table, ...tags.map(([, bytes]) => bytes)]);
}

const fixed = (value: number): number => Math.round(value * 65536);

function xyzTag(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.write('XYZ ', 0, 'latin1');
  for (const [index, value] of values.entries()) bytes.writeInt32BE(fixed(value), 8 + index * 4);
  return bytes;
}

function curveTag({ kind, values }: typeof sRgbCurve): Buffer {
  const bytes = Buffer.alloc(12 + values.length * 4);
  bytes.write('para', 0, 'latin1');
  bytes.writeUInt16BE(kind, 8);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(fixed(value), 12 + index * 4);
  return bytes;
}

/** In one language, its length a multiple of four. */
function textTag(text: string): Buffer {
  const words = Buffer.from(text, 'utf16le').swap16();
  const bytes = Buffer.alloc(28 + Math.ceil(words.length / 4) * 4);
  bytes.write('mluc', 0, 'latin1');
  bytes.writeUInt32BE(1, 8);
  bytes.writeUInt32BE(12, 12);
  bytes.write('enUS', 16, 'latin1');
  bytes.writeUInt32BE(words.length, 20);
  bytes.writeUInt32BE(28, 24);
  words.copy(bytes, 28);
  return bytes;
}
