/** What the names and albums of a group of files rest on, read in the media host before the files are taken in. */
import { AppError } from '../../../src-shared/app-error';
import type { AssetMetadata } from '../../../src-shared/domain/asset';
import type { ScannedFile } from '../../media/scan-folder';
import type { Core } from '../core';
import type { FileGroup } from './group-files';

export interface GroupFacts {
  /** Wall clock at the camera, `2024-05-01T10:11:12`. */
  wallClock: string;
  make?: string | undefined;
  camera?: string | undefined;
  lens?: string | undefined;
  iso?: number | undefined;
  /** Of the files that were read, by source path. */
  metadata: Map<string, AssetMetadata>;
}

/** Further than this from the file's own time a converted one is no better than what the video told. */
const SAME_MOMENT_MS = 6 * 3600_000;

/** Without opening a file: its own time. */
export const unreadFacts = ({ files }: FileGroup): GroupFacts => ({
  wallClock: localClock(files[0]?.modifiedAtMs ?? 0),
  metadata: new Map(),
});

/** The cheapest file of the group that tells its time answers for all. Rejects only with `cancelled`. */
export async function readGroupFacts(core: Core, group: FileGroup, signal: AbortSignal): Promise<GroupFacts> {
  const facts = unreadFacts(group);
  for (const file of [...group.files].sort((one, other) => costOf(one) - costOf(other))) {
    const metadata = await factsOf(core, file, signal);
    facts.metadata.set(file.sourcePath, metadata);
    facts.make ??= metadata.cameraMake;
    facts.camera ??= metadata.cameraModel;
    facts.lens ??= metadata.lens;
    facts.iso ??= metadata.iso;
    const wallClock = wallClockOf(file, metadata);
    if (wallClock === null) continue;
    facts.wallClock = wallClock;
    break;
  }
  return facts;
}

async function factsOf(core: Core, file: ScannedFile, signal: AbortSignal): Promise<AssetMetadata> {
  try {
    return (await core.media.facts({ sourcePath: file.sourcePath, kind: file.kind }, { signal })).metadata;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) return {}; // a broken or vanished file: the upload says what is wrong with it
    throw error;
  }
}

/** A JPEG tells all in its first bytes, a RAW has to be searched, a video asked by a program. */
const costOf = (file: ScannedFile): number =>
  file.kind === 'video' ? 2 : file.contentType === 'image/jpeg' ? 0 : 1;

/** null when the file tells no time. */
function wallClockOf(file: ScannedFile, metadata: AssetMetadata): string | null {
  const told = metadata.takenAtLocal?.slice(0, 19);
  if (told === undefined) return null;
  if (file.kind !== 'video' || metadata.takenAtOffsetMin !== 0) return told;
  // Videos tell UTC by the standard; some cameras write their wall clock there. The file's own time says which one it is.
  const converted = localClock(Date.parse(`${told}Z`));
  const fromFile = (clock: string): number =>
    Math.abs(Date.parse(`${clock}Z`) - Date.parse(`${localClock(file.modifiedAtMs)}Z`));
  return fromFile(converted) < Math.min(fromFile(told), SAME_MOMENT_MS) ? converted : told;
}

/** Cards keep the camera's wall clock without a zone (FAT); the system shows it as the wall clock of this computer. */
function localClock(unixMs: number): string {
  const time = new Date(unixMs);
  return new Date(unixMs - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
