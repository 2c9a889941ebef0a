/** Takes places out of IPTC datasets (IIM 4.2) and finds those in Photoshop's resource blocks; what follows moves up, zeros fill the rest. */
import { type Cleaners, type Draft, slice, Unclear } from './place-draft';

/** Of record 2: content location code and name, city, sublocation, province, country code and name. */
const placeDatasets = new Set([26, 27, 90, 92, 95, 100, 101]);

export function cleanIptc(draft: Draft): void {
  const block = draft.read(0, draft.sizeBytes);
  const kept: Buffer[] = [];
  let at = 0;
  while (at + 5 <= block.length && block[at] === 0x1c) {
    const size = block.readUInt16BE(at + 3);
    const end = at + 5 + size;
    if (size > 0x7fff || end > block.length) throw new Unclear('structure', 'IPTC that is cut off');
    if (block[at + 1] !== 2 || !placeDatasets.has(block[at + 2] as number))
      kept.push(block.subarray(at, end));
    at = end;
  }
  if (block.subarray(at).some((byte) => byte !== 0)) throw new Unclear('structure', 'IPTC that is none');
  const bytes = Buffer.concat(kept, block.length);
  if (!bytes.equals(block)) draft.write(0, bytes);
}

const resource = { iptc: 0x0404, exif: 0x0422, exif3: 0x0423, xmp: 0x0424, stamp: 0x040c, oldStamp: 0x0409 };
/** Photoshop's, and those of programs that used its blocks. */
const signatures = new Set(['8BIM', 'MeSa', 'AgHg', 'PHUT', 'DCSR']);
const STAMP_HEAD_BYTES = 28;

export function cleanResources(draft: Draft, parts: Cleaners): void {
  let at = 0;
  while (at + 12 <= draft.sizeBytes) {
    const head = draft.read(at, 8);
    if (!signatures.has(head.toString('latin1', 0, 4))) break;
    const nameBytes = 1 + (head[6] as number);
    const sizeAt = at + 6 + nameBytes + (nameBytes % 2);
    const size = draft.read(sizeAt, 4).readUInt32BE(0);
    const content = slice(draft, sizeAt + 4, size);
    const id = head.readUInt16BE(4);
    if (id === resource.iptc) parts.iptc(content);
    else if (id === resource.xmp) parts.xmp(content);
    else if ((id === resource.exif || id === resource.exif3) && size > 0) parts.tiff(content);
    else if ((id === resource.stamp || id === resource.oldStamp) && size > STAMP_HEAD_BYTES + 2) {
      const picture = slice(content, STAMP_HEAD_BYTES, size - STAMP_HEAD_BYTES);
      if (picture.read(0, 2).readUInt16BE(0) === 0xffd8) parts.jpeg(picture, false);
    }
    at = sizeAt + 4 + size + (size % 2);
  }
  if (at < draft.sizeBytes && draft.read(at, draft.sizeBytes - at).some((byte) => byte !== 0))
    throw new Unclear('structure', 'Photoshop blocks that are none');
}
