/**
 * Takes the place out of files of boxes (ISO/IEC 14496-12, QuickTime): films by their `moov`, HEIC and AVIF by their items. What goes becomes a
 * `free` box of its size. Boxes that are not known where a place may lie end it: nothing is left to luck.
 */

import { type Cleaners, type Draft, isBlank, slice, Unclear } from './place-draft';
import { cleanItems } from './place-items';
import { isCoordinate, isPlaceName, speaksOfPlace } from './place-words';

export interface Box {
  type: string;
  at: number;
  contentAt: number;
  end: number;
}

const MAX_BOXES = 200_000;
const XMP_UUID = 'be7acfcb97a942e89c71999491e3afac';
/** Spherical video; Sony's profile. */
const harmlessUuids = new Set(['ffcc8263f8554a938814587a02521fdd', '50524f4621d24fcebb88695cfac9c740']);
const names = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const topBoxes = names('ftyp styp mdat wide sidx ssix mfra pdin prft');
const movieBoxes = names('mvhd mvex iods prfl ctab trep');
const trackBoxes = names('tkhd edts tref load clip matt tapt txas imap trgr');
const mediaBoxes = names('mdhd hdlr minf elng');
const fragmentBoxes = names('mfhd tfhd trun tfdt sdtp saio saiz sbgp sgpd subs senc');
/** Of udta: words for people, and how players show it. */
const wordBoxes = names(
  'titl dscp cprt perf auth albm gnre yrrc name hnti hinf hinv chpl tsel WLOC LOOP AllF SelO ptv kywd',
);
/** Sound and picture; anything else is told beside them, and may be the way that was gone. */
const handlers = names('vide soun tmcd pict auxv hint');
/** Apple's tracks that tell no place, by the keys of their samples. */
const harmlessKeys =
  /^com\.apple\.quicktime\.(?:video-orientation|live-photo-info|live-photo-still-image-transform[\w-]*|still-image-time|detected-[\w.-]+|scene-illuminance|camera[\w.-]*|full-frame-rate[\w-]*)$/;

export function* boxesIn(draft: Draft, from: number, end: number): Generator<Box> {
  let at = from;
  for (let count = 0; at + 8 <= end; count += 1) {
    if (count > MAX_BOXES) throw new Unclear('structure', 'too many boxes');
    const head = draft.read(at, Math.min(16, end - at));
    const short = head.readUInt32BE(0);
    const long = short === 1 && head.length >= 16;
    const size = short === 0 ? end - at : long ? Number(head.readBigUInt64BE(8)) : short;
    const contentAt = at + (long ? 16 : 8);
    if (!Number.isSafeInteger(size) || at + size > end || at + size < contentAt)
      throw new Unclear('structure', 'a box that is cut off');
    yield { type: head.toString('latin1', 4, 8), at, contentAt, end: at + size };
    at += size;
  }
  // QuickTime ends lists with a zero.
  if (!isBlank(draft, at, end)) throw new Unclear('structure', 'bytes that are no box');
}

const contentOf = (draft: Draft, { contentAt, end }: Box): Draft => slice(draft, contentAt, end - contentAt);

function free(draft: Draft, { at, contentAt, end }: Box): void {
  draft.write(at + 4, Buffer.from('free', 'latin1'));
  draft.clear(contentAt, end - contentAt);
}

export function cleanBoxes(draft: Draft, parts: Cleaners): void {
  for (const box of boxesIn(draft, 0, draft.sizeBytes)) {
    if (topBoxes.has(box.type)) continue;
    if (box.type === 'moov') cleanMovie(draft, box, parts);
    else if (box.type === 'moof') cleanFragment(draft, box);
    else if (box.type === 'meta') cleanMeta(draft, box, parts);
    else cleanCommon(draft, box, parts);
  }
}

/** What may lie anywhere. */
function cleanCommon(draft: Draft, box: Box, parts: Cleaners): void {
  if (box.type === 'free' || box.type === 'skip') {
    // Programs leave there what they took out.
    if (!isBlankBox(draft, box)) draft.clear(box.contentAt, box.end - box.contentAt);
  } else if (box.type === 'udta') cleanUserData(draft, box, parts);
  else if (box.type === 'meta') cleanMeta(draft, box, parts);
  else if (box.type === 'uuid') {
    const uuid = box.end - box.contentAt >= 16 ? draft.read(box.contentAt, 16).toString('hex') : '';
    if (uuid === XMP_UUID) parts.xmp(slice(draft, box.contentAt + 16, box.end - box.contentAt - 16));
    else if (!harmlessUuids.has(uuid)) free(draft, box);
  } else throw new Unclear('hidden', `a box that is not known: ${box.type.replace(/[^\w ]/g, '?')}`);
}

const isBlankBox = (draft: Draft, { contentAt, end }: Box): boolean => isBlank(draft, contentAt, end);

function cleanMovie(draft: Draft, movie: Box, parts: Cleaners): void {
  for (const box of boxesIn(draft, movie.contentAt, movie.end)) {
    if (box.type === 'trak') cleanTrack(draft, box, parts);
    else if (!movieBoxes.has(box.type)) cleanCommon(draft, box, parts);
  }
}

function cleanTrack(draft: Draft, track: Box, parts: Cleaners): void {
  for (const box of boxesIn(draft, track.contentAt, track.end)) {
    if (box.type === 'mdia') cleanMedia(draft, box, parts);
    else if (!trackBoxes.has(box.type)) cleanCommon(draft, box, parts);
  }
}

