/** Templates that name photos by what is known of them, e.g. `{date}_{camera}_{seq}`: parsed once, then asked for each photo. */
import { AppError } from '../../src-shared/app-error';
import { templateFields } from '../../src-shared/domain/ingest';

type Field = (typeof templateFields)[number];

/** What a name is made of. */
export interface NameFacts {
  /** Wall clock at the camera, ISO 8601 without zone: `2024-05-01T10:11:12`. */
  wallClock: string;
  make?: string | undefined;
  camera?: string | undefined;
  lens?: string | undefined;
  iso?: number | undefined;
  /** Name on the card without its extension. */
  name: string;
  /** Last folder on the card; '' at its top. */
  folder: string;
  seq: number;
  shoot: string;
}

export interface NameTemplate {
  uses(field: Field): boolean;
  /** True when a photo has to be opened for its name. */
  readsPhotos: boolean;
  /** A relative path with `/`, without extension; no segment of it is empty, hidden or unspeakable on any system. */
  nameFor(facts: NameFacts): string;
}

type Piece = { text: string } | { field: Field; digits: number };

const DEFAULT_DIGITS = 4;
/** A lens may tell a sentence about itself; the key has room for more than one such field. */
const MAX_VALUE_LENGTH = 60;
const known = new Set<string>(templateFields);
const fromPhoto: readonly Field[] = ['date', 'time', 'year', 'month', 'day', 'camera', 'make', 'lens', 'iso'];

/** Throws `bad-input`: one sentence that says what is wrong with the template. */
export function parseNameTemplate(text: string, { shoot }: { shoot: string }): NameTemplate {
  const pieces = piecesOf(text.normalize('NFC'));
  const used = new Set(pieces.flatMap((piece) => ('field' in piece ? [piece.field] : [])));
  if (used.has('shoot') && speakable(shoot) === '')
    throw wrong('The names use {shoot}: type a word for it, or take it out of the template.');
  const nameFor = (facts: NameFacts): string =>
    segmentsOf(pieces.map((piece) => ('text' in piece ? piece.text : valueFor(piece, facts))).join('')).join(
      '/',
    );
  const sample = pieces.map((piece) => ('text' in piece ? piece.text : 'x')).join('');
  if (speakable(sample.slice(sample.lastIndexOf('/') + 1)) === '') {
    throw wrong(
      'The template gives an empty name. Put a field such as {name} or {date}_{seq} after its last “/”.',
    );
  }
  return {
    uses: (field) => used.has(field),
    readsPhotos: fromPhoto.some((field) => used.has(field)),
    nameFor,
  };
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const open = text.indexOf('{', at);
    const plain = text.slice(at, open < 0 ? undefined : open);
    if (plain.includes('}')) throw wrong('The template has a “}” without a “{” before it.');
    if (plain !== '') pieces.push({ text: plain.replace(unspeakable, '-') });
    if (open < 0) break;
    const close = text.indexOf('}', open);
    if (close < 0) throw wrong('The template has a “{” without a “}” after it.');
    pieces.push(fieldOf(text.slice(open + 1, close)));
    at = close + 1;
  }
  return pieces;
}

function fieldOf(inside: string): Piece {
  const [name = '', digits, ...more] = inside.trim().toLowerCase().split(':');
  const counted = digits === undefined || (name === 'seq' && more.length === 0 && /^[1-9]$/.test(digits));
  if (!known.has(name)) {
    throw wrong(
      `There is no field {${inside.slice(0, 40)}}. Use ${templateFields.map((field) => `{${field}}`).join(', ')}.`,
    );
  }
  if (!counted) throw wrong('Only {seq} takes a number, of 1 to 9 digits, as in {seq:4}.');
  return { field: name as Field, digits: digits === undefined ? DEFAULT_DIGITS : Number(digits) };
}

function valueFor({ field, digits }: { field: Field; digits: number }, facts: NameFacts): string {
  const [date = '', time = ''] = facts.wallClock.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const values: Record<Field, string> = {
    date,
    time: time.slice(0, 8).replaceAll(':', ''),
    year,
    month,
    day,
    camera: facts.camera ?? '',
    make: facts.make ?? '',
    lens: facts.lens ?? '',
    iso: facts.iso === undefined ? '' : String(facts.iso),
    name: facts.name,
    folder: facts.folder,
    seq: String(facts.seq).padStart(digits, '0'),
    shoot: facts.shoot,
  };
  const value = values[field].replaceAll('/', '-').replace(unspeakable, '-');
  return speakable(cut(speakable(value))) || 'unknown';
}

/** What Windows, macOS or a store cannot have in a name, and halves of surrogate pairs; `/` is none of them: it makes folders. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const unspeakable = /[\u0000-\u001f\u007f-\u009f\\:*?"<>|\ufffe\uffff]|\p{Surrogate}/gu;

/** Without spaces and dots at its ends: they hide a file on one system and vanish on another. */
const speakable = (text: string): string => text.replace(/\s+/gu, ' ').replace(/^[\s.]+|[\s.]+$/gu, '');
const segmentsOf = (name: string): string[] => name.split('/').map(speakable).filter(Boolean);
const cut = (text: string): string => [...text].slice(0, MAX_VALUE_LENGTH).join('');
const wrong = (sentence: string): AppError =>
  new AppError('bad-input', sentence, { params: { field: 'nameTemplate' } });
