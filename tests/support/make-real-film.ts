/** Makes films as a camera writes them, by the ffmpeg that CAOS brings: H.264 with sound, and the place where they were taken. */
import { execFileSync } from 'node:child_process';
import { unpackedPath } from '../../src-main/media/probe-video';
import { findFfmpeg } from '../../src-main/media/run-ffmpeg';

export function makeRealFilm(
  path: string,
  given: { seconds: number; size?: string; rate?: number; sound?: boolean; plain?: boolean; noise?: boolean },
): void {
  const { seconds, size = '320x180', rate = 25, sound = true, plain = false, noise = false } = given;
  const picture = plain ? 'color=c=0x204060:' : 'testsrc2=';
  const ffmpeg = findFfmpeg();
  if (!ffmpeg) throw new Error('There is no ffmpeg for this system.');
  const words = [
    ['-v', 'error', '-y', '-f', 'lavfi', '-i', `${picture}size=${size}:rate=${rate}:duration=${seconds}`],
    ...(sound ? [['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=44100:duration=${seconds}`]] : []),
    ...(noise ? [['-vf', 'noise=alls=24:allf=t']] : []),
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', ...(sound ? ['-c:a', 'aac'] : [])],
    [
      '-metadata',
      'location=+33.4000+126.5000/',
      '-metadata',
      'make=SecretCamera',
      '-movflags',
      '+use_metadata_tags',
    ],
    ['-f', 'mov', path],
  ].flat();
  execFileSync(unpackedPath(ffmpeg), words);
}
