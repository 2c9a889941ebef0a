/** Reads the few IPTC fields we show (IIM 4.2 datasets of record 2), with the character set that the file declares or plainly uses. */
import { cleanList, cleanText } from './clean-text';

export interface IptcFields {
  title?: string;
  caption?: string;
  keywords?: string[];
  creator?: string;
  copyright?: string;
  city?: string;
  region?: string;
  country?: string;
  location?: string;
}

/** Dataset of record 2 of each single field. */
const datasetOf = {
  title: 5,
  caption: 120,
  creator: 80,
  copyright: 116,
  city: 90,
  location: 92,
  region: 95,
  country: 101,
} as const;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const westEuropean = new TextDecoder('windows-1252');

/** `block`: a Photoshop resource block or bare datasets; anything else gives nothing. */
export function readIptc(block: Uint8Array): IptcFields {
  const found = new Map<number, string[]>();
  for (let at = firstDataset(block); at >= 0 && at + 5 <= block.length && block[at] === 0x1c; ) {
    const record = block[at + 1];
    const field = block[at + 2] ?? 0;
    const size = ((block[at + 3] ?? 0) << 8) | (block[at + 4] ?? 0);
    // The high bit announces an extended size: no text we show is that long.
    if (size > 0x7fff || at + 5 + size > block.length) break;
    if (record === 2)
      found.set(field, [...(found.get(field) ?? []), decode(block.subarray(at + 5, at + 5 + size))]);
    at += 5 + size;
  }
  const fields: IptcFields = {};
  for (const [name, dataset] of Object.entries(datasetOf)) {
    const text = cleanText(found.get(dataset)?.[0]);
    if (text !== undefined) fields[name as keyof typeof datasetOf] = text;
  }
  const keywords = cleanList(found.get(25) ?? []);
  return { ...fields, ...(keywords && { keywords }) };
}

/** Programs forget to declare UTF-8 as often as they declare it; text that is valid UTF-8 by chance and meant otherwise hardly exists. */
function decode(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return westEuropean.decode(bytes);
  }
}

/** Datasets begin with 0x1c and a record number; in a Photoshop block they follow resource 0x0404. */
function firstDataset(block: Uint8Array): number {
  if (block[0] === 0x1c) return 0;
  const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  const resource = text.indexOf(Buffer.from([0x38, 0x42, 0x49, 0x4d, 0x04, 0x04])); // 8BIM 0404
  if (resource < 0) return -1;
  const nameLength = (block[resource + 6] ?? 0) + 1;
  return resource + 6 + nameLength + (nameLength % 2) + 4; // padded name, then a 4-byte size
}
