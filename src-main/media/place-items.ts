/** The items of HEIC and AVIF (ISO/IEC 23008-12): EXIF and XMP are cleaned where they lie, others must be pictures. */
import type { Box } from './place-boxes';
import { type Cleaners, type Draft, joined, type Piece, slice, Unclear } from './place-draft';

const MAX_ITEMS = 20_000;
const pictures = new Set('hvc1 hev1 av01 avc1 grid iden iovl tmap lhv1 vvc1 jpeg unci'.split(' '));

interface Item {
  id: number;
  type: string;
  contentType: string;
  encoding: string;
}

export function cleanItems(
  draft: Draft,
  { info, places, data }: { info: Box; places: Box; data: Box | undefined },
  parts: Cleaners,
): void {
  const items = itemsOf(draft, info);
  const where = placesOf(draft, places, data);
  for (const item of items) {
    if (pictures.has(item.type) && item.type !== 'jpeg') continue;
    const pieces = where.get(item.id) ?? [];
    const content = joined(draft, pieces);
    if (item.type === 'Exif') {
      const skipped = content.read(0, 4).readUInt32BE(0);
      parts.tiff(slice(content, 4 + skipped, content.sizeBytes - 4 - skipped));
    } else if (item.type === 'jpeg') parts.jpeg(content, false);
    else if (item.type === 'mime' && item.contentType === 'application/rdf+xml' && item.encoding === '')
      parts.xmp(content);
    else throw new Unclear('hidden', 'an item that is not known');
  }
}

class Reader {
  at = 0;
  constructor(readonly bytes: Buffer) {}
  number(size: number): number {
    if (this.at + size > this.bytes.length) throw new Unclear('structure', 'a list that is cut off');
    const from = this.at;
    this.at += size;
    if (size === 0) return 0;
    return size === 8 ? Number(this.bytes.readBigUInt64BE(from)) : this.bytes.readUIntBE(from, size);
  }
  text(): string {
    const end = this.bytes.indexOf(0, this.at);
    const stop = end < 0 ? this.bytes.length : end;
    const text = this.bytes.toString('latin1', this.at, stop);
    this.at = Math.min(this.bytes.length, stop + 1);
    return text;
  }
}

function itemsOf(draft: Draft, info: Box): Item[] {
  const list = new Reader(draft.read(info.contentAt, info.end - info.contentAt));
  const version = list.number(1);
  list.number(3);
  const count = list.number(version === 0 ? 2 : 4);
  if (count > MAX_ITEMS) throw new Unclear('structure', 'too many items');
  const items: Item[] = [];
  for (let left = count; left > 0; left -= 1) {
    const from = list.at;
    const size = list.number(4);
    if (size < 20 || list.number(4) !== 0x696e6665) throw new Unclear('structure', 'an item that is none');
    const kind = list.number(1);
    list.number(3);
    // Older ones are not written by any camera.
    if (kind !== 2 && kind !== 3) throw new Unclear('structure', 'an item of an old kind');
    const id = list.number(kind === 2 ? 2 : 4);
    list.number(2);
    const type = Buffer.from([list.number(1), list.number(1), list.number(1), list.number(1)]).toString(
      'latin1',
    );
    list.text();
    const mime = type === 'mime';
    const contentType = mime ? list.text() : '';
    const encoding = mime && list.at < from + size ? list.text() : '';
    items.push({ id, type, contentType, encoding });
    list.at = from + size;
  }
  if (list.at !== list.bytes.length) throw new Unclear('structure', 'items that are not counted');
  return items;
}

function placesOf(draft: Draft, box: Box, data: Box | undefined): Map<number, Piece[]> {
  const list = new Reader(draft.read(box.contentAt, box.end - box.contentAt));
  const version = list.number(1);
  list.number(3);
  const [sizes, more] = [list.number(1), list.number(1)];
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, more >> 4];
  const indexBytes = version > 0 ? more & 15 : 0;
  if (![offsetBytes, lengthBytes, baseBytes, indexBytes].every((size) => [0, 4, 8].includes(size)))
    throw new Unclear('structure', 'places of no known size');
  const idBytes = version < 2 ? 2 : 4;
  const places = new Map<number, Piece[]>();
  const count = list.number(idBytes);
  if (count > MAX_ITEMS) throw new Unclear('structure', 'too many items');
  for (let left = count; left > 0; left -= 1) {
    const id = list.number(idBytes);
    const method = version > 0 ? list.number(2) & 15 : 0;
    list.number(2);
    const base = list.number(baseBytes) + (method === 1 ? (data?.contentAt ?? Number.NaN) : 0);
    const pieces: Piece[] = [];
    const extents = list.number(2);
    for (let extent = 0; extent < extents; extent += 1) {
      list.number(indexBytes);
      const at = base + list.number(offsetBytes);
      const length = list.number(lengthBytes);
      // No length: all that follows.
      pieces.push({ at, length: length === 0 ? draft.sizeBytes - at : length });
    }
    // Items made of other items are pictures.
    if (method <= 1) places.set(id, pieces);
  }
  return places;
}
