// From linear light to a JPEG as a camera would write it: bloom, tone curve, vignette, grain, EXIF.
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { jpegWithMetadata } from './jpeg-metadata.mjs';
import { clamp, createRandom } from './noise.mjs';

/** `light`: Float32 RGB, `width` x `height`, 1 = white. Returns the size of the file in bytes. */
export async function developPhoto({ light, width, height }, scene, file) {
  const bloom = await blurred(light, width, height, width / 60);
  const random = createRandom(scene.seed + 99);
  const pixels = Buffer.alloc(width * height * 3);
  const grain = scene.grain ?? 0.011;
  let coarse = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const fromCentre = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 2;
      const vignette = 1 - (scene.vignette ?? 0.32) * fromCentre ** 1.3;
      // Grain of film clumps: each grain leans on its neighbour.
      coarse = coarse * 0.45 + (random() + random() + random() - 1.5) * 0.8;
      for (let channel = 0; channel < 3; channel += 1) {
        const glow = Math.max(0, bloom[at + channel] - 0.35) * (scene.bloom ?? 0.35);
        const value = toneCurve((light[at + channel] + glow) * vignette);
        const own = (random() - 0.5) * grain * 0.7;
        pixels[at + channel] = Math.round(clamp(value + (coarse * grain + own) * (1.15 - value)) * 255);
      }
    }
  }
  const plain = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 82, mozjpeg: true })
    .toBuffer();
  const jpeg = jpegWithMetadata(plain, { widthPx: width, heightPx: height, ...scene.metadata });
  writeFileSync(file, jpeg);
  return jpeg.length;
}

/** sRGB with a soft shoulder, so that suns do not burn out to flat white. */
function toneCurve(linear) {
  const value = Math.max(0, linear);
  const soft = value < 0.6 ? value : 0.6 + (1 - Math.exp(-(value - 0.6) / 0.4)) * 0.4;
  const encoded = soft <= 0.0031308 ? soft * 12.92 : 1.055 * soft ** (1 / 2.4) - 0.055;
  // A gentle S: deeper shadows, crisper lights.
  return encoded + 0.055 * Math.sin((encoded - 0.5) * 2 * Math.PI) * (encoded < 0.5 ? 0.55 : 0.8);
}

/** A wide blur at a quarter of the size. */
async function blurred(light, width, height, sigma) {
  const small = Math.round(width / 4);
  const smallHeight = Math.round(height / 4);
  // 8 bits suffice: the blur is only seen as a glow, and grain covers its steps. Light up to 2 is kept, for suns.
  const bytes = Buffer.alloc(light.length);
  for (let at = 0; at < light.length; at += 1) bytes[at] = Math.round(clamp(light[at] / 2) * 255);
  const wide = await sharp(bytes, { raw: { width, height, channels: 3 } })
    .resize(small, smallHeight, { kernel: 'linear' })
    .blur(Math.max(1, sigma / 4))
    .resize(width, height, { kernel: 'linear' })
    .raw()
    .toBuffer();
  return Float32Array.from(wide, (value) => (value / 255) * 2);
}
