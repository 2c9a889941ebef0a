/** Opens a page's envelope with a person's key, and the manifest it names. Nothing is believed that is not sealed. */
import { AppError } from '../../../src-shared/app-error';
import type { GuestPageData } from '../../../src-shared/domain/share-page';
import { concat, fromUtf8 } from '../../../src-shared/sealing/bytes';
import { openEnvelope } from '../../../src-shared/sealing/envelope';
import type { Bytes, SealingPrimitives } from '../../../src-shared/sealing/primitives';
import type { HttpClient } from '../../storage/http-client';
import { createSealedSource, translated } from '../../storage/sealed-source';
import { Envelope, Manifest } from './page-schemas';

/** 20,000 photos with long captions. */
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

const damaged = (details: string): AppError =>
  new AppError(
    'share-damaged',
    'What the store gave is not what the sender sealed: it was changed, cut or swapped. Nothing of it is shown.',
    { details },
  );
const newer = (): AppError =>
  new AppError('share-newer', 'This share was made by a newer CAOS. Update CAOS, then open it again.');

/** null: the key does not open it. Throws `share-damaged`, `share-newer`. */
export async function openContent(
  primitives: SealingPrimitives,
  data: GuestPageData,
  kek: Bytes,
): Promise<Envelope | null> {
  let content: unknown;
  try {
    content = await openEnvelope(primitives, kek, data.header, data.sealed);
  } catch (error) {
    throw translated(error, undefined, 'https://share/') as Error;
  }
  if (content === null) return null;
  const parsed = Envelope.safeParse(content);
  if (!parsed.success) throw newer();
  return parsed.data;
}

/** `page`: where the envelope was found; objects lie at the same host. */
export async function readManifest(
  given: { page: string; shareId: string; content: Envelope },
  http: HttpClient,
  signal: AbortSignal,
): Promise<Manifest> {
  const { page, shareId, content } = given;
  if (content.manifest.sizeBytes > MOST_MANIFEST_BYTES) throw damaged('the manifest is too large');
  const { contentKey, addresses } = content;
  const source = createSealedSource({ page, shareId, contentKey, addresses }, http);
  const pieces: Bytes[] = [];
  for await (const piece of source.read(content.manifest, 0, content.manifest.sizeBytes, signal))
    pieces.push(piece);
  return parseManifest(concat(...pieces), shareId, content.manifest.revision);
}

function parseManifest(bytes: Bytes, shareId: string, revision: number): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(fromUtf8(bytes));
  } catch {
    throw damaged('the manifest is no text of ours');
  }
  if ((json as { version?: unknown } | null)?.version !== 1) throw newer();
  const parsed = Manifest.safeParse(json);
  if (!parsed.success) throw damaged('the manifest is not as it should be');
  const manifest = parsed.data;
  if (manifest.shareId !== shareId || manifest.revision !== revision) throw damaged('another manifest');
  for (const { thumb, web, poster, original } of manifest.items)
    for (const place of [thumb, web, poster, original]) {
      const object = place && manifest.objects[place.object];
      if (place && (!object || place.offset + place.sizeBytes > object.sizeBytes))
        throw damaged('a place outside of its object');
    }
  if (new Set(manifest.items.map(({ id }) => id)).size !== manifest.items.length)
    throw damaged('an item twice');
  return manifest;
}
