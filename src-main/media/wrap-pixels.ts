/** Pixels that another decoder gave, as an uncompressed TIFF in memory: so their colour profile goes through sharp with them. */
import type { Pixels } from './thumbnail';

const type = { short: 3, long: 4, undefined: 7 } as const;
type Entry = [tag: number, type: number, count: number, value: number];

/** Eight bits a channel; `icc` null: sRGB, or grey. */
export function wrapPixels({ data, raw }: Pixels, icc: Uint8Array | null): Buffer {
  const { width, height, channels } = raw;
  const hasAlpha = channels === 2 || channels === 4;
  const bitsAt = 8;
  const iccAt = bitsAt + 2 * channels;
  const iccBytes = icc?.length ?? 0;
  const directoryAt = iccAt + iccBytes + (iccBytes % 2);
  const bits: Entry =
    channels === 1
      ? [258, type.short, 1, 8]
      : channels === 2
        ? [258, type.short, 2, 0x00080008]
        : [258, type.short, channels, bitsAt];
  const entries: Entry[] = [
    [256, type.long, 1, width],
    [257, type.long, 1, height],
    bits,
    [259, type.short, 1, 1], // no compression
    [262, type.short, 1, channels < 3 ? 1 : 2],
    [273, type.long, 1, 0],
    [277, type.short, 1, channels],
    [278, type.long, 1, height],
    [279, type.long, 1, data.length],
    ...(hasAlpha ? [[338, type.short, 1, 2] as Entry] : []),
    ...(icc ? [[34675, type.undefined, iccBytes, iccAt] as Entry] : []),
  ];
  const head = Buffer.alloc(directoryAt + 2 + entries.length * 12 + 4);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(directoryAt, 4);
  for (let channel = 0; channel < channels; channel += 1) head.writeUInt16LE(8, bitsAt + channel * 2);
  if (icc) head.set(icc, iccAt);
  head.writeUInt16LE(entries.length, directoryAt);
  for (const [index, [tag, kind, count, value]] of entries.entries()) {
    const at = directoryAt + 2 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(kind, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(tag === 273 ? head.length : value, at + 8);
  }
  return Buffer.concat([head, data]);
}
