/** Writes a catalogue of N generated photos straight into SQLite, the same for the same numbers: for benches and tests of the library. */

import { openDatabase } from '../../../src-main/catalogue/open-catalogue';
import { type AssetMetadata, assetFlag } from '../../../src-shared/domain/asset';
import { packCull } from '../../../src-shared/domain/cull';
import { AlbumId, ConnectionId } from '../../../src-shared/units';

export interface LibraryShape {
  /** Photos of each album, e.g. [100_000, 60_000, 40_000]. */
  albums: readonly number[];
  /** Folder that the built-in store's connection names; default: none that exists. */
  storeRoot?: string;
  /** Thumbnail revision of every photo; default 1: it says that there is one. */
  thumbRevision?: number;
  /** Words are indexed by the app (default), or nothing is left to index. */
  words?: 'pending' | 'none';
}

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const libraryConnectionId = ConnectionId.parse(uuid(1));
export const libraryAlbumId = (place: number): AlbumId => AlbumId.parse(uuid(101 + place));

const cameras = [
  ['Canon', 'Canon EOS R5'],
  ['Canon', 'Canon EOS R6m2'],
  ['NIKON CORPORATION', 'NIKON Z 9'],
  ['SONY', 'ILCE-7M4'],
  ['FUJIFILM', 'X-T5'],
  ['Apple', 'iPhone 15 Pro'],
] as const;
const lenses = [
  'RF24-70mm F2.8 L IS USM',
  'RF85mm F1.2 L USM',
  'NIKKOR Z 70-200mm f/2.8 VR S',
  'FE 35mm F1.4 GM',
  'XF16-55mmF2.8 R LM WR',
];
const focals = [16, 24, 35, 50, 70, 85, 135, 200];
const keywords = [
  'wedding',
  'ceremony',
  'family',
  'café',
  'Jeju',
  '제주도',
  '서울',
  '벚꽃',
  'portrait',
  'detail',
  'night',
  'beach',
];
const cities = [
  ['Seoul', '대한민국'],
  ['서귀포시', '대한민국'],
  ['München', 'Deutschland'],
  ['Reykjavík', 'Iceland'],
] as const;
const extensions = ['JPG', 'JPG', 'JPG', 'CR3', 'HEIC', 'MP4'];
/** An album begins with so many photos before its first film: through these the bench goes key by key. */
const FIRST_PHOTOS = 100;
const FIRST_MS = Date.UTC(2015, 0, 1);
const MINUTE_MS = 60_000;

/** Creates the catalogue at `path`, which must not be there. Ids count up from 1, album after album, each in order of time. */
export function makeLibrary(path: string, shape: LibraryShape): AlbumId[] {
  const database = openDatabase(path);
  const random = mulberry32(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES (?, 'This computer', 'this computer', ?, 1, 0)`,
      )
      .run(libraryConnectionId, JSON.stringify({ kind: 'local', root: shape.storeRoot ?? '/not-there' }));
    const album = database.prepare(
      `INSERT INTO albums (number, id, title, note, connection_id, bucket, prefix, created_at_ms) VALUES (?, ?, ?, '', ?, ?, '', ?)`,
    );
    const asset = database.prepare(
      `INSERT INTO assets (album_number, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags, thumb_revision, thumb_px,
         modified_at_ms, prepared_at_ms, fingerprint, etag, content_md5, stored_at_ms, created_at_ms, metadata, cull, edits)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 512, ?, 1, ?, ?, ?, 1, ?, ?, ?, ?)`,
    );
    const thumbRevision = shape.thumbRevision ?? 1;
    let made = 0;
    shape.albums.forEach((count, place) => {
      album.run(
        place + 1,
        libraryAlbumId(place),
        `Album ${place + 1}`,
        libraryConnectionId,
        `album-${place + 1}`,
        FIRST_MS + place,
      );
      let atMs = FIRST_MS + place * 97 * MINUTE_MS;
      for (let n = 0; n < count; n += 1) {
        made += 1;
        // Mostly seconds apart, now and then days: shoots.
        atMs +=
          random() < 0.002
            ? Math.floor(random() * 40 * 1440) * MINUTE_MS
            : 1000 + Math.floor(random() * 30_000);
        const any = pick(extensions);
        const extension = n < FIRST_PHOTOS && any === 'MP4' ? 'JPG' : any;
        const isVideo = extension === 'MP4';
        const [make, model] = pick(cameras);
        const upright = random() < 0.25;
        const [widthPx, heightPx] = upright ? [4000, 6000] : [6000, 4000];
        const metadata: AssetMetadata = {
          format: isVideo ? 'mp4' : extension === 'JPG' ? 'jpeg' : extension.toLowerCase(),
          widthPx,
          heightPx,
          takenAtLocal: new Date(atMs).toISOString().slice(0, 19),
          cameraMake: make,
          cameraModel: model,
          lens: pick(lenses),
          exposureTimeS: 1 / 250,
          fNumber: 2.8,
          iso: 100 * 2 ** Math.floor(random() * 7),
          focalLengthMm: pick(focals),
          sharpness: Math.round(random() * 2000),
          dhash: hex(random, 16),
          ...(random() < 0.3 && {
            keywords: [pick(keywords), pick(keywords)].filter((word, at, all) => all.indexOf(word) === at),
          }),
          ...(random() < 0.1 && { caption: `A moment of the ${pick(keywords)} day` }),
          ...(random() < 0.2 && placeOf(pick(cities))),
        };
        const rating = random() < 0.8 ? 0 : 1 + Math.floor(random() * 5);
        const flag = random() < 0.9 ? 'none' : random() < 0.7 ? 'pick' : 'reject';
        const cull = packCull({ rating, flag, colour: 'none' });
        const name = `DCIM/${100 + Math.floor(n / 9999)}CANON/IMG_${String((n % 9999) + 1).padStart(4, '0')}.${extension}`;
        const md5 = hex(random, 32);
        asset.run(
          place + 1,
          name,
          isVideo ? 'video' : 'photo',
          isVideo ? 'video/mp4' : 'image/jpeg',
          3_000_000 + Math.floor(random() * 40_000_000),
          'stored',
          atMs,
          widthPx / heightPx,
          (isVideo ? assetFlag.video : 0) | (thumbRevision > 0 ? assetFlag.thumb : 0),
          thumbRevision,
          atMs,
          md5.slice(0, 16),
          md5,
          md5,
          FIRST_MS + made,
          JSON.stringify(metadata),
          cull,
          cull === 0
            ? null
            : JSON.stringify({ ...(rating > 0 && { rating }), ...(flag !== 'none' && { flag }) }),
        );
      }
    });
    if (shape.words === 'none') database.prepare('DELETE FROM words_pending').run();
  });
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.raw.close();
  return shape.albums.map((_, place) => libraryAlbumId(place));
}

const placeOf = ([city, country]: readonly [string, string]): Pick<AssetMetadata, 'city' | 'country'> => ({
  city,
  country,
});

const hex = (random: () => number, digits: number): string =>
  Array.from({ length: digits / 8 }, () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** A small generator of chance that begins anew with each seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
