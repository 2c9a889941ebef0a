/** What a sidecar says of its photo, as what a person set; and a sidecar changed so that it says what is set here, all else in it kept. */
import type { Document } from '@xmldom/xmldom';
import { type AssetEdits, colourOfLabel, MAX_KEYWORDS, MAX_WORDS } from '../../src-shared/domain/edits';
import { cleanText } from './clean-text';
import {
  namespaces,
  newPacket,
  type PropertyName,
  parsePacket,
  serialisePacket,
  TOOLKIT,
} from './xmp-document';
import {
  readAlternative,
  readList,
  readSimple,
  removeProperty,
  writeAlternative,
  writeList,
  writeSimple,
} from './xmp-properties';

/*
 * [Note: stars and flags in XMP] `xmp:Rating` -1 is "rejected" (Bridge, darktable, digiKam); `xmpDM:pick` is 1, 0 or -1 (Lightroom since 13.2,
 * Premiere); Photo Mechanic has `photomechanic:Tagged`. A rejected photo with stars keeps them, so its rejection stands in `pick` alone; one
 * without gets both. An empty `xmp:Label` and an empty title say that there is to be none.
 */

const rating: PropertyName = ['xmp', 'Rating'];
const label: PropertyName = ['xmp', 'Label'];
const metadataDate: PropertyName = ['xmp', 'MetadataDate'];
const pick: PropertyName = ['xmpDM', 'pick'];
const tagged: PropertyName = ['photomechanic', 'Tagged'];
const prefs: PropertyName = ['photomechanic', 'Prefs'];
const subject: PropertyName = ['dc', 'subject'];
const hierarchy: PropertyName = ['lr', 'hierarchicalSubject'];
const creator: PropertyName = ['dc', 'creator'];
const words = {
  title: ['dc', 'title'],
  caption: ['dc', 'description'],
  copyright: ['dc', 'rights'],
} as const satisfies Record<string, PropertyName>;

export interface SidecarWords {
  /** Only what the sidecar says; see AssetEdits. */
  fields: AssetEdits;
  /** Its xmp:MetadataDate; null: it tells none. */
  changedAtMs: number | null;
  /** It was made by an app of ours, not only changed. */
  ours: boolean;
}

/** null: it is no XMP that we understand (xmp-document.ts). */
export function readSidecar(text: string | null): SidecarWords | null {
  const packet = text === null ? null : parsePacket(text);
  return packet && wordsOf(packet.document);
}

function wordsOf(document: Document): SidecarWords {
  const keywords = keywordsOf(document);
  const creators = readList(document, creator);
  const colour = colourOf(document);
  const stars = ratingOf(document);
  const flag = flagOf(document, stars);
  const fields: AssetEdits = {
    ...(stars !== null && stars >= 0 && { rating: stars }),
    ...(flag !== null && { flag }),
    ...(colour !== null && { colour }),
    ...(keywords && { keywords }),
    ...(creators && { creator: short(creators.map(short).filter(Boolean).join(', ')) }),
  };
  for (const [name, property] of Object.entries(words) as Array<[keyof typeof words, PropertyName]>) {
    const value = readAlternative(document, property);
    if (value !== undefined) fields[name] = short(value);
  }
  const changedAtMs = Date.parse(readSimple(document, metadataDate) ?? '');
  const toolkit = document.documentElement?.getAttributeNS(namespaces.x, 'xmptk') ?? '';
  return {
    fields,
    changedAtMs: Number.isNaN(changedAtMs) ? null : changedAtMs,
    ours: toolkit === TOOLKIT,
  };
}

const short = (text: string): string => (cleanText(text) ?? '').slice(0, MAX_WORDS);

function ratingOf(document: Document): number | null {
  const value = Number.parseFloat(readSimple(document, rating) ?? '');
  return value >= -1 && value <= 5 ? Math.round(value) : null;
}

function flagOf(document: Document, stars: number | null): AssetEdits['flag'] | null {
  const picked = readSimple(document, pick)?.trim();
  if (picked === '1') return 'pick';
  if (picked === '-1' || stars === -1) return 'reject';
  if (picked === '0') return 'none';
  return /^true$/i.test(readSimple(document, tagged)?.trim() ?? '') ? 'pick' : null;
}

function colourOf(document: Document): AssetEdits['colour'] | null {
  const name = readSimple(document, label);
  if (name === undefined) return null;
  const colour = colourOfLabel(name);
  // A label of somebody's own making is none of our colours, and is to stay.
  return colour === 'none' && name.trim() !== '' ? null : colour;
}

