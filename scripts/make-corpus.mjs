// Makes distinct, realistic JPEGs for benches: random crops of the sample photos at sensor size, with grain and full metadata.
// Usage: node scripts/make-corpus.mjs --n 200 --out DIR [--megapixels 24] [--seed 1]
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { jpegWithMetadata } from './samples/jpeg-metadata.mjs';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '40' },
    out: { type: 'string', default: 'corpus' },
    megapixels: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.n);
const width = Math.round(Math.sqrt(Number(values.megapixels) * 1e6 * 1.5));
const height = Math.round(width / 1.5);
const samples = resolve(import.meta.dirname, '../resources/samples');
const masters = readdirSync(samples)
  .filter((name) => name.endsWith('.jpg'))
  .sort();
const cameras = [
  ['SONY', 'ILCE-7M4', 'FE 24-70mm F2.8 GM II'],
  ['Canon', 'Canon EOS R6', 'RF24-105mm F4 L IS USM'],
  ['NIKON CORPORATION', 'NIKON Z 6_2', 'NIKKOR Z 24-70mm f/4 S'],
];
/** A master is enlarged once and cropped this often: enlarging costs more than all its crops. */
const CROPS_PER_MASTER = 12;

let state = Number(values.seed);
/** mulberry32 */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** A sample enlarged beyond sensor size, under grain as a sensor makes it, so that files get the size of real ones. */
async function enlarge(name) {
  const margin = 1.1 + random() * 0.2;
  const size = { width: Math.ceil(width * margin), height: Math.ceil(height * margin) };
  const grain = await sharp({
    create: { ...size, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 16 }, background: '#000' },
  })
    .raw()
    .toBuffer();
  const { data, info } = await sharp(join(samples, name))
    .autoOrient()
    .resize({ ...size, fit: 'cover' })
    .removeAlpha()
    .composite([{ input: grain, raw: { ...size, channels: 3 }, blend: 'overlay' }])
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, raw: { width: info.width, height: info.height, channels: info.channels } };
}

mkdirSync(values.out, { recursive: true });
for (let made = 0; made < count; ) {
  const name = masters[Math.floor(random() * masters.length)];
  const master = await enlarge(name);
  for (let crop = 0; crop < CROPS_PER_MASTER && made < count; crop++, made++) {
    const left = Math.floor(random() * (master.raw.width - width));
    const top = Math.floor(random() * (master.raw.height - height));
    const image = sharp(master.data, { raw: master.raw })
      .extract({ left, top, width, height })
      .flop(random() < 0.5)
      .linear(0.85 + random() * 0.3, 0);
    const jpeg = await image.clone().jpeg({ quality: 92 }).toBuffer();
    const thumbnail = await sharp(jpeg).resize(160, 120, { fit: 'inside' }).jpeg({ quality: 75 }).toBuffer();
    const [make, model, lens] = cameras[made % cameras.length];
    const taken = new Date(Date.UTC(2024, 4, 1) + made * 37_000).toISOString().slice(0, 19);
    const exif = {
      make,
      model,
      lens,
      orientation: 1 + (made % 8),
      takenAt: taken,
      offset: '+02:00',
      exposureTimeS: 1 / [60, 125, 250, 500][made % 4],
      fNumber: [2.8, 4, 5.6][made % 3],
      iso: 100 << (made % 6),
      focalLengthMm: [24, 35, 50, 70][made % 4],
      latitudeDeg: (random() - 0.5) * 160,
      longitudeDeg: (random() - 0.5) * 360,
      widthPx: width,
      heightPx: height,
      thumbnail,
    };
    const xmp = { rating: made % 6, keywords: ['bench', `set ${made % 17}`, '日本'] };
    const file = join(values.out, `IMG_${String(made).padStart(5, '0')}.JPG`);
    writeFileSync(file, jpegWithMetadata(jpeg, { ...exif, xmp }));
  }
}
