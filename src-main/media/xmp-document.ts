/** XMP packets as documents: read with limits that a hostile one cannot pass, written as they were but for what was changed. */
import { DOMParser, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';
import { MAX_SIDECAR_BYTES } from '../../src-shared/domain/sidecar-names';
import { liftForeign, putBack } from './xmp-lift';

export const namespaces = {
  x: 'adobe:ns:meta/',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xml: 'http://www.w3.org/XML/1998/namespace',
  xmlns: 'http://www.w3.org/2000/xmlns/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  dc: 'http://purl.org/dc/elements/1.1/',
  lr: 'http://ns.adobe.com/lightroom/1.0/',
  xmpDM: 'http://ns.adobe.com/xmp/1.0/DynamicMedia/',
  photomechanic: 'http://ns.camerabits.com/photomechanic/1.0/',
} as const;
export type Space = keyof typeof namespaces;

/** A property by its namespace and local name. */
export type PropertyName = readonly [space: Space, local: string];

/** The text of a packet, by its byte order mark; null: in Latin-1 or others that XMP does not allow, and whose odd letters would be lost. */
export function decodePacket(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A packet as a document, and the text of what was too long to become part of it. */
export interface Packet {
  document: Document;
  lifted: readonly string[];
}

/** What is left without foreign properties: Lightroom's settings have some 10 KB. More would hold the main thread: this much some 50 ms. */
const MAX_PARSED = 64 * 1024;
const known: ReadonlySet<string> = new Set(Object.values(namespaces));

/**
 * null when it is no XMP that we can change without losing something: too long, ill-formed, with a document type (entities live there), too
 * deep, or without an `rdf:RDF`.
 */
export function parsePacket(text: string): Packet | null {
  // A byte is at least a character.
  if (text.length > MAX_SIDECAR_BYTES) return null;
  const slim = liftForeign(text.replace(/^\uFEFF/, '').trim(), (namespace) => known.has(namespace));
  if (slim === null || slim.text.length > MAX_PARSED) return null;
  try {
    const parser = new DOMParser({
      // As XML 1.0 says; the parser's own way would also turn U+2028 and U+0085 into line ends.
      normalizeLineEndings: (source) => source.replace(/\r\n?/g, '\n'),
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message);
      },
    });
    const document = parser.parseFromString(slim.text, 'text/xml');
    return rdfOf(document) === null ? null : { document, lifted: slim.lifted };
  } catch {
    return null;
  }
}

/** Who made a packet, as Adobe's toolkit says it. */
export const TOOLKIT = 'CAOS';

const emptyPacket = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="${namespaces.x}" x:xmptk="${TOOLKIT}">
 <rdf:RDF xmlns:rdf="${namespaces.rdf}">
  <rdf:Description rdf:about="" xmlns:xmp="${namespaces.xmp}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;

export const newPacket = (): Packet => ({
  document: new DOMParser().parseFromString(emptyPacket, 'text/xml'),
  lifted: [],
});

/** Always UTF-8: a declaration that says otherwise is put right. */
export function serialisePacket({ document, lifted }: Packet): string {
  const text = new XMLSerializer()
    .serializeToString(document)
    .replace(/^(<\?xml\s[^>]*?encoding\s*=\s*)(["'])[^"']*\2/, '$1$2UTF-8$2');
  return putBack(text, lifted);
}

export function rdfOf(document: Document): Element | null {
  const root = document.documentElement;
  if (root === null) return null;
  if (isNamed(root, ['rdf', 'RDF'])) return root;
  return childElements(root).find((child) => isNamed(child, ['rdf', 'RDF'])) ?? null;
}

/** The nodes whose properties are the photo's own; those further in describe something else. */
export const descriptionsOf = (document: Document): Element[] =>
  childElements(rdfOf(document)).filter((child) => isNamed(child, ['rdf', 'Description']));

export function childElements(parent: Element | null): Element[] {
  const found: Element[] = [];
  for (let child = parent?.firstChild ?? null; child !== null; child = child.nextSibling)
    if (child.nodeType === 1) found.push(child as Element);
  return found;
}

export const isNamed = (element: Element, [space, local]: PropertyName): boolean =>
  element.namespaceURI === namespaces[space] && element.localName === local;

/** Characters that XML 1.0 cannot hold go; line ends become the one that XML keeps. */
export const xmlText = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
