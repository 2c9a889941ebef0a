// Draws the app's icon: resources/icons/icon.svg and, from it, the PNG, ICO and ICNS files that the packages carry.
// By hand, after a change of the drawing: `node scripts/make-icons.mjs`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { inProject } from './setup/project-paths.mjs';

const folder = inProject('resources', 'icons');
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
/** Kinds of ICNS entries that hold PNG (Apple's four-letter names) and their size in pixels. */
const macEntries = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
/** Apple's icon grid: the shape fills 824 of 1024 pixels. */
const macShare = 824 / 1024;

/** An iris of six blades over a dark plate: five greys as photographers know them, from print white to 18 %, one in the accent. */
function drawing() {
  const blades = ['#f0b83c', '#8c8c8c', '#a3a3a3', '#bababa', '#d1d1d1', '#e8e8e8'];
  const centre = 512;
  const outer = 372;
  const inner = 150;
  const onCircle = (radius, degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return [centre + radius * Math.cos(angle), centre + radius * Math.sin(angle)];
  };
  const text = ([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  // Each edge of the inner hexagon goes on to the rim; a blade lies between two such edges and the rim.
  const edgeEnd = (index) => {
    const [x1, y1] = onCircle(inner, index * 60);
    const [x2, y2] = onCircle(inner, index * 60 + 60);
    const [dx, dy] = [(x2 - x1) / inner, (y2 - y1) / inner];
    const along = dx * (x2 - centre) + dy * (y2 - centre);
    const length = -along + Math.sqrt(along * along + outer * outer - inner * inner);
    return [x2 + dx * length, y2 + dy * length];
  };
  const paths = blades.map((colour, index) => {
    const start = text(onCircle(inner, index * 60 + 60));
    const from = text(edgeEnd(index));
    const to = text(edgeEnd(index + 1));
    const corner = text(onCircle(inner, index * 60 + 120));
    return `  <path fill="${colour}" d="M${start} L${from} A${outer} ${outer} 0 0 1 ${to} L${corner} Z"/>`;
  });
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" width="1024" height="1024">',
    '  <rect width="1024" height="1024" rx="228" fill="#1b1b1b"/>',
    '  <g stroke="#1b1b1b" stroke-width="14" stroke-linejoin="round">',
    ...paths,
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
}

async function png(svg, sizePx, share = 1) {
  const shapePx = Math.round(sizePx * share);
  const margin = Math.floor((sizePx - shapePx) / 2);
  const rest = sizePx - shapePx - margin;
  const density = Math.max(72, (72 * shapePx) / 1024); // drawn at its final size, not scaled afterwards
  return sharp(Buffer.from(svg), { density })
    .resize(shapePx, shapePx)
    .extend({
      top: margin,
      left: margin,
      bottom: rest,
      right: rest,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** ICO with PNG pictures (Windows Vista and later): a header, one 16-byte entry each, then the pictures. */
function icoOf(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { sizePx, bytes }] of pictures.entries()) {
    const at = 6 + 16 * index;
    header.writeUInt8(sizePx % 256, at); // 0 means 256
    header.writeUInt8(sizePx % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(bytes.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...pictures.map(({ bytes }) => bytes)]);
}

/** ICNS: `icns`, the total length, then entries of name, length (8 bytes of head included) and PNG. */
function icnsOf(entries) {
  const chunks = entries.map(({ name, bytes }) => {
    const head = Buffer.alloc(8);
    head.write(name, 'ascii');
    head.writeUInt32BE(8 + bytes.length, 4);
    return Buffer.concat([head, bytes]);
  });
  const body = Buffer.concat(chunks);
  const head = Buffer.alloc(8);
  head.write('icns', 'ascii');
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}

const svg = drawing();
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'icon.svg'), svg);
for (const sizePx of linuxSizes)
  writeFileSync(join(folder, `${sizePx}x${sizePx}.png`), await png(svg, sizePx));
const windows = await Promise.all(
  windowsSizes.map(async (sizePx) => ({ sizePx, bytes: await png(svg, sizePx) })),
);
writeFileSync(join(folder, 'icon.ico'), icoOf(windows));
const mac = await Promise.all(
  Object.entries(macEntries).map(async ([name, sizePx]) => ({
    name,
    bytes: await png(svg, sizePx, macShare),
  })),
);
writeFileSync(join(folder, 'icon.icns'), icnsOf(mac));
