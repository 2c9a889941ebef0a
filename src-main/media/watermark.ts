/** A person's words over a picture: white with a soft shadow, in the lower right, read on any ground. */
import sharp from 'sharp';

/** Of the picture's width; taller letters than `MOST_HEIGHT` of its height are never drawn. */
const WIDTH = 0.42;
const MOST_HEIGHT = 0.05;
const MARGIN = 0.025;

/** `fontPath`: a font that is ours, since what a computer has installed differs. Answers what sharp's `composite` lays over. */
export async function drawWatermark(given: {
  text: string;
  fontPath: string;
  widthPx: number;
  heightPx: number;
}): Promise<{ input: Buffer; left: number; top: number }> {
  const { widthPx, heightPx } = given;
  const most = {
    width: Math.max(16, Math.round(widthPx * WIDTH)),
    height: Math.max(10, Math.round(Math.min(widthPx, heightPx) * MOST_HEIGHT)),
  };
  const drawn = (colour: string): Promise<Buffer> =>
    sharp({
      text: {
        text: `<span foreground="${colour}">${asMarkup(given.text)}</span>`,
        font: 'Pretendard',
        fontfile: given.fontPath,
        rgba: true,
        // Drawn large once, then made to fit: every letter of it is smooth.
        dpi: 300,
        wrap: 'none',
      },
    })
      .resize({ ...most, fit: 'inside' })
      .png()
      .toBuffer();
  const [white, black] = await Promise.all([drawn('#ffffffc0'), drawn('#000000a0')]);
  const { width: wordsWidth = 1, height: wordsHeight = 1 } = await sharp(white).metadata();
  const around = Math.max(2, Math.round(wordsHeight * 0.25));
  const size = { width: wordsWidth + 2 * around, height: wordsHeight + 2 * around };
  const ground = { ...size, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } };
  const shadow = await sharp({ create: ground })
    .composite([{ input: black, left: around, top: around }])
    .png()
    .toBuffer();
  const input = await sharp(
    await sharp(shadow)
      .blur(Math.max(0.5, around / 3))
      .png()
      .toBuffer(),
  )
    .composite([{ input: white, left: around, top: around }])
    .png()
    .toBuffer();
  const margin = Math.round(Math.min(widthPx, heightPx) * MARGIN);
  return {
    input,
    left: Math.max(0, widthPx - size.width - margin),
    top: Math.max(0, heightPx - size.height - margin),
  };
}

/** Pango reads its text as markup. */
const asMarkup = (text: string): string =>
  text.replace(/\p{Cc}/gu, ' ').replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
