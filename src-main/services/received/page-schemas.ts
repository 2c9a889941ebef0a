/** What a page, its envelope and its manifest may be: written by whoever shared, so nothing is used before it was looked at. */
import { z } from 'zod';
import { areFilmFragments, MOST_FRAGMENTS } from '../../../src-shared/domain/film-fragments';
import { SHARE_ID } from '../../../src-shared/domain/share-page';

const id = z.string().regex(SHARE_ID);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const text = (most: number) => z.string().max(most);
const address = z.string().max(8192);
const time = z.number().min(-8.64e15).max(8.64e15);
/** A share of the largest size has some 20,000 objects. */
const MOST_OBJECTS = 100_000;
export const MOST_ITEMS = 20_000;

export const PageData = z.object({
  header: z.object({
    format: z.string(),
    version: z.number(),
    shareId: z.string(),
    recipientId: z.string(),
    revision: z.number(),
    kdf: z.object({
      name: z.literal('argon2id'),
      salt: text(100),
      memoryKiB: z.number(),
      passes: z.number(),
      lanes: z.number(),
    }),
  }),
  greeting: z.string(),
  sealed: z.string(),
});

const SealedObject = z.object({ id, revision: count, sizeBytes: count });
const Addresses = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('prefix'), before: address, after: address }),
  z.object({
    kind: z.literal('signed'),
    before: address,
    between: address,
    after: address,
    signatures: z.record(z.string(), address),
  }),
  z.object({ kind: z.literal('each'), addresses: z.record(z.string(), address) }),
]);
const PicksPlaces = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('put'), slots: Addresses, headers: z.record(text(100), text(1000)) }),
  z.object({
    kind: z.literal('form'),
    action: address,
    fields: z.array(z.tuple([text(100), address])).max(20),
  }),
]);

export const Envelope = z.object({
  contentKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  picksPublicKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .nullable(),
  manifest: SealedObject,
  addresses: Addresses,
  picks: PicksPlaces.nullable(),
  endsAtMs: time,
  sureUntilMs: time,
  page: address.optional(),
});
export type Envelope = z.infer<typeof Envelope>;

const Place = z.object({ object: count, offset: count, sizeBytes: count, type: text(100) });
const numbers = z.array(count).max(MOST_FRAGMENTS);
const Film = z.object({ codecs: text(100), headBytes: count, durationsMs: numbers, sizesBytes: numbers });
const Fields = z.object({
  id,
  kind: z.enum(['photo', 'video']),
  title: text(4000),
  caption: text(10_000),
  fileName: text(1000),
  width: z.number().positive().max(1e6),
  height: z.number().positive().max(1e6),
  takenAtMs: time.nullable(),
  durationMs: z.number().nonnegative().nullable(),
  thumbHash: text(100),
  thumb: Place.nullable(),
  web: Place.nullable(),
  poster: Place.nullable(),
  original: Place.nullable(),
  film: Film.optional(),
});
const Item = Fields.refine(({ film, web }) => film === undefined || areFilmFragments(film, web));
export type Item = z.infer<typeof Item>;

export const Manifest = z.object({
  format: z.literal('caos-share-manifest'),
  version: z.literal(1),
  shareId: id,
  revision: count,
  title: text(1000),
  message: text(20_000),
  photographer: z.object({ name: text(500), email: text(500), colour: text(20).nullable() }),
  allow: z.object({ web: z.boolean(), original: z.boolean(), pick: z.boolean(), comment: z.boolean() }),
  showFileNames: z.boolean(),
  objects: z.array(SealedObject).max(MOST_OBJECTS),
  items: z.array(Item).max(MOST_ITEMS),
});
export type Manifest = z.infer<typeof Manifest>;
