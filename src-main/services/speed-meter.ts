/**
 * How fast it goes and how long it will take, without jumping. The time for what is left counts bytes and files: large files are bound by
 * the link, small ones by requests, and what either costs is learnt from the last seconds (least squares, older seconds weigh less).
 */

export interface SpeedMeter {
  /** Bytes that went over the link. */
  add(bytes: number): void;
  /** One file more is through. */
  ended(): void;
  /** 0 after a silence. */
  bytesPerSecond(): number;
  /** null while it cannot be told. */
  remainingMs(left: { bytes: number; files: number }): number | null;
}

/** What is so long ago weighs a third of the last second. The link changes quickly; what a file costs beside its bytes does not. */
const LEVEL_FADE_MS = 12_000;
const COSTS_FADE_MS = 60_000;
const SPEED_FADE_MS = 8000;
const SAMPLE_MS = 1000;
/** Nothing came through for so long: it stands. */
const SILENCE_MS = 10_000;
const LEAST_SEEN_MS = 2000;
/** What a file costs besides its bytes, as bytes, until it is known better: two round trips of 40 ms at 16 abreast and 25 MB/s. */
const FILE_WORTH_BYTES = 128 * 1024;
/** How much the guess above weighs where samples do not tell bytes and files apart. */
const GUESS_WEIGHT = 0.02;
/** What is shown follows what is expected by at most this share of itself in a second, and this much more. */
const MOST_CHANGE_SHARE = 0.1;
const MOST_CHANGE_MS = 500;

/** Sums over samples, faded: time in seconds, bytes in worths of a file, files. */
interface Sums {
  time: number;
  bytes: number;
  files: number;
  bytesBytes: number;
  bytesFiles: number;
  filesFiles: number;
  timeBytes: number;
  timeFiles: number;
}
const noSums = (): Sums => ({
  time: 0,
  bytes: 0,
  files: 0,
  bytesBytes: 0,
  bytesFiles: 0,
  filesFiles: 0,
  timeBytes: 0,
  timeFiles: 0,
});

/** `now`: milliseconds. */
export function createSpeedMeter(now: () => number): SpeedMeter {
  let sums = noSums();
  let recent = { bytes: 0, ms: 0 };
  let sample = { startedAtMs: 0, bytes: 0, files: 0 };
  let beganAtMs: number | null = null;
  let lastAtMs = 0;
  let shown: { atMs: number; ms: number; worth: number } | null = null;

  const begin = (at: number): void => {
    sums = noSums();
    recent = { bytes: 0, ms: 0 };
    sample = { startedAtMs: at, bytes: 0, files: 0 };
    beganAtMs = at;
    shown = null;
  };
  const isSilent = (at: number): boolean => beganAtMs === null || at - lastAtMs >= SILENCE_MS;

  const closeSample = (at: number): void => {
    const elapsedMs = at - sample.startedAtMs;
    if (elapsedMs < SAMPLE_MS) return;
    sums = withSample(sums, elapsedMs, sample);
    const kept = Math.exp(-elapsedMs / SPEED_FADE_MS);
    recent = { bytes: recent.bytes * kept + sample.bytes, ms: recent.ms * kept + elapsedMs };
    sample = { startedAtMs: at, bytes: 0, files: 0 };
  };
  const hear = (): void => {
    const at = now();
    // What came before a silence says nothing of what comes after it.
    if (isSilent(at)) begin(at);
    lastAtMs = at;
    closeSample(at);
  };

  return {
    add(bytes) {
      hear();
      sample.bytes += bytes;
    },
    ended() {
      hear();
      sample.files += 1;
    },
    bytesPerSecond() {
      const at = now();
      if (isSilent(at)) return 0;
      closeSample(at);
      const ms = recent.ms + at - sample.startedAtMs;
      return ((recent.bytes + sample.bytes) * 1000) / Math.max(SAMPLE_MS, ms);
    },
    remainingMs(left) {
      const at = now();
      if (left.files <= 0 && left.bytes <= 0) return null;
      if (isSilent(at) || beganAtMs === null || at - beganAtMs < LEAST_SEEN_MS) return null;
      closeSample(at);
      const expectedMs = expectedFor(sums, left);
      if (expectedMs === null) return null;
      const worth = left.bytes + left.files * FILE_WORTH_BYTES;
      // More to do than before: a new question gets a new answer.
      const isNew = shown === null || worth > shown.worth;
      shown = { atMs: at, worth, ms: isNew || !shown ? expectedMs : follow(shown, expectedMs, at) };
      return Math.round(shown.ms);
    },
  };
}

function withSample(before: Sums, elapsedMs: number, sample: { bytes: number; files: number }): Sums {
  const level = Math.exp(-elapsedMs / LEVEL_FADE_MS);
  const kept = Math.exp(-elapsedMs / COSTS_FADE_MS);
  const time = elapsedMs / 1000;
  const bytes = sample.bytes / FILE_WORTH_BYTES;
  const { files } = sample;
  return {
    time: before.time * level + time,
    bytes: before.bytes * level + bytes,
    files: before.files * level + files,
    bytesBytes: before.bytesBytes * kept + bytes * bytes,
    bytesFiles: before.bytesFiles * kept + bytes * files,
    filesFiles: before.filesFiles * kept + files * files,
    timeBytes: before.timeBytes * kept + time * bytes,
    timeFiles: before.timeFiles * kept + time * files,
  };
}

/** Milliseconds for what is left at the costs that the samples show; null: nothing came through yet. */
function expectedFor(sums: Sums, left: { bytes: number; files: number }): number | null {
  const { perByte, perFile } = costs(sums);
  const seen = perByte * sums.bytes + perFile * sums.files;
  if (seen <= 0) return null;
  const ahead = perByte * (left.bytes / FILE_WORTH_BYTES) + perFile * left.files;
  // Whatever else took time (waiting, other work) takes its share of what is left, too.
  return (ahead / seen) * sums.time * 1000;
}

/** Least squares of time = perByte * bytes + perFile * files, drawn a little to perByte = perFile, none below 0. */
function costs(sums: Sums): { perByte: number; perFile: number } {
  const { bytesBytes, bytesFiles, filesFiles, timeBytes, timeFiles } = sums;
  const guess = GUESS_WEIGHT * (bytesBytes + filesFiles);
  const determinant = (bytesBytes + guess) * (filesFiles + guess) - (bytesFiles - guess) ** 2;
  if (determinant <= 0) return { perByte: 1, perFile: 1 };
  const perByte = (timeBytes * (filesFiles + guess) - timeFiles * (bytesFiles - guess)) / determinant;
  const perFile = (timeFiles * (bytesBytes + guess) - timeBytes * (bytesFiles - guess)) / determinant;
  if (perByte < 0) return { perByte: 0, perFile: 1 };
  return perFile < 0 ? { perByte: 1, perFile: 0 } : { perByte, perFile };
}

/** Goes down with the clock and leans towards what is expected. */
function follow(shown: { atMs: number; ms: number }, expectedMs: number, at: number): number {
  const elapsedMs = at - shown.atMs;
  const onMs = Math.max(0, shown.ms - elapsedMs);
  const mostMs = ((MOST_CHANGE_SHARE * onMs + MOST_CHANGE_MS) * elapsedMs) / 1000;
  return onMs + Math.max(-mostMs, Math.min(mostMs, expectedMs - onMs));
}
