/** Reads the manifest: authentic by its key, and looked at once more so that the page can rely on it. */
import { areFilmFragments } from '../../../src-shared/domain/film-fragments';
import type { EnvelopeContent, EnvelopeHeader, ShareManifest } from '../../../src-shared/domain/share-page';
import { GuestError } from '../engine-protocol';

/** Throws GuestError `damaged`, or `unsupported` for a newer format. */
export function readManifest(
  text: string,
  { shareId }: EnvelopeHeader,
  { manifest: { revision } }: EnvelopeContent,
): ShareManifest {
  const manifest = parse(text);
  if (manifest.format !== 'caos-share-manifest') throw new GuestError('damaged', 'No manifest.');
  if (manifest.version !== 1) throw new GuestError('unsupported', 'A newer share.');
  if (manifest.shareId !== shareId || manifest.revision !== revision) {
    throw new GuestError('damaged', 'Another manifest.');
  }
  for (const { thumb, web, poster, original, film } of manifest.items) {
    if (film !== undefined && !areFilmFragments(film, web))
      throw new GuestError('damaged', 'A film that is not what it says.');
    for (const place of [thumb, web, poster, original]) {
      if (place === null) continue;
      const object = manifest.objects[place.object];
      if (!object || place.offset < 0 || place.offset + place.sizeBytes > object.sizeBytes) {
        throw new GuestError('damaged', 'A place outside of its object.');
      }
    }
  }
  return manifest;
}

function parse(text: string): ShareManifest {
  try {
    return JSON.parse(text) as ShareManifest;
  } catch {
    throw new GuestError('damaged', 'No manifest.');
  }
}
