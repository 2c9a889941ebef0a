/** Makes distinct photographs-like JPEGs with EXIF, so that tests need no pictures of anybody. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

export interface PhotoOptions {
  widthPx?: number;
  heightPx?: number;
  /** `2024:05:01 10:11:12`, as EXIF writes it. */
  takenAt?: string;
  /** 0..360, so that pictures differ at a glance. */
  hue?: number;
}

/** A soft landscape of two gradients and a sun; every number makes another one. */
export async function writePhoto(path: string, seed: number, options: PhotoOptions = {}): Promise<void> {
  const { widthPx = 1200, heightPx = 800 } = options;
  const hue = options.hue ?? (seed * 47) % 360;
  const sunX = Math.round(widthPx * (0.15 + ((seed * 37) % 70) / 100));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue} 45% 30%)"/><stop offset="1" stop-color="hsl(${(hue + 40) % 360} 60% 75%)"/></linearGradient></defs>
    <rect width="100%" height="70%" fill="url(#sky)"/><rect y="70%" width="100%" height="30%" fill="hsl(${(hue + 180) % 360} 20% 18%)"/>
    <circle cx="${sunX}" cy="${Math.round(heightPx * 0.5)}" r="${Math.round(heightPx / 9)}" fill="hsl(45 90% 85%)"/></svg>`;
  const takenAt =
    options.takenAt ??
    `2024:05:01 ${String(8 + (seed % 12)).padStart(2, '0')}:${String(seed % 60).padStart(2, '0')}:00`;
  mkdirSync(dirname(path), { recursive: true });
  const bytes = await sharp(Buffer.from(svg))
    .jpeg({ quality: 88 })
    .withExif({
      IFD0: { Make: 'CAOS', Model: `Test ${seed}` },
      IFD2: { DateTimeOriginal: takenAt, OffsetTimeOriginal: '+09:00' },
    })
    .toBuffer();
  writeFileSync(path, bytes);
}

/** `count` photos, a third of them upright, a third in a sub-folder. */
export async function writePhotos(folder: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const place = index % 3 === 2 ? join(folder, 'second card') : folder;
    const upright = index % 3 === 1 ? { widthPx: 800, heightPx: 1200 } : {};
    await writePhoto(join(place, `IMG_${String(index + 1).padStart(4, '0')}.jpg`), index, upright);
  }
}

/** Relative path with `/` -> SHA-256 of the bytes, of every file below a folder, in order; names that start with a dot are left out. */
export function digestsBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.split(/[\\/]/).some((part) => part.startsWith('.')));
  return Object.fromEntries(
    files.sort().map((path) => [
      path.split('\\').join('/'),
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}
