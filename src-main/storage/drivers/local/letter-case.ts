/**
 * Upper and lower case on disks that take them for one (Windows, macOS, memory cards everywhere): a name that only seems to be there
 * must neither be read nor written over.
 */
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CAOS_PREFIX } from '../../../../src-shared/domain/album';

function otherCase(name: string): string {
  const upper = name.toUpperCase();
  return upper === name ? name.toLowerCase() : upper;
}

/**
 * Asked once for each bucket, of a name that is surely there: `.caos`, else the bucket's own. Where neither has letters nothing can be
 * told, and nothing of ours was written yet.
 */
export async function foldsCase(
  bucketFolder: string,
  place: { platform: NodeJS.Platform; caseKept: Map<string, boolean> },
): Promise<boolean> {
  const { platform, caseKept } = place;
  if (platform === 'darwin' || platform === 'win32') return true; // mostly so, and there the exact name costs one call
  const known = caseKept.get(bucketFolder);
  if (known !== undefined) return !known;
  const caos = path.join(bucketFolder, CAOS_PREFIX.replace(/\/$/, ''));
  for (const there of [caos, bucketFolder]) {
    const other = path.join(path.dirname(there), otherCase(path.basename(there)));
    if (other === there) continue;
    if ((await lstat(there).catch(() => null)) === null) continue;
    const answers = (await lstat(other).catch(() => null)) !== null;
    // Both may be there. Numbers of files say nothing: some disks make them up for each name that is asked for.
    const keeps = !answers || (await readdir(path.dirname(other))).includes(path.basename(other));
    caseKept.set(bucketFolder, keeps);
    return !keeps;
  }
  return false;
}

/** `file` answers; this tells whether that is its name on the disk, in either normal form. */
export async function isExactName(file: string, platform: NodeJS.Platform): Promise<boolean> {
  const wanted = path.basename(file).normalize('NFC');
  // There the system tells the name itself; elsewhere `realpath` gives back what it was asked.
  if (platform === 'darwin' || platform === 'win32')
    return path.basename(await realpath(file)).normalize('NFC') === wanted;
  return (await readdir(path.dirname(file))).some((name) => name.normalize('NFC') === wanted);
}
