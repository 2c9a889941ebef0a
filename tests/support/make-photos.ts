/** Real photos for tests, drawn and written on the spot: any size, format, orientation and metadata. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { jpegWithMetadata } from '../../scripts/samples/jpeg-metadata.mjs';

export interface PhotoRequest {
  path: string;
  /** Default 600 x 400, as stored (before orientation). */
  width?: number;
  height?: number;
  /** By default what the extension says. */
  format?: 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif';
  /** Makes the pixels differ; default 1. */
  seed?: number;
  /** What scripts/samples/jpeg-metadata.mjs writes (JPEG only), e.g. `{ make: 'X', orientation: 6, xmp: { rating: 3 } }`. */
  about?: Record<string, unknown>;
  /** RGBA quarters, clockwise from the upper left; default: a coloured gradient with noise. */
  quarters?: [string, string, string, string];
}

const formatOf: Record<string, NonNullable<PhotoRequest['format']>> = {
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.gif': 'gif',
};

/** Writes the photo (and its folders) and gives its bytes. */
export async function makePhoto(request: PhotoRequest): Promise<Buffer> {
  const { width = 600, height = 400, seed = 1 } = request;
  const format = request.format ?? formatOf[path.extname(request.path).toLowerCase()] ?? 'jpeg';
  const pixels = request.quarters
    ? quartersOf(width, height, request.quarters)
    : noisyGradient(width, height, seed);
  const encoded = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .toFormat(format)
    .toBuffer();
  const bytes =
    request.about && format === 'jpeg'
      ? jpegWithMetadata(encoded, { widthPx: width, heightPx: height, ...request.about })
      : encoded;
  await mkdir(path.dirname(request.path), { recursive: true });
  await writeFile(request.path, bytes);
  return bytes;
}

function noisyGradient(width: number, height: number, seed: number): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed * 2654435761;
  for (let at = 0; at < pixels.length; at += 3) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const noise = (state >>> 27) - 16;
    const x = (at / 3) % width;
    const y = Math.floor(at / 3 / width);
    pixels[at] = Math.max(0, Math.min(255, (x / width) * 200 + 30 + noise));
    pixels[at + 1] = Math.max(0, Math.min(255, (y / height) * 180 + 40 + noise));
    pixels[at + 2] = Math.max(0, Math.min(255, ((seed * 53) % 200) + 20 + noise));
  }
  return pixels;
}

function quartersOf(width: number, height: number, [a, b, c, d]: [string, string, string, string]): Buffer {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const hex = y < height / 2 ? (x < width / 2 ? a : b) : x < width / 2 ? d : c;
      pixels.write(hex.slice(1), (y * width + x) * 3, 'hex');
    }
  }
  return pixels;
}
