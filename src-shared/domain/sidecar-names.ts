/** Which XMP object belongs to which photo, by their names. */
import { isRawName } from './raw-formats';

/*
 * [Note: names of sidecars] Lightroom, Camera Raw, Bridge, Capture One and Photo Mechanic keep what they say of a RAW file in `NAME.xmp`, so
 * that is where ours go. None of them writes a sidecar for a JPEG, TIFF, HEIC or video under that name, and a RAW+JPEG pair would share it:
 * those get `NAME.EXT.xmp`, as darktable and digiKam write. Both are read: a photo's own `NAME.EXT.xmp` first; `NAME.xmp` holds for every
 * photo of that name which has no own. What a photo reads first is also what is written, or our words would be hidden behind others. Of
 * several RAW files of one name one has `NAME.xmp`, a DNG last (programs write into it instead), and the others their own.
 */

/** A sidecar by its name, and none of ours or of a system. */
export const isSidecarName = (key: string): boolean => {
  const name = key.slice(key.lastIndexOf('/') + 1);
  return name.length > 4 && name.toLowerCase().endsWith('.xmp');
};

/** `a/IMG_1.CR3` -> `a/IMG_1`; a name without an extension stays. */
export function baseOf(key: string): string {
  const dot = key.lastIndexOf('.');
  return dot > key.lastIndexOf('/') + 1 ? key.slice(0, dot) : key;
}

/** Names under which a sidecar of this photo may lie, the one that is read first at the front. */
export function sidecarKeysOf(photoKey: string): string[] {
  const base = baseOf(photoKey);
  const own = [`${photoKey}.xmp`, `${photoKey}.XMP`];
  return base === photoKey ? own : [...own, `${base}.xmp`, `${base}.XMP`];
}

/** The object to write for a photo; `isThere` tells of objects that are known, `others` are photos of the same name but for the extension. */
export function sidecarKeyToWrite(
  photoKey: string,
  isThere: (key: string) => boolean,
  others: readonly string[] = [],
): string {
  const [own = '', ownCapital = '', shared = own, sharedCapital = ownCapital] = sidecarKeysOf(photoKey);
  const there = [own, ownCapital].find(isThere);
  if (there !== undefined) return there;
  if (!isRawName(photoKey)) return own;
  if (others.some((other) => isRawName(other) && rankOf(other) < rankOf(photoKey))) return own;
  return isThere(sharedCapital) && !isThere(shared) ? sharedCapital : shared;
}

/** Among RAW files of one name: the first has the sidecar that bears only this name. */
const rankOf = (photoKey: string): string => `${/\.dng$/i.test(photoKey) ? 1 : 0} ${photoKey}`;

/** What a photo's name begins with when a sidecar of this name may be about it: `a/IMG_1` of `a/IMG_1.xmp`. */
export const subjectOf = (sidecarKey: string): string => sidecarKey.slice(0, -'.xmp'.length);

/** A longer one is left alone. Those with masks of Lightroom come near it. */
export const MAX_SIDECAR_BYTES = 4 * 1024 * 1024;
