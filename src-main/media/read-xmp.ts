/**
 * Reads the few XMP properties we show, from the packet's text. A scan for exactly these and no XML parser: packets of cameras and editors are
 * often cut or ill-formed, and an entity bomb has nothing to act on.
 */
import { cleanList, cleanText } from './clean-text';
import { isoOfExifDate, offsetMinutes } from './exif-metadata';

export interface XmpFields {
  rating?: number;
  label?: string;
  title?: string;
  caption?: string;
  keywords?: string[];
  creator?: string;
  copyright?: string;
  city?: string;
  region?: string;
  country?: string;
  location?: string;
  cameraSerial?: string;
  burstId?: string;
  takenAtLocal?: string;
  takenAtOffsetMin?: number;
}

const spaces = {
  xmp: 'http://ns.adobe.com/xap/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  Iptc4xmpCore: 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  aux: 'http://ns.adobe.com/exif/1.0/aux/',
  /** Pixel phones. */
  GCamera: 'http://ns.google.com/photos/1.0/camera/',
};
/** A packet beyond this holds edit history; what we read comes early. */
const MAX_CHARACTERS = 2_000_000;

export function readXmp(packet: string): XmpFields {
  const text = packet.slice(0, MAX_CHARACTERS);
  const single = (space: keyof typeof spaces, name: string) => cleanText(propertyOf(text, space, name)[0]);
  const rating = Number(single('xmp', 'Rating') ?? Number.NaN);
  const taken = single('exif', 'DateTimeOriginal') ?? single('photoshop', 'DateCreated');
  const when = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(taken ?? '');
  const keywords = cleanList(propertyOf(text, 'dc', 'subject'));
  const fields = {
    rating: rating >= -1 && rating <= 5 ? Math.round(rating) : undefined,
    label: single('xmp', 'Label'),
    title: single('dc', 'title'),
    caption: single('dc', 'description'),
    keywords,
    creator: cleanList(propertyOf(text, 'dc', 'creator'))?.join(', '),
    copyright: single('dc', 'rights'),
    city: single('photoshop', 'City'),
    region: single('photoshop', 'State'),
    country: single('photoshop', 'Country'),
    location: single('Iptc4xmpCore', 'Location'),
    cameraSerial: single('aux', 'SerialNumber'),
    burstId: single('GCamera', 'BurstID'),
    takenAtLocal: when ? isoOfExifDate(`${when[1]}${when[2] ?? ':00'}`, when[3]) : undefined,
    takenAtOffsetMin: when ? offsetMinutes(when[4]) : undefined,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as XmpFields;
}

/** The values of a property, written as an attribute, as an element or as a list; `x-default` first among languages. */
function propertyOf(text: string, space: keyof typeof spaces, name: string): string[] {
  const prefix = prefixOf(text, space);
  const attribute = new RegExp(`[\\s"']${prefix}:${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(text);
  if (attribute) return [decodeEntities(attribute[1] ?? attribute[2] ?? '')];
  const opening = new RegExp(`<${prefix}:${name}(?:\\s[^>]*)?>`).exec(text);
  if (!opening || opening[0].endsWith('/>')) return [];
  const start = opening.index + opening[0].length;
  const end = text.indexOf(`</${prefix}:${name}>`, start);
  const inner = text.slice(start, end < 0 ? start : end);
  const items = [...inner.matchAll(/<rdf:li((?:\s[^>]*)?)>([^<]*)<\/rdf:li>/g)].map((match) => ({
    isDefault: /x-default/.test(match[1] ?? ''),
    value: decodeEntities(match[2] ?? ''),
  }));
  if (items.length === 0) return inner.includes('<') ? [] : [decodeEntities(inner)];
  return [...items.filter((item) => item.isDefault), ...items.filter((item) => !item.isDefault)].map(
    (item) => item.value,
  );
}

/** Nearly all programs use the usual prefix; the packet may declare another. */
function prefixOf(text: string, space: keyof typeof spaces): string {
  const at = text.indexOf(spaces[space]);
  return (
    /xmlns:([A-Za-z_][\w.-]*)\s*=\s*["']$/
      .exec(text.slice(Math.max(0, at - 80), Math.max(0, at)))?.[1]
      ?.replaceAll('.', '\\.') ?? space
  );
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name) return named[name.toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