function keywordsOf(document: Document): string[] | null {
  const flat = readList(document, subject);
  const leaves = readList(document, hierarchy)?.map(leafOf);
  if (!flat && !leaves) return null;
  const seen = new Set<string>();
  return [...(flat ?? []), ...(leaves ?? [])]
    .map((keyword) => keyword.trim().slice(0, 200).trim())
    .filter((keyword) => {
      const known = keyword === '' || seen.has(folded(keyword));
      seen.add(folded(keyword));
      return !known;
    })
    .slice(0, MAX_KEYWORDS);
}

/** `Animals|Dogs` -> `Dogs` */
const leafOf = (path: string): string => path.slice(path.lastIndexOf('|') + 1);
const folded = (keyword: string): string => keyword.trim().normalize('NFC').toLowerCase();

/**
 * The packet that says `fields`, made of `existing` (null: a new one). A field that is not set is taken out where the sidecar has it.
 * Everything else in it stays. `plainStars`: no stars of the file itself show through. null when `existing` cannot be changed safely.
 */
export function writeSidecar(
  existing: string | null,
  fields: AssetEdits,
  options: { nowMs: number; plainStars: boolean },
): string | null {
  const packet = existing === null ? newPacket() : parsePacket(existing);
  if (packet === null) return null;
  const { document } = packet;
  const there = wordsOf(document).fields;
  writeCull(document, there, fields, options.plainStars);
  for (const [name, property] of Object.entries(words) as Array<[keyof typeof words, PropertyName]>) {
    const value = fields[name];
    if (value === there[name]) continue;
    if (value === undefined) removeProperty(document, property);
    else writeAlternative(document, property, value);
  }
  if (fields.creator !== there.creator) {
    if (fields.creator === undefined) removeProperty(document, creator);
    else writeList(document, creator, 'Seq', fields.creator === '' ? [] : [fields.creator]);
  }
  writeKeywords(document, there.keywords, fields.keywords);
  writeSimple(document, metadataDate, new Date(options.nowMs).toISOString());
  return serialisePacket(packet);
}

function writeCull(document: Document, there: AssetEdits, fields: AssetEdits, plainStars: boolean): void {
  const rejectedPlainly = fields.flag === 'reject' && (fields.rating ?? 0) === 0 && plainStars;
  const stars = rejectedPlainly ? -1 : (fields.rating ?? null);
  if (stars !== ratingOf(document)) {
    if (stars === null) removeProperty(document, rating);
    else writeSimple(document, rating, String(stars));
  }
  if (fields.flag !== there.flag || (fields.flag && readSimple(document, pick) === undefined)) {
    if (fields.flag === undefined) removeProperty(document, pick);
    else writeSimple(document, pick, { pick: '1', none: '0', reject: '-1' }[fields.flag]);
    if (readSimple(document, tagged) !== undefined)
      writeSimple(document, tagged, fields.flag === 'pick' ? 'True' : 'False');
  }
  // Tagged, colour class, stars, frame.
  const parts = readSimple(document, prefs)?.split(':');
  if (parts?.length === 4) {
    const [, colourClass = '0', , frame = '0'] = parts;
    const said = [fields.flag === 'pick' ? '1' : '0', colourClass, String(fields.rating ?? 0), frame].join(
      ':',
    );
    if (said !== parts.join(':')) writeSimple(document, prefs, said);
  }
  if (fields.colour !== there.colour) {
    if (fields.colour === undefined) removeProperty(document, label);
    else writeSimple(document, label, labelOf[fields.colour]);
  }
}

/** Lightroom's and Capture One's own names. */
const labelOf = { none: '', red: 'Red', yellow: 'Yellow', green: 'Green', blue: 'Blue', purple: 'Purple' };

function writeKeywords(
  document: Document,
  there: string[] | undefined,
  keywords: string[] | undefined,
): void {
  if (JSON.stringify(keywords) === JSON.stringify(there)) return;
  const paths = readList(document, hierarchy);
  if (paths) {
    const wanted = new Set(keywords?.map(folded));
    const kept = paths.filter((path) => wanted.has(folded(leafOf(path))));
    if (kept.length === 0) removeProperty(document, hierarchy);
    else if (kept.length < paths.length) writeList(document, hierarchy, 'Bag', kept);
  }
  if (keywords === undefined) removeProperty(document, subject);
  else writeList(document, subject, 'Bag', keywords);
}
