/** Saves one part: asks where, has the worker write it, and hands the file over to the browser's downloads. */
import type { Engine } from './engine-client';
import { type EngineProgress, GuestError, type SaveTarget } from './engine-protocol';
import type { SavePart } from './save-plan';

/** What Chromium on a computer has. */
interface WithPicker {
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<FileSystemFileHandle>;
}

/** Larger than this never fits into memory. */
const MEMORY_LIMIT_BYTES = 1_000_000_000;
/** A single small file goes straight to the downloads: asking where would be one question too many. */
const STRAIGHT_BYTES = 100_000_000;

/** What this browser offers, best first. */
export async function bestTarget(): Promise<SaveTarget['kind']> {
  if ((window as WithPicker).showSaveFilePicker) return 'file';
  return (await hasPrivateDisk()) ? 'disk' : 'memory';
}

/** Private windows and plain http have none. */
async function hasPrivateDisk(): Promise<boolean> {
  try {
    await navigator.storage.getDirectory();
    return 'FileSystemFileHandle' in window;
  } catch {
    return false;
  }
}

/** Call it from the person's own click. Rejects with GuestError, `cancelled` when they closed the question. */
export async function savePart(
  engine: Engine,
  part: SavePart,
  options: { onProgress: (progress: EngineProgress) => void; signal: AbortSignal },
): Promise<void> {
  const target = await targetOf(part);
  if (target.kind === 'memory' && part.sizeBytes > MEMORY_LIMIT_BYTES) throw new GuestError('too-large');
  const { entries, zip, type } = part;
  const file = await engine.save({ entries, zip, type, target }, options);
  if (file) handOver(file, part.fileName);
}

async function targetOf(part: SavePart): Promise<SaveTarget> {
  const kind = !part.zip && part.sizeBytes < STRAIGHT_BYTES ? 'memory' : await bestTarget();
  if (kind !== 'file') return { kind };
  try {
    const picker = (window as WithPicker).showSaveFilePicker;
    if (!picker) return { kind: 'memory' };
    return { kind, handle: await picker.call(window, { suggestedName: part.fileName }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new GuestError('cancelled');
    return { kind: (await hasPrivateDisk()) ? 'disk' : 'memory' };
  }
}

function handOver(file: Blob, fileName: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser still reads it: some ask the person first.
  setTimeout(() => URL.revokeObjectURL(address), 10 * 60_000);
}
