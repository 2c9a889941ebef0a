/** Which photos of an album are one: a RAW with its JPEG, and the frames of a burst. Pure: the same photos in any order give the same stacks. */
import { isRawName } from '../../src-shared/domain/raw-formats';

export interface StackPhoto {
  id: number;
  /** Within the album. */
  key: string;
  isVideo: boolean;
  /** When the shutter opened, in ms; null: the file does not tell. */
  takenAtMs: number | null;
  /** Make and model; null: unknown. */
  camera: string | null;
  /** Of the camera's body, where the file tells it. */
  serial: string | null;
  /** The same for all frames of one burst, where the camera says so. */
  burstId: string | null;
  /** Place within it, where the camera counts. */
  sequence: number | null;
}

/** Frames of a burst are at most this far apart, and at least so many. Cameras that tell whole seconds only put several into one. */
export const BURST_GAP_MS = 1000;
export const LEAST_FRAMES = 3;
/** Cameras begin to count their bursts anew: the same number much later is another one. */
const LONGEST_PAUSE_MS = 60_000;

/** One frame: a photo alone, or a RAW with what was written beside it. The one that stands for it is first. */
type Frame = readonly [StackPhoto, ...StackPhoto[]];

/** The photo that stands for each stack, by each of its photos, itself among them. Photos that stand alone are not in it. */
export function stackPhotos(photos: readonly StackPhoto[]): Map<number, number> {
  const steps = stackPhotosInSteps(photos);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

/** The same for whoever has other things to do between the steps: each is well below a millisecond. */
export function* stackPhotosInSteps(photos: readonly StackPhoto[]): Generator<void, Map<number, number>> {
  const frames = yield* framesOf(photos);
  const tops = new Map<number, number>();
  const stack = (members: readonly Frame[]): void => {
    const top = members[0]?.[0].id;
    if (top !== undefined) for (const frame of members) for (const photo of frame) tops.set(photo.id, top);
  };
  for (const frame of frames) if (frame.length > 1) stack([frame]);
  yield;
  for (const burst of yield* burstsOf(frames)) stack(burst);
  return tops;
}

/** Photos that one step is about. */
const PER_STEP = 200;

/** A RAW and the pictures of the same name in the same folder are one frame; the RAW stands for it: it is what is developed. */
function* framesOf(photos: readonly StackPhoto[]): Generator<void, Frame[]> {
  const byName = new Map<string, StackPhoto[]>();
  const frames: Frame[] = [];
  let done = 0;
  for (const photo of photos) {
    done += 1;
    if (done % PER_STEP === 0) yield;
    if (photo.isVideo) {
      frames.push([photo]);
      continue;
    }
    const name = nameOf(photo.key);
    const others = byName.get(name);
    if (others) others.push(photo);
    else byName.set(name, [photo]);
  }
  for (const named of byName.values()) {
    done += 1;
    if (done % PER_STEP === 0) yield;
    named.sort((one, other) => rawFirst(one) - rawFirst(other) || byKey(one, other));
    const [first, ...rest] = named as [StackPhoto, ...StackPhoto[]];
    // Two cards in one folder: a name that came twice is no pair when another camera wrote it.
    const pair = isRawName(first.key)
      ? rest.filter((other) => !isRawName(other.key) && sameCamera(first, other))
      : [];
    frames.push([first, ...pair]);
    for (const other of rest) if (!pair.includes(other)) frames.push([other]);
  }
  return frames;
}

const byKey = (one: StackPhoto, other: StackPhoto): number =>
  one.key < other.key ? -1 : one.key > other.key ? 1 : one.id - other.id;
const rawFirst = (photo: StackPhoto): number => (isRawName(photo.key) ? 0 : 1);
const sameCamera = (one: StackPhoto, other: StackPhoto): boolean =>
  isSame(one.camera, other.camera) && isSame(one.serial, other.serial);
const isSame = (one: string | null, other: string | null): boolean =>
  one === null || other === null || one === other;

/** Folder and name without its ending; cameras and copies differ in case. */
function nameOf(key: string): string {
  const dot = key.lastIndexOf('.');
  return (dot > key.lastIndexOf('/') + 1 ? key.slice(0, dot) : key).normalize('NFC').toLowerCase();
}

/** Runs of frames of one camera: those it calls one burst, and those that follow one another within the gap. In the order they were taken. */
function* burstsOf(frames: readonly Frame[]): Generator<void, Frame[][]> {
  /** By camera, then by hour: no sort is about more than an hour of one camera. */
  const cameras = new Map<string, Map<number, Frame[]>>();
  for (const [place, frame] of frames.entries()) {
    if (place % PER_STEP === 0) yield;
    const { camera, serial, takenAtMs, isVideo } = frame[0];
    if (camera === null || takenAtMs === null || isVideo) continue;
    const body = `${camera} ${serial ?? ''}`;
    const hours = cameras.get(body) ?? new Map<number, Frame[]>();
    cameras.set(body, hours);
    const hour = Math.floor(takenAtMs / 3_600_000);
    const others = hours.get(hour);
    if (others) others.push(frame);
    else hours.set(hour, [frame]);
  }
  const bursts: Frame[][] = [];
  for (const hours of cameras.values()) {
    let run: Frame[] = [];
    for (const hour of [...hours.keys()].sort((one, other) => one - other)) {
      yield;
      for (const frame of (hours.get(hour) ?? []).sort(([one], [other]) => inOrderTaken(one, other))) {
        const last = run.at(-1);
        if (last && !follows(last[0], frame[0])) {
          if (run.length >= LEAST_FRAMES) bursts.push(run);
          run = [];
        }
        run.push(frame);
      }
    }
    if (run.length >= LEAST_FRAMES) bursts.push(run);
  }
  return bursts;
}

function inOrderTaken(one: StackPhoto, other: StackPhoto): number {
  return (
    (one.takenAtMs ?? 0) - (other.takenAtMs ?? 0) ||
    (one.sequence ?? 0) - (other.sequence ?? 0) ||
    byKey(one, other)
  );
}

/** What the camera says counts; where it says nothing of either, the clock does. */
function follows(before: StackPhoto, after: StackPhoto): boolean {
  const gapMs = (after.takenAtMs ?? 0) - (before.takenAtMs ?? 0);
  if (before.burstId !== null || after.burstId !== null)
    return before.burstId === after.burstId && gapMs <= LONGEST_PAUSE_MS;
  return gapMs <= BURST_GAP_MS;
}
