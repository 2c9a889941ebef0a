// Makes distinct, realistic camera JPEGs for benchmarks: our sample scenes at sensor size, each cropped, exposed and grained anew, with the
// metadata that a camera and an editor write. Usage: node scripts/make-corpus.mjs --out DIR [--n 200] [--megapixels 24] [--seed 1]
// The same arguments give the same pixels. Takes about a second per photo of 24 MP on one core.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { jpegWithMetadata } from './samples/jpeg-metadata.mjs';
import { createRandom } from './samples/noise.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    n: { type: 'string', default: '200' },
    megapixels: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    samples: { type: 'string', default: path.resolve(import.meta.dirname, '../resources/samples') },
  },
});
if (!values.out) {
  console.error('Say where to: node scripts/make-corpus.mjs --out DIR');
  process.exit(2);
}

const count = Number(values.n);
const width = Math.round(Math.sqrt(Number(values.megapixels) * 1e6 * 1.5) / 16) * 16;
const height = Math.round(width / 1.5 / 16) * 16;
/** A master is decoded and enlarged once, and gives so many photos. */
const PHOTOS_PER_MASTER = 12;
/** Of three uniform sums: as much as a camera at ISO 800; makes 24 MP about 8 MB. */
const NOISE_LEVELS = 9;
const NOISE_LENGTH = 1 << 22;

const random = createRandom(Number(values.seed));
const pick = (list) => list[Math.floor(random() * list.length)];
const noise = Int8Array.from({ length: NOISE_LENGTH }, () =>
  Math.round((random() + random() + random() - 1.5) * NOISE_LEVELS),
);

const cameras = [
  { make: 'SONY', model: 'ILCE-7M4', lens: 'FE 24-70mm F2.8 GM II' },
  { make: 'Canon', model: 'Canon EOS R6', lens: 'RF24-105mm F4 L IS USM' },
  { make: 'NIKON CORPORATION', model: 'NIKON Z 6_2', lens: 'NIKKOR Z 24-70mm f/4 S' },
  { make: 'FUJIFILM', model: 'X-T4', lens: 'XF16-55mmF2.8 R LM WR' },
];
const words = [
  'wedding',
  'portrait',
  'travel',
  'família',
  '日本',
  '서울',
  'street',
  'macro',
  'night',
  'sport',
];

/** The scene, enlarged by a fifth more than the sensor, so that there is room to crop. */
async function readMaster(file) {
  const { data, info } = await sharp(file)
    .resize(Math.ceil(width * 1.2), Math.ceil(height * 1.2), { fit: 'cover' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** A new crop of the master with its own exposure and its own grain in every pixel. */
function expose(master) {
  const left = Math.floor(random() * (master.width - width));
  const top = Math.floor(random() * (master.height - height));
  const gain = 0.82 + random() * 0.36;
  const curve = Uint8Array.from({ length: 256 }, (_, level) => Math.min(255, Math.round(level * gain)));
  const photo = new Uint8ClampedArray(width * height * 3);
  let grain = Math.floor(random() * NOISE_LENGTH);
  for (let y = 0; y < height; y += 1) {
    let from = ((top + y) * master.width + left) * 3;
    let to = y * width * 3;
    grain = (grain + 7919) & (NOISE_LENGTH - 1);
    for (let x = 0; x < width; x += 1, from += 3, to += 3) {
      grain = (grain + 1) & (NOISE_LENGTH - 1);
      const shared = noise[grain];
      photo[to] = curve[master.pixels[from]] + shared + (noise[(grain * 3) & (NOISE_LENGTH - 1)] >> 1);
      photo[to + 1] = curve[master.pixels[from + 1]] + shared;
      photo[to + 2] =
        curve[master.pixels[from + 2]] + shared - (noise[(grain * 5) & (NOISE_LENGTH - 1)] >> 1);
    }
  }
  return Buffer.from(photo.buffer);
}

function metadataOf(index, thumbnail) {
  const keywords = [...new Set([pick(words), pick(words), `set-${index % 17}`])];
  return {
    ...cameras[index % cameras.length],
    software: 'CAOS make-corpus',
    copyright: 'CAOS test photo',
    orientation: 1 + (index % 8),
    takenAt: new Date(Date.UTC(2016, 0, 1) + Math.floor(random() * 9 * 365 * 86_400_000))
      .toISOString()
      .slice(0, 19),
    offset: pick(['+02:00', '+09:00', '-05:00']),
    subSecond: String(index % 100).padStart(2, '0'),
    exposureTimeS: 1 / pick([60, 125, 250, 500, 1000]),
    fNumber: pick([2.8, 4, 5.6, 8]),
    iso: pick([100, 200, 400, 800, 1600]),
    focalLengthMm: pick([24, 35, 50, 70]),
    latitudeDeg: Math.round((random() - 0.5) * 160 * 1e5) / 1e5,
    longitudeDeg: Math.round((random() - 0.5) * 359 * 1e5) / 1e5,
    altitudeM: Math.round(random() * 2000),
    widthPx: width,
    heightPx: height,
    thumbnail,
    xmp: { rating: index % 6, label: ['', 'Red', 'Green', 'Blue'][index % 4], keywords },
    iptc: keywords.map((keyword) => [25, keyword]),
  };
}

async function writePhoto(index, pixels) {
  const raw = { raw: { width, height, channels: 3 } };
  const jpeg = await sharp(pixels, raw).jpeg({ quality: 92, optimiseCoding: false }).toBuffer();
  const thumbnail = await sharp(jpeg).resize(160, 120, { fit: 'contain' }).jpeg({ quality: 75 }).toBuffer();
  const bytes = jpegWithMetadata(jpeg, metadataOf(index, thumbnail));
  writeFileSync(path.join(values.out, `IMG_${String(index + 1).padStart(5, '0')}.JPG`), bytes);
  return bytes.length;
}

mkdirSync(values.out, { recursive: true });
const scenes = readdirSync(values.samples)
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const startedAt = performance.now();
let totalBytes = 0;
let master = null;
let writing = Promise.resolve(0);
for (let index = 0; index < count; index += 1) {
  if (index % PHOTOS_PER_MASTER === 0) {
    master = await readMaster(path.join(values.samples, scenes[(index / PHOTOS_PER_MASTER) % scenes.length]));
  }
  // The next photo is exposed here while the last one is encoded on another thread.
  const pixels = expose(master);
  totalBytes += await writing;
  writing = writePhoto(index, pixels);
}
totalBytes += await writing;
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${count} photos of ${width} x ${height}, ${(totalBytes / count / 1e6).toFixed(1)} MB each, in ${seconds.toFixed(0)} s: ${values.out}`,
);
