/** Single properties of an XMP document: read in every form that programs write them, written in the form that is there already. */
import type { Document, Element } from '@xmldom/xmldom';
import {
  childElements,
  descriptionsOf,
  isNamed,
  namespaces,
  type PropertyName,
  rdfOf,
  xmlText,
} from './xmp-document';

const elementsOf = (document: Document, name: PropertyName): Element[] =>
  descriptionsOf(document).flatMap((description) =>
    childElements(description).filter((child) => isNamed(child, name)),
  );

const attributeOf = (description: Element, [space, local]: PropertyName): string | null =>
  description.hasAttributeNS(namespaces[space], local)
    ? description.getAttributeNS(namespaces[space], local)
    : null;

/** undefined: it is not there. '' is a word: there is to be none. */
export function readSimple(document: Document, name: PropertyName): string | undefined {
  for (const description of descriptionsOf(document)) {
    const value = attributeOf(description, name);
    if (value !== null) return value;
  }
  const element = elementsOf(document, name)[0];
  return element && (listItems(element)[0] ?? element.textContent ?? '');
}

/** The values of a bag, a sequence, or of one that somebody wrote as a plain word. */
export function readList(document: Document, name: PropertyName): string[] | undefined {
  const element = elementsOf(document, name)[0];
  if (!element) {
    const word = readSimple(document, name);
    return word === undefined ? undefined : word === '' ? [] : [word];
  }
  if (hasContainer(element)) return listItems(element);
  const word = element.textContent?.trim() ?? '';
  return word === '' ? [] : [word];
}

/** Of several languages the default one, else the first. */
export function readAlternative(document: Document, name: PropertyName): string | undefined {
  const element = elementsOf(document, name)[0];
  if (!element || !hasContainer(element)) return readSimple(document, name);
  const items = itemsOf(element);
  const chosen = items.find((item) => languageOf(item) === 'x-default') ?? items[0];
  return chosen?.textContent ?? '';
}

const isContainer = (element: Element): boolean =>
  isNamed(element, ['rdf', 'Bag']) || isNamed(element, ['rdf', 'Seq']) || isNamed(element, ['rdf', 'Alt']);
const hasContainer = (element: Element): boolean => childElements(element).some(isContainer);
const itemsOf = (element: Element): Element[] =>
  childElements(childElements(element).find(isContainer) ?? null).filter((item) =>
    isNamed(item, ['rdf', 'li']),
  );
const listItems = (element: Element): string[] => itemsOf(element).map((item) => item.textContent ?? '');
const languageOf = (item: Element): string | null => item.getAttributeNS(namespaces.xml, 'lang');

export function removeProperty(document: Document, name: PropertyName): void {
  for (const description of descriptionsOf(document))
    description.removeAttributeNS(namespaces[name[0]], name[1]);
  for (const element of elementsOf(document, name)) {
    // The blank before it goes along, so that no empty line is left.
    const before = element.previousSibling;
    if (before?.nodeType === 3 && (before.nodeValue ?? '').trim() === '')
      before.parentNode?.removeChild(before);
    element.parentNode?.removeChild(element);
  }
}

export function writeSimple(document: Document, name: PropertyName, value: string): void {
  const text = xmlText(value);
  const element = elementsOf(document, name)[0];
  if (element && !hasContainer(element)) {
    element.textContent = text;
    return;
  }
  if (element) removeProperty(document, name);
  const holder = descriptionsOf(document).find((description) => attributeOf(description, name) !== null);
  const description = holder ?? homeOf(document);
  description.setAttributeNS(namespaces[name[0]], qualified(description, name), text);
}

export function writeList(
  document: Document,
  name: PropertyName,
  container: 'Bag' | 'Seq',
  values: string[],
): void {
  const element = anew(document, name);
  const list = append(document, element, container);
  for (const value of values) append(document, list, 'li').textContent = xmlText(value);
}

/** Other languages stay. */
export function writeAlternative(document: Document, name: PropertyName, value: string): void {
  const there = elementsOf(document, name)[0];
  const known = there ? itemsOf(there).find((item) => languageOf(item) === 'x-default') : undefined;
  if (known) {
    known.textContent = xmlText(value);
    return;
  }
  const others = there ? itemsOf(there) : [];
  const list = append(document, anew(document, name), 'Alt');
  const item = append(document, list, 'li');
  item.setAttributeNS(namespaces.xml, 'xml:lang', 'x-default');
  item.textContent = xmlText(value);
  for (const other of others) list.appendChild(other);
}

/** An empty element of that name, where it was before or at the end of the first description. */
function anew(document: Document, name: PropertyName): Element {
  const there = elementsOf(document, name)[0];
  for (const description of descriptionsOf(document))
    description.removeAttributeNS(namespaces[name[0]], name[1]);
  if (there) {
    while (there.firstChild) there.removeChild(there.firstChild);
    return there;
  }
  const description = homeOf(document);
  const element = document.createElementNS(namespaces[name[0]], qualified(description, name));
  description.appendChild(element);
  return element;
}

function append(document: Document, parent: Element, local: string): Element {
  const prefix = parent.lookupPrefix(namespaces.rdf) ?? 'rdf';
  const element = document.createElementNS(namespaces.rdf, `${prefix}:${local}`);
  parent.appendChild(element);
  return element;
}

/** Where new properties go: the first description, made when there is none. */
function homeOf(document: Document): Element {
  const first = descriptionsOf(document)[0];
  if (first) return first;
  const rdf = rdfOf(document) as Element;
  const description = append(document, rdf, 'Description');
  description.setAttributeNS(namespaces.rdf, `${rdf.lookupPrefix(namespaces.rdf) ?? 'rdf'}:about`, '');
  return description;
}

/** `dc:title` with the prefix that the packet uses for that namespace; declared at the description when it has none. */
function qualified(description: Element, [space, local]: PropertyName): string {
  const known = description.lookupPrefix(namespaces[space]);
  if (known) return `${known}:${local}`;
  // A packet may use the usual prefix for something else.
  let prefix: string = space;
  for (let n = 2; description.lookupNamespaceURI(prefix) !== null; n += 1) prefix = `${space}${n}`;
  description.setAttributeNS(namespaces.xmlns, `xmlns:${prefix}`, namespaces[space]);
  return `${prefix}:${local}`;
}
