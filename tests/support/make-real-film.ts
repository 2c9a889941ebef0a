/** Makes films as a camera writes them, by the ffmpeg that CAOS brings: H.264 with sound, and the place where they were taken. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { unpackedPath } from '../../src-main/media/probe-video';
import { findFfmpeg } from '../../src-main/media/run-ffmpeg';

/** Said of every one of them, and never to be found in what is shared. */
const told = [
  ...['-metadata', 'location=+33.4000+126.5000/', '-metadata', 'make=SecretCamera'],
  ...['-movflags', '+use_metadata_tags'],
];

interface RealFilm {
  seconds: number;
  size?: string;
  rate?: number;
  sound?: boolean;
  /** One colour; a pattern that moves; or noise, which makes large files. */
  picture?: 'plain' | 'pattern' | 'noise';
}

export function makeRealFilm(path: string, given: RealFilm): void {
  const { seconds, size = '320x180', rate = 25, sound = true, picture = 'pattern' } = given;
  const source = picture === 'plain' ? 'color=c=0x204060:' : 'testsrc2=';
  ffmpeg(
    ['-f', 'lavfi', '-i', `${source}size=${size}:rate=${rate}:duration=${seconds}`],
    sound ? ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`] : [],
    picture === 'noise' ? ['-vf', 'noise=alls=24:allf=t'] : [],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', ...(sound ? ['-c:a', 'aac'] : [])],
    [...told, '-f', 'mov', path],
  );
}

/** Some seconds again and again: long ones are made as quickly as short ones. */
export function makeLongFilm(path: string, times: number, given: RealFilm): void {
  const once = `${path}.once`;
  makeRealFilm(once, given);
  ffmpeg(['-stream_loop', String(times - 1), '-i', once, '-c', 'copy', ...told, '-f', 'mov', path]);
  rmSync(once);
}

function ffmpeg(...words: string[][]): void {
  const program = findFfmpeg();
  if (!program) throw new Error('There is no ffmpeg for this system.');
  execFileSync(unpackedPath(program), ['-v', 'error', '-y', ...words.flat()]);
}
