/** Makes a short WebM that every Chromium plays and seeks, without an encoder of films: a lossy WebP holds exactly one key frame of VP8. */
import { writeFileSync } from 'node:fs';
import sharp, { type OverlayOptions } from 'sharp';

/** `seconds` frames, one a second, each of another colour; `heavy`: each has most of a megabyte. */
export async function writeFilm(path: string, seconds: number, heavy = false): Promise<void> {
  const [width, height] = heavy ? [1280, 720] : [320, 180];
  const grain = heavy ? await grainOf(width, height) : null;
  const frames: Buffer[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const hue = Math.round((second * 360) / seconds);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${hue} 60% 45%)"/></svg>`;
    const plain = sharp(Buffer.from(svg));
    const image = grain ? plain.composite([grain]) : plain;
    frames.push(
      frameOf(
        await image
          .flatten()
          .webp({ quality: heavy ? 98 : 80, effort: 0 })
          .toBuffer(),
      ),
    );
  }
  writeFileSync(path, webm(frames, { width, height, frameMs: 1000 }));
}

/** Nothing compresses noise: made once, laid over every frame. */
async function grainOf(width: number, height: number): Promise<OverlayOptions> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const input = await sharp({ create: { width, height, channels: 3, background: '#808080', noise } })
    .raw()
    .toBuffer();
  return { input, raw: { width, height, channels: 3 }, blend: 'overlay' };
}

function frameOf(webp: Buffer): Buffer {
  for (let at = 12; at + 8 <= webp.length; ) {
    const size = webp.readUInt32LE(at + 4);
    if (webp.toString('latin1', at, at + 4) === 'VP8 ') return webp.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error('no VP8 in this WebP');
}

/** One element: id, length in eight bytes, content (RFC 8794). */
function element(id: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const digits = id.toString(16);
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length) | (1n << 56n));
  return Buffer.concat([
    Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'),
    length,
    body,
  ]);
}
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** Matroska's elements by their ids (RFC 9559). Each frame is a cluster with a cue, so that every second can be sought. */
function webm(
  frames: Buffer[],
  { width, height, frameMs }: { width: number; height: number; frameMs: number },
): Buffer {
  const head = element(
    0x1a45dfa3,
    element(0x4286, number(1)),
    element(0x42f7, number(1)),
    element(0x42f2, number(4)),
    element(0x42f3, number(8)),
    element(0x4282, text('webm')),
    element(0x4287, number(2)),
    element(0x4285, number(2)),
  );
  const info = element(
    0x1549a966,
    element(0x2ad7b1, number(1_000_000)),
    element(0x4489, float(frames.length * frameMs)),
    element(0x4d80, text('caos')),
    element(0x5741, text('caos')),
  );
  const video = element(0xe0, element(0xb0, number(width)), element(0xba, number(height)));
  const track = element(
    0xae,
    element(0xd7, number(1)),
    element(0x73c5, number(1)),
    element(0x83, number(1)),
    element(0x86, text('V_VP8')),
    element(0x23e383, number(frameMs * 1_000_000)),
    video,
  );
  const tracks = element(0x1654ae6b, track);
  const clusters = frames.map((frame, at) =>
    element(
      0x1f43b675,
      element(0xe7, number(at * frameMs)),
      // Track 1, no time of its own, a key frame.
      element(0xa3, Buffer.from([0x81, 0, 0, 0x80]), frame),
    ),
  );
  const cuesWith = (firstAt: number): Buffer => {
    let position = firstAt;
    const points = clusters.map((cluster, at) => {
      const place = element(0xb7, element(0xf7, number(1)), element(0xf1, number(position)));
      position += cluster.length;
      return element(0xbb, element(0xb3, number(at * frameMs)), place);
    });
    return element(0x1c53bb6b, ...points);
  };
  const cuesAt = info.length + tracks.length;
  const cues = cuesWith(cuesAt + cuesWith(0).length);
  return Buffer.concat([head, element(0x18538067, info, tracks, cues, ...clusters)]);
}
