/** Blanks every place in an XMP packet where it stands: spaces instead, so that nothing of the packet moves. */
import { type Draft, Unclear } from './place-draft';
import { isCoordinate, isPlaceName } from './place-words';
import { tagAt } from './xmp-lift';

/** Google's and Adobe's pictures in packets have some megabytes. */
const MAX_PACKET_BYTES = 32 * 1024 * 1024;
const attribute = /([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Base64 of a JPEG begins with it. */
const pictureText = /^\s*\/9j\//;
const SHORTEST_PICTURE = 400;

/** Throws Unclear when it is no XMP that can be followed to its end. */
export function cleanXmp(draft: Draft): void {
  if (draft.sizeBytes > MAX_PACKET_BYTES) throw new Unclear('structure', 'XMP of absurd size');
  const bytes = draft.read(0, draft.sizeBytes);
  // One byte, one character: names and marks are ASCII, and all places stay what they are.
  const text = bytes.toString('latin1').replace(/\0+$/, '');
  if (text.trim() === '') return;
  if (text.includes('\0') || !text.includes('<')) throw new Unclear('structure', 'XMP in another encoding');
  const blanks = placesIn(text);
  if (blanks.length === 0) return;
  for (const [from, end] of blanks) bytes.fill(0x20, from, end);
  draft.write(0, bytes);
}

type Range = readonly [from: number, end: number];

function placesIn(text: string): Range[] {
  const blanks: Range[] = [];
  const open: Array<{ name: string; from: number }> = [];
  /** How many elements are open around the one that is a place; -1: none is. */
  let placeDepth = -1;
  let contentAt = 0;
  let at = text.indexOf('<');
  while (at >= 0) {
    const tag = tagAt(text, at);
    if (tag === null) throw new Unclear('structure', 'ill-formed XMP');
    if (placeDepth < 0) {
      const content = text.slice(contentAt, at);
      if (isCoordinate(content)) blanks.push([contentAt, at]);
      withoutPicture(content);
    }
    if (tag.kind === 'open' || tag.kind === 'empty') {
      const place = isPlaceName(localOf(tag.name));
      if (placeDepth < 0 && tag.kind === 'empty' && place) blanks.push([at, tag.end]);
      else if (placeDepth < 0 && tag.kind === 'open' && place) placeDepth = open.length;
      else if (placeDepth < 0) blanks.push(...attributesIn(text.slice(at, tag.end), at));
      if (tag.kind === 'open') open.push({ name: tag.name, from: at });
    } else if (tag.kind === 'close') {
      const opened = open.pop();
      if (opened?.name !== tag.name) throw new Unclear('structure', 'ill-formed XMP');
      if (open.length === placeDepth) {
        blanks.push([opened.from, tag.end]);
        placeDepth = -1;
      }
    } else if (placeDepth < 0 && text.startsWith('<!', at)) {
      withoutPicture(text.slice(at, tag.end));
      if (isPlaceName(text.slice(at, tag.end))) throw new Unclear('hidden', 'a remark in XMP');
    }
    contentAt = tag.end;
    at = text.indexOf('<', tag.end);
  }
  if (open.length > 0) throw new Unclear('structure', 'XMP that is cut off');
  return blanks;
}

function attributesIn(tag: string, at: number): Range[] {
  const found: Range[] = [];
  for (const match of tag.matchAll(attribute)) {
    const [whole, name = '', double, single] = match;
    const value = double ?? single ?? '';
    withoutPicture(value);
    if (name.startsWith('xmlns')) continue;
    if (isPlaceName(localOf(name)) || isCoordinate(value))
      found.push([at + match.index, at + match.index + whole.length]);
  }
  return found;
}

const localOf = (name: string): string => name.slice(name.indexOf(':') + 1);

/** A picture written as text may have EXIF of its own. */
function withoutPicture(value: string): void {
  if (value.length < SHORTEST_PICTURE || !pictureText.test(value)) return;
  const picture = Buffer.from(value.replace(/&#x?[0-9a-f]+;/gi, ''), 'base64');
  for (const mark of ['Exif\0\0', 'ns.adobe.com/x', '8BIM\x04\x04', 'GPS'])
    if (picture.includes(mark, 0, 'latin1')) throw new Unclear('hidden', 'a picture inside of XMP');
}