function cleanMedia(draft: Draft, media: Box, parts: Cleaners): void {
  let handler = '';
  let described: Buffer = Buffer.alloc(0);
  for (const box of boxesIn(draft, media.contentAt, media.end)) {
    if (!mediaBoxes.has(box.type)) cleanCommon(draft, box, parts);
    if (box.type === 'hdlr') handler = draft.read(box.contentAt + 8, 4).toString('latin1');
    if (box.type === 'minf') described = sampleTable(draft, box);
  }
  if (handlers.has(handler)) return;
  const keys = [...described.toString('latin1').matchAll(/keyd\0*mdta([\x21-\x7e]+?)(?=[^\x21-\x7e]|$)/g)];
  const known = handler === 'meta' && described.toString('latin1', 12, 16) === 'mebx' && keys.length > 0;
  const all = described.toString('latin1').split('keyd').length - 1;
  if (known && keys.length === all && keys.every(([, key = '']) => harmlessKeys.test(key))) return;
  throw new Unclear('track', 'a track of measurements');
}

/** The content of stsd. */
function sampleTable(draft: Draft, minf: Box): Buffer {
  for (const table of boxesIn(draft, minf.contentAt, minf.end))
    if (table.type === 'stbl')
      for (const box of boxesIn(draft, table.contentAt, table.end))
        if (box.type === 'stsd') return draft.read(box.contentAt, box.end - box.contentAt);
  return Buffer.alloc(0);
}

function cleanFragment(draft: Draft, fragment: Box): void {
  for (const box of boxesIn(draft, fragment.contentAt, fragment.end)) {
    if (box.type === 'traf') cleanFragment(draft, box);
    else if (!fragmentBoxes.has(box.type)) throw new Unclear('hidden', 'a box that is not known');
  }
}

/** Of a film, a track or a file: makers put whatever they like there, so what is not known to be harmless goes. */
function cleanUserData(draft: Draft, data: Box, parts: Cleaners): void {
  for (const box of boxesIn(draft, data.contentAt, data.end)) {
    if (box.type === 'meta') cleanMeta(draft, box, parts);
    else if (box.type === 'XMP_') parts.xmp(contentOf(draft, box));
    else if (box.type.startsWith('\xa9') && box.type !== '\xa9xyz') freeIfPlace(draft, box, 4);
    else if (wordBoxes.has(box.type)) freeIfPlace(draft, box, 6);
    else if (box.type !== 'free' || !isBlankBox(draft, box)) free(draft, box);
  }
}

/** `headBytes` before the words themselves. */
function freeIfPlace(draft: Draft, box: Box, headBytes: number): void {
  const text = draft.read(box.contentAt, box.end - box.contentAt).toString('latin1');
  if (speaksOfPlace(text) || isCoordinate(text.slice(headBytes).replace(/\0+$/, ''))) free(draft, box);
}

/** QuickTime's has neither version nor flags. */
function cleanMeta(draft: Draft, meta: Box, parts: Cleaners): void {
  const plain =
    meta.end - meta.contentAt >= 8 && draft.read(meta.contentAt + 4, 4).toString('latin1') === 'hdlr';
  const boxes = [...boxesIn(draft, meta.contentAt + (plain ? 0 : 4), meta.end)];
  const of = (type: string): Box | undefined => boxes.find((box) => box.type === type);
  const keys = of('keys');
  const placeKeys = keys ? cleanKeys(draft, keys) : new Set<number>();
  for (const box of boxes) {
    if (box.type === 'ilst') cleanList(draft, box, placeKeys);
    else if (box.type === 'ID32') free(draft, box);
    else if (['uuid', 'free', 'skip'].includes(box.type)) cleanCommon(draft, box, parts);
    else if (
      !['hdlr', 'keys', 'iinf', 'iloc', 'iref', 'iprp', 'pitm', 'idat', 'dinf', 'grpl'].includes(box.type)
    )
      throw new Unclear('hidden', 'a box that is not known');
  }
  const [info, places] = [of('iinf'), of('iloc')];
  if (info && places) cleanItems(draft, { info, places, data: of('idat') }, parts);
  else if (info || places) throw new Unclear('structure', 'items without places');
}

/** Answers the indexes of keys that name a place; their names go, so that not even they tell. */
function cleanKeys(draft: Draft, keys: Box): Set<number> {
  const found = new Set<number>();
  let index = 0;
  for (const key of boxesIn(draft, keys.contentAt + 8, keys.end)) {
    index += 1;
    const name = draft.read(key.contentAt, key.end - key.contentAt).toString('latin1');
    if (!isPlaceName(name)) continue;
    found.add(index);
    draft.write(key.contentAt, Buffer.alloc(name.length, 'x'));
  }
  return found;
}

function cleanList(draft: Draft, list: Box, placeKeys: ReadonlySet<number>): void {
  for (const item of boxesIn(draft, list.contentAt, list.end)) {
    const content = draft.read(item.contentAt, item.end - item.contentAt).toString('latin1');
    // An inner box `data` with type and language before the value.
    const value = content.slice(16).replace(/\0+$/, '');
    const index = Buffer.from(item.type, 'latin1').readUInt32BE(0);
    const isPlace = placeKeys.has(index) || item.type === '\xa9xyz' || item.type === 'loci';
    const holdsPicture = content.includes('Exif\0') || content.includes('ns.adobe.com/x');
    if (isPlace || holdsPicture || isCoordinate(value) || speaksOfPlace(content)) free(draft, item);
  }
}
